// htmx under our strict CSP. Import this, never "htmx.org" itself: the settings must stand before htmx reads them.
import "./htmx-settings";
import htmx from "htmx.org";

export default htmx;
