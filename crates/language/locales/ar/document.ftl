# Texts of printed documents.

document-page = صفحة { $page } من { $pages }
