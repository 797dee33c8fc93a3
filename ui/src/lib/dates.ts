// A date field follows the language of the browser, the page that of its reader: beside each field the date stands in the reader's words,
// with its weekday, so that nobody takes the third of April for the fourth of March.

export function dates(root: ParentNode): void {
  // The house writes the day before the month in English too.
  const lang = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  const words = new Intl.DateTimeFormat(lang, { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  for (const field of root.querySelectorAll<HTMLInputElement>("input[type='date']:not([data-plain])")) {
    const said = document.createElement("output");
    said.className = "date-words";
    said.htmlFor.add(field.id);
    const tell = (): void => {
      said.textContent = field.valueAsDate ? words.format(field.valueAsDate).replace(/\s?г\.$/, "") : "";
    };
    field.after(said);
    field.addEventListener("input", tell);
    tell();
  }
}
