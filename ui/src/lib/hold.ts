// <time data-hold="ID">: a time is held for people. While its page is looked at it waits up to its end; a page that is left
// lets it go after a minute, one that is come back to has it again.

/** When this page was opened, by the browser's clock: a word of an earlier page that comes late counts for nothing. */
let opened = Math.floor(performance.timeOrigin);

function tell(hold: string, what: "away" | "back"): void {
  const body = new URLSearchParams({ page: String(opened) });
  const address = `/holds/${encodeURIComponent(hold)}/${what}`;
  // A beacon outlives the page that sends it.
  if (what === "away") navigator.sendBeacon(address, body);
  else void fetch(address, { method: "POST", body, keepalive: true }).catch(() => undefined);
}

/** Watches the hold of this page. */
export function holds(root: ParentNode): void {
  const hold = root.querySelector<HTMLElement>("[data-hold]")?.dataset.hold;
  if (!hold) return;
  const back = (): void => {
    opened = Math.max(opened + 1, Date.now());
    tell(hold, "back");
  };
  tell(hold, "back");
  window.addEventListener("pagehide", () => tell(hold, "away"));
  // Out of the browser's own store of pages, or out of another tab.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) back();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") back();
  });
}
