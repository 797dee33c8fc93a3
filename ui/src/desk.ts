// The desk's shell: partial updates and the keyboard.
import htmx from "./lib/htmx";
import { dates } from "./lib/dates";
import { keys } from "./lib/keys";
import { pairs } from "./lib/pair";
import { counts } from "./lib/rail";
import { signals } from "./lib/signals";
import { drafts } from "./lib/talk";

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
  let stream: EventSource | undefined;
  const follow = (): void => {
    if (document.hidden) {
      stream?.close();
      stream = undefined;
    } else if (!stream) {
      stream = new EventSource("/desk/live");
      stream.addEventListener("changed", () => {
        if (document.querySelector("#live")) htmx.trigger("#live", "happened");
        look();
        void counts();
      });
    }
  };
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pagehide", () => stream?.close());
  follow();
}

keys();
listen();
pairs(document);
dates(document);
void counts();
toNow();
drafts();
