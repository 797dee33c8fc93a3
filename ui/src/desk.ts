// The desk's shell: partial updates and the keyboard.
import htmx from "./lib/htmx";
import { dates } from "./lib/dates";
import { keys } from "./lib/keys";
import { follow } from "./lib/live";
import { pairs } from "./lib/pair";
import { counts } from "./lib/rail";
import { signals } from "./lib/signals";
import { drafts, talks } from "./lib/talk";

/** Where the day is wider than the screen, it opens at the present time. */
function toNow(): void {
  const day = document.querySelector<HTMLElement>(".day");
  const now = day?.querySelector(".tl-now");
  if (!day || !now || day.scrollWidth <= day.clientWidth) return;
  day.scrollLeft += now.getBoundingClientRect().left - day.getBoundingClientRect().left - day.clientWidth / 2;
}

/** The desk hears at once that something has happened; while nobody looks at it, it listens to nothing. */
function listen(): void {
  // Nobody listens at the door.
  if (!document.querySelector(".rail-nav a")) return;
  const look = signals();
  follow("/desk/live", () => {
    if (document.querySelector("#live")) htmx.trigger("#live", "happened");
    look();
    void counts();
  });
}

/** What a page asks for by the clock waits while nobody looks at it: what it is shown counts as read. The stream tells it all when somebody looks again. */
function rest(): void {
  // htmx's tick goes to its element alone: it is met on its way there.
  document.addEventListener("every", (tick) => { if (document.hidden) tick.stopPropagation(); }, true);
}

keys();
rest();
listen();
pairs(document);
dates(document);
void counts();
toNow();
drafts();
talks();
