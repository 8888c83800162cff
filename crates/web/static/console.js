// The console: keyboard shortcuts. The page is complete without it.
"use strict";
