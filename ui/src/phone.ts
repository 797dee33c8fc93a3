// The cleaner's shell: partial updates, photos, before and after; and the day without a network.
import "./lib/htmx";
import { pairs } from "./lib/pair";
import { shoots } from "./lib/shoot";
import { work } from "./work/app";

pairs(document);
shoots(document);
void work();
