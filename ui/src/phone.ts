// The cleaner's shell: partial updates, photos, before and after. The offline queue comes with its own room.
import "./lib/htmx";
import { pairs } from "./lib/pair";
import { shoots } from "./lib/shoot";

pairs(document);
shoots(document);
