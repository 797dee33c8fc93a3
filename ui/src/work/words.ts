// What the phone says by itself: worded by the house, put into each page.

/** Text by name, its `{…}` filled in. A number chooses the form. */
export class Words {
  private readonly all = new Map<string, string>();
  private readonly plural = new Intl.PluralRules(document.documentElement.lang);

  constructor(own: HTMLTemplateElement) {
    for (const word of own.content.querySelectorAll<HTMLElement>("[data-word]")) this.all.set(word.dataset["word"] ?? "", word.textContent ?? "");
  }

  say(name: string, fill: Record<string, string> = {}): string {
    return Object.entries(fill).reduce((text, [key, value]) => text.replace(`{${key}}`, value), this.all.get(name) ?? "");
  }

  count(name: string, n: number): string {
    const form = this.plural.select(n);
    return (this.all.get(`${name}-${form}`) ?? this.all.get(`${name}-other`) ?? "").replace("{n}", String(n));
  }
}

/** `9:05`, as the house says it. */
export function clockTime(at: number): string {
  return new Intl.DateTimeFormat("ru", { hour: "numeric", minute: "2-digit", timeZone: "Europe/Moscow" }).format(at);
}
