// The portal: live progress. The page is complete without it.
"use strict";
