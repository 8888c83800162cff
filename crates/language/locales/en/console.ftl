# Texts of the console.

console-title = Console
