# Texts of printed documents.

document-page = 第 { $page } 页，共 { $pages } 页
