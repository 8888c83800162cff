// Signing in with a passkey. The page is complete without it.
"use strict";
