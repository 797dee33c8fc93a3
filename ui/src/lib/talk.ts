// A conversation that is open: what is said comes by itself, what is being written is kept. The words are asked for under the page's own
// permit; without this all of it works by the page's own buttons.

import { follow } from "./live";

const PAUSE = 1500; // ms without a key before a draft is kept

/** Talks that are open: each asks for itself when something was said, and shows it in the place of what stands. */
export function talks(): void {
  for (const shown of document.querySelectorAll<HTMLElement>("[data-live]")) open(shown, shown.dataset.live ?? "", shown.dataset.page ?? location.pathname);
}

function open(shown: HTMLElement, live: string, page: string): void {
  const renew = async (): Promise<void> => {
    const answer = await fetch(page, { headers: { accept: "text/html" } }).catch(() => undefined);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(shown.id);
    if (!fresh) return;
    shown.replaceChildren(...fresh.childNodes);
    shown.dataset.nth = fresh.dataset.nth ?? "";
  };
  follow(live, (id) => {
    if (id !== shown.dataset.nth) void renew();
  });
}

/**
 * The desk's answer is kept while it is written, so that it is there from another machine, and colleagues see who writes. It answers what
 * stood there when it was begun: what was said since is shown once more before it goes.
 */
export function drafts(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-draft]");
  const field = form?.querySelector<HTMLTextAreaElement>("textarea[name=words]");
  const to = form?.dataset.draft;
  if (!form || !field || !to) return;
  const seen = (): HTMLInputElement | null => form.elements.namedItem("seen") as HTMLInputElement | null;
  const begun = (): string | undefined => (field.value.trim() ? seen()?.value : undefined);
  let since = begun();
  let waiting = 0;
  const keep = (): void => {
    waiting = 0;
    void fetch(to, { method: "POST", body: new URLSearchParams({ words: field.value }), redirect: "manual" }).catch(() => undefined);
  };
  field.addEventListener("input", () => {
    since = field.value.trim() ? (since ?? begun()) : undefined;
    window.clearTimeout(waiting);
    waiting = window.setTimeout(keep, PAUSE);
  });
  // What is sent is no draft any more.
  form.addEventListener("submit", () => {
    window.clearTimeout(waiting);
    const told = seen();
    if (told && since !== undefined) told.value = since;
  });
}
