# Texts of printed documents.

document-page = Page { $page } of { $pages }
