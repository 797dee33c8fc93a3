// The cleaner's shell: photos, before and after, and the day without a network; where nothing can be kept, partial updates.
import { pairs } from "./lib/pair";
import { shoots } from "./lib/shoot";
import { work } from "./work/app";

pairs(document);
shoots(document);
void work().then((keeps) => (keeps ? undefined : import("./lib/htmx")));
