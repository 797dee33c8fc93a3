// The desk's shell: partial updates and the keyboard.
import "./lib/htmx";
import { keys } from "./lib/keys";
import { pairs } from "./lib/pair";

/** Where the day is wider than the screen, it opens at the present time. */
function toNow(): void {
  const day = document.querySelector<HTMLElement>(".day");
  const now = day?.querySelector(".tl-now");
  if (!day || !now || day.scrollWidth <= day.clientWidth) return;
  day.scrollLeft += now.getBoundingClientRect().left - day.getBoundingClientRect().left - day.clientWidth / 2;
}

keys();
pairs(document);
toNow();
