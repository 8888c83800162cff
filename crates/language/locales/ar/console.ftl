# Texts of the console.

console-title = لوحة الموظفين
