// Asks the server for the price of what stands in a form now. The rule of the price lives there alone.

const QUIET = 120; // ms after the last touch; fast enough to feel immediate, slow enough for a dragged slider

/** Keeps `target` showing the answer to `address?form`; the newest question wins, a failure changes nothing. */
export function preview(form: HTMLFormElement, address: string, target: HTMLElement): void {
  let timer: number | undefined;
  let running: AbortController | undefined;

  const show = (html: string): void => {
    const answer = document.createElement("template");
    answer.innerHTML = html;
    // What belongs elsewhere in the form (the nearest time under the button) names its place.
    for (const part of answer.content.querySelectorAll<HTMLElement>("[data-part]")) {
      form.querySelector(`[data-part="${CSS.escape(part.dataset.part ?? "")}"]`)?.replaceChildren(...part.childNodes);
      part.remove();
    }
    target.replaceChildren(answer.content);
  };

  const ask = async (): Promise<void> => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    form.setAttribute("aria-busy", "true");
    try {
      const url = new URL(address, location.href);
      for (const [name, value] of new FormData(form)) if (typeof value === "string") url.searchParams.append(name, value);
      const answer = await fetch(url, { signal: mine.signal, headers: { accept: "text/html" } });
      if (!answer.ok) throw new Error(`preview answered ${answer.status}`);
      const html = await answer.text();
      if (!mine.signal.aborted) show(html);
    } catch (cause) {
      if (mine.signal.aborted) return;
      // The old price would now be a lie: hide it; the button still sends the plain form and the server prices it.
      const note = document.querySelector<HTMLTemplateElement>(`template[data-for="${form.id}"]`);
      if (note) target.replaceChildren(note.content.cloneNode(true));
      console.warn("price preview", cause);
    } finally {
      if (running === mine) form.removeAttribute("aria-busy");
    }
  };

  const later = (): void => {
    window.clearTimeout(timer);
    // What is on its way answers an older question already.
    running?.abort();
    timer = window.setTimeout(() => void ask(), QUIET);
  };
  form.addEventListener("input", later);
  // Going back restores fields without any event: ask once for what they now say.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) later();
  });
}
