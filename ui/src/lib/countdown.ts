// <time id="hold" data-countdown datetime="2026-03-02T14:10:00Z">14:10</time>
//
// The server writes the moment in words; this adds how long is left. When it has passed, elements marked
// [data-after="hold"] appear, so that the page itself says what to do next.

const language = document.documentElement.lang || "ru";

/** «9 мин», in the page's language; the words come from the browser, so no text lives here. */
function unit(value: number, name: "hour" | "minute" | "second"): string {
  return new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "short" }).format(value).replace(" ", "\u00a0");
}

function left(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours > 0) return `${unit(hours, "hour")} ${unit(minutes % 60, "minute")}`;
  if (minutes > 0) return `${unit(minutes, "minute")} ${unit(seconds % 60, "second")}`;
  return unit(seconds, "second");
}

function start(time: HTMLTimeElement): void {
  const end = Date.parse(time.dateTime);
  if (Number.isNaN(end)) return;

  // A separate element, hidden from screen readers: a voice that counts seconds helps nobody.
  const rest = document.createElement("span");
  rest.className = "countdown";
  rest.setAttribute("aria-hidden", "true");
  time.after(" ", rest);

  const tick = (): void => {
    const remains = end - Date.now();
    if (remains > 0) {
      rest.textContent = left(remains);
      // Minutes suffice while hours remain; the second hand wakes only near the end.
      window.setTimeout(tick, remains > 3_600_000 ? 30_000 : 1_000);
      return;
    }
    rest.remove();
    if (time.id === "") return;
    for (const note of document.querySelectorAll<HTMLElement>(`[data-after="${CSS.escape(time.id)}"]`)) note.hidden = false;
  };
  tick();
}

/** Starts every countdown under `root`. */
export function countdowns(root: ParentNode): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>("time[data-countdown]")) start(time);
}
