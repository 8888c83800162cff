# Texts of signing in.

sign-in-title = تسجيل الدخول
