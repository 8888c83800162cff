# Texts of the portal.

portal-title = إنهاء خط
