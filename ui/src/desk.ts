// The desk's shell: partial updates and the keyboard.
import "./lib/htmx";
import { keys } from "./lib/keys";

keys();
