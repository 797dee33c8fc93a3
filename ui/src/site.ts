// Small helps on public pages and in the portal. Everything works without them.
import { countdowns } from "./lib/countdown";
import { pairs } from "./lib/pair";

countdowns(document);
pairs(document);
