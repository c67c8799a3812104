// Everything here is a convenience: every page works without it. One file per behaviour, no exports
// (collectstatic writes them into this file, see uppks/static_bundle.py).
import "./error-summary.js";
import "./menu.js";
import "./filters.js";
import "./submit-guard.js";
import "./money-echo.js";
import "./attendance.js";
import "./drafts.js";
import "./wide-tables.js";
import "./print.js";
import "./copy.js";
import "./search-key.js";
