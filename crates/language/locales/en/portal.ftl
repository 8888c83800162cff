# Texts of the portal.

portal-title = End a line
