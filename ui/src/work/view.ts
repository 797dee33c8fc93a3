// What was done on the phone and is not on the page yet is put onto it: where the visit stands, answers, photos, notes, and by
// each whether it is on the phone or sent. The page goes on through its states by parts that the house put into it.
import { frame, shoots } from "../lib/shoot";
import type { Act, Phone } from "./phone";
import { clockTime, type Words } from "./words";

const STEPS: Record<string, { from: string[]; to: string }> = {
  set_off: { from: ["planned", "confirmed"], to: "en_route" },
  start: { from: ["en_route"], to: "in_progress" },
  locked_out: { from: ["en_route"], to: "locked_out" },
  done: { from: ["in_progress"], to: "done" },
};

function part(name: string): DocumentFragment | undefined {
  const template = document.querySelector<HTMLTemplateElement>(`template[data-part="${name}"]`);
  return template ? document.importNode(template.content, true) : undefined;
}

function mark(words: Words, act: Act): string {
  if (act.state === "aside") return act.why ? words.say("aside", { why: act.why }) : "";
  return words.say(act.state === "kept" ? "saved" : "sent-mark");
}

/** A small line by an item: on the phone, sent, or why it does not count. */
function tell(beside: Element, words: Words, act: Act): void {
  let line = beside.querySelector<HTMLElement>(":scope > .kept-mark");
  if (!line) {
    line = document.createElement("small");
    line.className = "kept-mark";
    beside.append(line);
  }
  line.dataset["state"] = act.state;
  line.textContent = mark(words, act);
}

/** Acts that the page does not tell of yet: still here, or sent after the page was made. */
function fresh(acts: Act[], made: number): Act[] {
  return acts.filter((act) => act.state !== "sent" || act.sentAt === undefined || act.sentAt >= made);
}

export class VisitView {
  private state: string;

  constructor(
    private readonly at: HTMLElement,
    private readonly words: Words,
    private readonly phone: Phone,
    private readonly made: number,
  ) {
    this.state = at.dataset["state"] ?? "";
  }

  get visit(): string {
    return this.at.dataset["visit"] ?? "";
  }

  get version(): number {
    return Number(this.at.dataset["version"] ?? 0);
  }

  async show(): Promise<void> {
    const acts = fresh(await this.phone.acts(this.visit), this.made);
    for (const act of acts.filter((act) => act.state !== "aside")) this.step(act);
    this.refused(acts.filter((act) => act.kind in STEPS || act.kind === "late").at(-1));
    for (const field of new Set(acts.map((act) => `${act.kind} ${act.field}`))) {
      const said = acts.filter((act) => `${act.kind} ${act.field}` === field);
      const [last, counts] = [said.at(-1), said.findLast((act) => act.state !== "aside")];
      if (last?.kind === "answer") this.answer(last, counts);
      if (last?.kind === "kept") this.kept(last, counts);
      if (last?.kind === "remark") this.remark(last, counts ?? (last.text === "" ? undefined : last));
    }
    for (const act of acts) {
      if (act.kind === "note" || act.kind === "damage") this.note(act);
      if (act.kind === "photo") await this.photo(act);
    }
    this.count();
  }

  private step(act: Act): void {
    if (act.kind === "late" && this.state === "en_route") this.say("en_route", act.at + Number(act.value) * 60_000);
    const step = STEPS[act.kind];
    if (!step?.from.includes(this.state)) return;
    this.state = step.to;
    this.at.dataset["state"] = step.to;
    this.say(step.to, act.kind === "set_off" ? act.at + Number(act.value) * 60_000 : act.at);
    if (step.to === "en_route") this.insert("trouble");
    else document.querySelector(".trouble")?.remove();
    if (step.to === "in_progress") this.begin();
    if (step.to === "done" || step.to === "locked_out") this.end();
  }

  /** The state in words, with its mark. */
  private say(state: string, at: number): void {
    const template = document.querySelector<HTMLTemplateElement>(`template[data-mark="${state}"]`);
    const now = template?.content.firstElementChild?.cloneNode(true);
    if (!(now instanceof HTMLElement)) return;
    const words = now.lastChild;
    if (words) words.textContent = (words.textContent ?? "").replace("{time}", clockTime(at));
    document.querySelector("main > .now")?.replaceWith(now);
  }

  private insert(name: string): void {
    const fragment = part(name);
    const notes = document.querySelector("#notes");
    if (fragment && notes) notes.before(fragment);
  }

  private begin(): void {
    if (!document.querySelector(".rooms")) this.insert("sheet");
    if (!document.querySelector("#photos")) this.insert("album");
    for (const asked of document.querySelectorAll<HTMLElement>("#memory li[id^=memory-]")) {
      const forms = part("kept");
      if (!forms || asked.querySelector("form")) continue;
      const memory = asked.id.replace("memory-", "");
      for (const field of forms.querySelectorAll<HTMLInputElement>("input[name=memory]")) field.value = memory;
      for (const field of forms.querySelectorAll<HTMLInputElement>("input[name=code]")) field.value = `memory:${memory}`;
      asked.querySelector(".memory-body")?.append(forms);
    }
    shoots(document);
  }

  private end(): void {
    for (const form of document.querySelectorAll("main .tick-row button, main .memory-kept button, main .shoot")) form.setAttribute("disabled", "");
    for (const shoot of document.querySelectorAll("main .shoot, main .shoot-more")) shoot.remove();
  }

  /** A step that does not count is told of at the top, as long as no other came after it. */
  private refused(act: Act | undefined): void {
    const shown = document.querySelector("[data-refused]");
    if (shown instanceof HTMLElement && shown.dataset["refused"] === act?.id) return;
    shown?.remove();
    if (act?.state !== "aside") return;
    const notice = document.createElement("p");
    notice.className = "notice notice-error";
    notice.dataset["refused"] = act.id;
    notice.setAttribute("role", "alert");
    notice.textContent = mark(this.words, act);
    document.querySelector("main")?.prepend(notice);
  }

  /** Presses one of two buttons as the last word that counts says, or as the page came. */
  private press(row: HTMLElement, buttons: (HTMLButtonElement | null)[], values: string[], counts: Act | undefined): void {
    row.dataset["came"] ??= values[buttons.findIndex((button) => button?.getAttribute("aria-pressed") === "true")] ?? "";
    const value = counts?.value ?? row.dataset["came"];
    buttons.forEach((button, n) => {
      if (!button) return;
      const pressed = value === values[n];
      button.setAttribute("aria-pressed", String(pressed));
      button.value = pressed ? "" : (values[n] ?? "");
      if (button.classList.contains("tick-absent")) button.classList.toggle("strong", pressed);
    });
  }

  private answer(last: Act, counts: Act | undefined): void {
    const row = document.getElementById(`item-${last.field}`);
    if (!row) return;
    this.press(row, [row.querySelector(".tick"), row.querySelector(".tick-absent")], ["done", "absent"], counts);
    tell(row, this.words, last);
  }

  /** Nobody enters this room now: said beside the item, nothing is kept. */
  refuses(item: string, value: string, now: number): boolean {
    const row = document.getElementById(`item-${item}`);
    const time = new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Moscow" }).format(now);
    const closed = (row?.dataset["shut"] ?? "").split(" ").some((span) => {
      const [from = "", until = ""] = span.split("-");
      return from !== "" && from <= time && time < until;
    });
    if (!row || !closed || value !== "done") return false;
    tell(row, this.words, { state: "aside", why: "" } as Act);
    const line = row.querySelector(":scope > .kept-mark");
    if (line) line.textContent = this.words.say("shut");
    return true;
  }

  private kept(last: Act, counts: Act | undefined): void {
    const asked = document.getElementById(`memory-${last.field}`);
    if (!asked) return;
    const [yes = null, no = null] = asked.querySelectorAll<HTMLButtonElement>("button[name=kept]");
    this.press(asked, [yes, no], ["yes", "no"], counts);
    tell(asked.querySelector(".memory-body") ?? asked, this.words, last);
  }

  /** A place beside an instruction for one thing that shows it: each has a mark of its own. */
  private beside(memory: string, what: string): HTMLElement | undefined {
    const body = document.getElementById(`memory-${memory}`)?.querySelector(".memory-body");
    if (!body) return undefined;
    const known = body.querySelector<HTMLElement>(`:scope > [data-beside="${what}"]`);
    if (known) return known;
    const place = document.createElement("div");
    place.dataset["beside"] = what;
    body.insertBefore(place, body.querySelector(":scope > .memory-kept"));
    return place;
  }

  /** Does a word stand beside this instruction? */
  remarked(memory: string): boolean {
    return document.getElementById(`memory-${memory}`)?.querySelector(".memory-remark") instanceof HTMLElement;
  }

  /** What was written beside an instruction: the last word stands; an empty one has taken it back, unless that does not count. */
  private remark(last: Act, act: Act | undefined): void {
    const place = this.beside(last.field, "remark");
    if (!place) return;
    tell(place, this.words, last);
    let words = place.querySelector<HTMLElement>(".memory-remark");
    if (!act?.text) {
      if (act) words?.remove();
      return;
    }
    if (!words) {
      words = document.createElement("p");
      words.className = "memory-remark";
      place.prepend(words);
    }
    words.textContent = act.text;
  }

  private note(act: Act): void {
    let note = document.querySelector<HTMLElement>(`[data-act="${act.id}"]`);
    if (!note) {
      note = document.createElement("blockquote");
      note.className = "note";
      note.dataset["act"] = act.id;
      const text = document.createElement("p");
      text.textContent = act.text;
      const by = document.createElement("footer");
      by.textContent = this.words.say("note-mine", { time: clockTime(act.at) });
      note.append(text, by);
      document.querySelector("#notes form")?.before(note);
    }
    tell(note, this.words, act);
  }

  /** A photo that is here: small, in the place of its row; the next one is framed by it. */
  private async photo(act: Act): Promise<void> {
    const [moment = "", upload = ""] = act.value.split(":");
    const forms = [...document.querySelectorAll<HTMLFormElement>("#photos form.shoot")];
    const form = forms.find((one) => one.querySelector<HTMLInputElement>("input[name=code]")?.value === act.field);
    const [what, code = ""] = act.field.split(":");
    const row = what === "memory" ? this.beside(code, "photo") : (form?.closest("li") ?? this.photoRow(act.field));
    if (!row) return;
    if (!row.querySelector(`canvas[data-upload="${upload}"]`)) {
      const blob = await this.phone.photo(upload).catch(() => undefined);
      const small = blob && (await shrink(blob, 480).catch(() => undefined));
      if (small) {
        row.querySelector(`canvas[data-moment="${moment}"], img.photo-here`)?.remove();
        small.dataset["upload"] = upload;
        small.dataset["moment"] = moment;
        small.className = "photo-here";
        small.setAttribute("role", "img");
        small.setAttribute("aria-label", this.words.say("photo-here"));
        row.insertBefore(small, form ?? row.querySelector(".kept-mark"));
        if (moment === "before" && form && form.dataset["shoot"] !== undefined) this.after(form, small);
      }
    }
    tell(row, this.words, act);
  }

  private photoRow(field: string): Element | undefined {
    const list = document.querySelector(".album-rows");
    const words = document.querySelector(`#photo-item option[value="${CSS.escape(field)}"]`)?.textContent;
    if (!list) return undefined;
    const known = list.querySelector(`li[data-field="${CSS.escape(field)}"]`);
    if (known) return known;
    const row = document.createElement("li");
    row.dataset["field"] = field;
    const what = document.createElement("p");
    what.className = "album-what";
    what.textContent = words ?? "";
    row.append(what);
    list.append(row);
    return row;
  }

  /** The before is taken: the form takes the after, by the outline of it. */
  private after(form: HTMLFormElement, before: HTMLCanvasElement): void {
    const moment = form.querySelector<HTMLInputElement>("input[name=moment]");
    if (!moment || moment.value === "after") return;
    moment.value = "after";
    form.dataset["ghost"] = before.toDataURL("image/jpeg", 0.6);
    const label = form.querySelector(".shoot-file > span");
    if (label?.firstChild) label.firstChild.textContent = this.words.say("photo-after");
    frame(form);
  }

  /** How far the list is, and the one next step. */
  private count(): void {
    if (this.state === "done" || this.state === "locked_out") return this.act("next", "");
    if (this.state === "en_route") return this.act("start", "");
    if (this.state !== "in_progress") return;
    const rows = [...document.querySelectorAll<HTMLElement>(".rooms .ticks > li")];
    const answered = (row: HTMLElement) => row.querySelector("[aria-pressed=true]") !== null;
    const done = rows.filter(answered).length;
    const progress = document.querySelector<HTMLProgressElement>("#progress progress");
    const said = document.querySelector("#progress-words");
    if (progress) progress.value = done;
    if (said) {
      const number = document.createElement("b");
      number.textContent = String(done);
      said.replaceChildren(number, ` ${this.words.say("count", { n: String(rows.length) })}`);
    }
    for (const room of document.querySelectorAll<HTMLElement>(".rooms details.room")) {
      const items = [...room.querySelectorAll<HTMLElement>(".ticks > li")];
      const here = items.filter(answered).length;
      const count = room.querySelector(".room-count");
      count?.parentElement?.classList.toggle("room-done", here === items.length);
      if (count) count.textContent = this.words.say("room-count", { answered: String(here), all: String(items.length) });
    }
    const first = rows.find((row) => !answered(row));
    const unsaid = [...document.querySelectorAll<HTMLElement>("#memory li:has(form)")].filter((asked) => !asked.querySelector("[aria-pressed=true]"));
    if (first) this.act("left", this.words.count("left", rows.length - done), `#${first.id}`);
    else if (unsaid.length > 0) this.act("unsaid", this.words.count("unsaid", unsaid.length), "#memory");
    else this.act("finish", "");
  }

  private act(name: string, note: string, first = ""): void {
    const template = document.querySelector<HTMLTemplateElement>(`template[data-step="${name}"]`);
    const act = template?.content.querySelector(".act")?.cloneNode(true);
    const shown = document.querySelector<HTMLElement>("body > .act");
    if (!(act instanceof HTMLElement) || !shown) return;
    const words = act.querySelector(".act-note");
    if (words && note) words.textContent = note;
    const link = act.querySelector<HTMLAnchorElement>("a.button");
    if (link && first) link.href = first;
    // The same step again keeps the button under the thumb, and the focus.
    if (shown.innerHTML !== act.innerHTML) shown.replaceWith(act);
  }
}

/** The list of the day, with where each visit stands by what was done here; all of them over or not. */
export async function showDay(phone: Phone, made: number): Promise<boolean> {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const acts = fresh(await phone.acts(), made).filter((act) => act.state !== "aside");
  for (const row of rows) {
    for (const act of acts.filter((one) => one.visit === row.dataset["row"])) {
      const step = STEPS[act.kind];
      if (!step?.from.includes(row.dataset["state"] ?? "")) continue;
      row.dataset["state"] = step.to;
      const template = document.querySelector<HTMLTemplateElement>(`template[data-mark="${step.to}"]`);
      const now = template?.content.firstElementChild?.cloneNode(true);
      if (!(now instanceof HTMLElement) || !now.lastChild) continue;
      const at = act.kind === "set_off" ? act.at + Number(act.value) * 60_000 : act.at;
      now.lastChild.textContent = (now.lastChild.textContent ?? "").replace("{time}", clockTime(at));
      row.querySelector(".now")?.replaceWith(now);
    }
  }
  const over = new Set(["done", "cancelled", "locked_out", "skipped"]);
  return rows.length > 0 && rows.every((row) => over.has(row.dataset["state"] ?? ""));
}

/** A picture made small enough. */
export async function shrink(blob: Blob, most: number): Promise<HTMLCanvasElement> {
  const picture = await createImageBitmap(blob);
  const scale = Math.min(1, most / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas;
}
