// The desk from the keyboard: j k move among [data-row], Enter opens, ← → turn to the day before or after, g then a letter goes
// to [data-go], / searches, ? helps, any other letter does what the page has for it: [data-key].

const PATIENCE = 1200; // ms in which the letter after g still counts

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** The first thing in a row that opens it, or the row itself. */
function handle(row: HTMLElement): HTMLElement {
  if (row.matches("a, button, [tabindex]")) return row;
  return row.querySelector<HTMLElement>("a, button, [tabindex]") ?? row;
}

function move(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")].filter((row) => row.offsetParent !== null || row instanceof SVGElement);
  if (rows.length === 0) return;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = here < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, here + by));
  const row = rows[next];
  if (!row) return;
  const target = handle(row);
  if (target === row && !row.matches("a, button, [tabindex]")) row.tabIndex = -1;
  target.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function go(letter: string): boolean {
  const link = document.querySelector<HTMLElement>(`[data-go="${CSS.escape(letter)}"]`);
  link?.click();
  return link !== null;
}

/** What the page has for a letter: a fold opens, a field or a button takes the focus; nothing is pressed but a link. */
function act(letter: string): boolean {
  const target = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(letter)}"]`);
  if (!target) return false;
  const fold = target.closest("details");
  if (fold && target.matches("summary")) fold.open = !fold.open;
  target.focus();
  target.scrollIntoView({ block: "nearest" });
  if (target.matches("a")) target.click();
  return true;
}

/** The page before or after this one: another day. */
function turn(to: "prev" | "next"): boolean {
  const link = document.querySelector<HTMLElement>(`main a[rel="${to}"]`);
  link?.click();
  return link !== null;
}

/** The key by its place on the board too: under a Russian layout «j» arrives as «о». */
function letterOf(event: KeyboardEvent): string {
  if (/^[a-z/?]$/.test(event.key)) return event.key;
  if (event.code.startsWith("Key")) return event.code.slice(3).toLowerCase();
  if (event.code === "Slash") return event.shiftKey ? "?" : "/";
  return event.key;
}

/** Listens on the whole page; call once. */
export function keys(): void {
  let going = 0;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target)) {
      if (event.key === "Escape") (event.target as HTMLElement).blur();
      return;
    }
    const help = document.querySelector<HTMLDialogElement>("dialog#keys");
    if (document.querySelector("dialog[open]")) return; // an open dialog owns the keyboard
    const letter = letterOf(event);

    if (going && event.timeStamp - going < PATIENCE) {
      going = 0;
      if (go(letter)) event.preventDefault();
      return;
    }
    switch (letter) {
      case "j":
        move(1);
        break;
      case "k":
        move(-1);
        break;
      case "g":
        going = event.timeStamp;
        break;
      case "?":
        help?.showModal();
        break;
      case "ArrowLeft":
        if (!turn("prev")) return;
        break;
      case "ArrowRight":
        if (!turn("next")) return;
        break;
      case "/":
        (document.querySelector<HTMLElement>("main [data-search]") ?? document.querySelector<HTMLElement>("[data-search]"))?.focus();
        break;
      default:
        if (!act(letter)) return;
    }
    event.preventDefault();
  });

  // A button may open the help as well: <button data-opens="keys">.
  document.addEventListener("click", (event) => {
    const opener = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-opens]") : null;
    const dialog = opener && document.getElementById(opener.dataset.opens ?? "");
    if (dialog instanceof HTMLDialogElement) dialog.showModal();
  });
}
