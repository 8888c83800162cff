# Texts of the portal.

portal-title = 注销线路
