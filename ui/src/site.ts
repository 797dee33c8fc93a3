// Small helps on public pages and in the portal. Everything works without them.
import { chat } from "./lib/chat";
import { countdowns } from "./lib/countdown";
import { pairs } from "./lib/pair";
import { holds } from "./lib/hold";
import { talks } from "./lib/talk";
import { guardHistory, keepTyped } from "./lib/typed";

chat();
countdowns(document);
holds(document);
guardHistory();
keepTyped();
pairs(document);
talks();
