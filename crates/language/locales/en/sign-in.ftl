# Texts of signing in.

sign-in-title = Sign in
