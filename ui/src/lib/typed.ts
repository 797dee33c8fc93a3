// What was typed survives a change of language and a way back.
//
// The change of language is a form of its own, so the half-typed one beside it would be lost. It is kept in this tab's own
// storage for the one next page of the same path, and never sent anywhere. Codes and passwords are not kept.

const KEY = "typed";

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function* fields(form: HTMLFormElement): Generator<Field> {
  for (const field of form.elements) {
    const typed = field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement;
    if (typed && field.name !== "" && !["hidden", "password"].includes(field.type) && field.autocomplete !== "one-time-code") yield field;
  }
}

/** Which field of the page it is: boxes of one name differ by their value. */
function nameOf(field: Field): string {
  const box = field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type);
  return box ? `${field.name}=${field.value}` : field.name;
}

function keep(forms: HTMLFormElement[]): void {
  const typed: Record<string, string | boolean> = {};
  for (const form of forms) for (const field of fields(form)) typed[nameOf(field)] = field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type) ? field.checked : field.value;
  sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, typed }));
}

function restore(forms: HTMLFormElement[]): void {
  const kept = sessionStorage.getItem(KEY);
  if (kept === null) return;
  sessionStorage.removeItem(KEY);
  const { path, typed } = JSON.parse(kept) as { path: string; typed: Record<string, string | boolean> };
  if (path !== location.pathname) return;
  for (const form of forms) {
    for (const field of fields(form)) {
      const value = typed[nameOf(field)];
      if (typeof value === "boolean" && field instanceof HTMLInputElement) field.checked = value;
      else if (typeof value === "string") field.value = value;
    }
    // After all scripts of the page are in place, so that the price moves too.
    window.setTimeout(() => form.dispatchEvent(new Event("input", { bubbles: true })), 0);
  }
}

/** Keeps the page's forms over a change of language. */
export function keepTyped(): void {
  const language = document.querySelector<HTMLFormElement>("form.languages");
  const forms = [...document.querySelectorAll<HTMLFormElement>("main form")];
  if (!language || forms.length === 0) return;
  language.addEventListener("submit", () => keep(forms));
  restore(forms);
}

/** A page that answered a form stands in the history under its own address: going back to it, or loading it again, sends nothing. */
export function guardHistory(): void {
  const here = document.querySelector<HTMLInputElement>('form.languages input[name="back"]')?.value;
  if (here) history.replaceState(history.state, "", here + location.hash);
}
