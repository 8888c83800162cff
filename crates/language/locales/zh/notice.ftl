# Texts of notices.

notice-from = Masalama
