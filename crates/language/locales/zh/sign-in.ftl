# Texts of signing in.

sign-in-title = 登录
