// The desk's shell: partial updates and the keyboard.
import "./lib/htmx";
import { keys } from "./lib/keys";
import { pairs } from "./lib/pair";

keys();
pairs(document);
