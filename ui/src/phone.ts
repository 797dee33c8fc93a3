// The cleaner's shell. Only partial updates for now; the offline queue comes with its own room.
import "./lib/htmx";
