# Texts of the console.

console-title = 工作台
