# Texts of notices.

notice-from = مع السلامة
