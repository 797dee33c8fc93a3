// The chat of the site: words come by themselves, and the thirty seconds are measured here, where the visitor waits: from the moment at
// which their word was sent until a person's answer stands on the screen, by the clock of this page that nobody sets.

import { follow } from "./live";

const KEPT = "chat";

/** Whoever comes to write and has begun before is led back to their talk, while there is one. */
async function comeBack(): Promise<void> {
  const own = localStorage.getItem(KEPT);
  if (!own?.startsWith("/chat/")) return;
  const answer = await fetch(own, { headers: { accept: "text/html" } }).catch(() => undefined);
  if (!answer) return;
  const html = answer.ok ? await answer.text() : "";
  if (html.includes('id="write"')) location.replace(own);
  else localStorage.removeItem(KEPT);
}

export function chat(): void {
  const shown = document.querySelector<HTMLElement>("#chat");
  if (!shown) return;
  const own = shown.dataset.own;
  const form = shown.querySelector<HTMLFormElement>("#write");
  if (!own) {
    // What is wrong with a first word is to be read here.
    if (!shown.querySelector("[aria-invalid]")) void comeBack();
    return;
  }
  if (form) localStorage.setItem(KEPT, own);
  else localStorage.removeItem(KEPT);
  // Whoever has just begun came here by the form: they have waited since this page was asked for.
  const asked = new Map<string, number>([[shown.dataset.nth ?? "0", 0]]);

  const tell = (nth: string): void => {
    const since = asked.get(nth);
    if (since === undefined) return;
    asked.delete(nth);
    const ms = Math.round(performance.now() - since);
    void fetch(`${own}/shown`, { method: "POST", body: new URLSearchParams({ nth, ms: String(ms) }), keepalive: true }).catch(() => undefined);
  };
  /** An answer is shown when it was painted on a page that is looked at. */
  const look = (): void => {
    if (document.hidden) return;
    requestAnimationFrame(() => {
      for (const answer of shown.querySelectorAll<HTMLElement>("[data-answers]")) tell(answer.dataset.answers ?? "");
    });
  };
  const take = (html: string): void => {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector<HTMLElement>("#chat");
    const said = fresh?.querySelector("#said");
    if (!fresh || !said) return;
    shown.querySelector("#said")?.replaceChildren(...said.childNodes);
    shown.dataset.nth = fresh.dataset.nth ?? "0";
    look();
  };
  const renew = async (): Promise<void> => {
    const answer = await fetch(own, { headers: { accept: "text/html" } }).catch(() => undefined);
    if (answer?.ok) take(await answer.text());
  };
  form?.addEventListener("submit", (event) => {
    const field = form.querySelector<HTMLTextAreaElement>("textarea[name=words]");
    if (!field || field.value.trim() === "") return;
    // What comes along goes by the page's own form.
    if (form.querySelector<HTMLInputElement>("input[type=file]")?.files?.length) return;
    event.preventDefault();
    const since = performance.now();
    void (async () => {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams({ words: field.value }) }).catch(() => undefined);
      // What is refused is shown by the page itself.
      if (!answer?.ok) {
        form.submit();
        return;
      }
      take(await answer.text());
      asked.set(shown.dataset.nth ?? "0", since);
      field.value = "";
      field.focus();
    })();
  });
  follow(
    `${own}/live`,
    (id) => {
      if (id !== shown.dataset.nth) void renew();
    },
    look,
  );
}
