// Small helps on public pages and in the portal. Everything works without them.
import { countdowns } from "./lib/countdown";
import { guardHistory, keepTyped } from "./lib/typed";

countdowns(document);
guardHistory();
keepTyped();
