// The phone's pages without a network: each press is kept first, shown at once, and sent when it can be. Where the browser cannot
// keep anything, the forms go as they are.
import { pairs } from "../lib/pair";
import { shoots } from "../lib/shoot";
import { houseTime } from "./clock";
import { Phone, type Line } from "./phone";
import { showDay, shrink, VisitView } from "./view";
import { clockTime, Words } from "./words";

/** What a form does, by the end of its address. */
const KINDS: Record<string, string> = {
  "on-my-way": "set_off",
  late: "late",
  start: "start",
  "locked-out": "locked_out",
  done: "done",
  answers: "answer",
  memory: "kept",
  remark: "remark",
  notes: "note",
  damage: "damage",
  photos: "photo",
};

/** Acts after which the house's page tells more than the phone knows. */
const TELLING = new Set(["set_off", "start", "done", "late", "locked_out", "remark", "note", "damage", "photo"]);

/** Pixels of a photo's longer side, at most. */
const PHOTO = 2048;

class App {
  private own!: HTMLTemplateElement;
  private words!: Words;
  private view: VisitView | undefined;
  private made = 0;
  private line: Line = "open";
  private waiting = 0;
  private timer = 0;
  private telling = false;
  /** The house's day did not come: it is asked for again, ever less often. */
  private stale = false;

  constructor(private readonly phone: Phone) {
    this.read();
  }

  /** Reads the page that is there. */
  private read(): void {
    const own = document.querySelector<HTMLTemplateElement>("template#own");
    if (!own) return;
    this.own = own;
    this.words = new Words(own);
    this.made = Number(own.dataset["now"] ?? 0);
    const visit = document.querySelector<HTMLElement>("#visit");
    this.view = visit ? new VisitView(visit, this.words, this.phone, this.made) : undefined;
  }

  get person(): string {
    return this.own.dataset["person"] ?? "";
  }

  async show(): Promise<void> {
    const unsent = await this.phone.unsent();
    if (this.view) {
      await this.view.show();
      const where = document.querySelector<HTMLElement>("#where");
      // A kept page has no way to the door: it is opened beside it, while it may be shown.
      if (where && !where.querySelector(".where-keys, .where-access")) {
        const doors = await this.phone.doors(location.pathname).catch(() => undefined);
        if (doors) where.innerHTML = doors;
      }
    } else {
      const over = await showDay(this.phone, this.made);
      let all = document.querySelector<HTMLElement>("#all-sent");
      if (over && unsent === 0 && !all) {
        all = document.createElement("p");
        all.id = "all-sent";
        all.className = "all-sent";
        all.textContent = this.words.say("all-sent");
        document.querySelector(".visits")?.before(all);
      }
      if (all) all.hidden = unsent > 0;
    }
    await this.gone();
    this.status(unsent);
  }

  /** Whether all has left the phone: always in sight. */
  private status(unsent: number): void {
    const sync = document.querySelector<HTMLElement>("#sync");
    if (!sync) return;
    const words = unsent > 0 ? [this.words.count("unsent", unsent)] : [sync.dataset["sent"] ?? sync.textContent?.trim() ?? ""];
    sync.dataset["sent"] ??= sync.textContent?.trim() ?? "";
    if (this.line === "gone") words.unshift(this.words.say("offline"));
    if (this.line === "signed-out") words.splice(0, words.length, this.words.say("signed-out"));
    sync.dataset["unsent"] = String(unsent);
    sync.className = `sync ${this.line === "signed-out" ? "sync-stuck" : unsent > 0 ? "sync-saved" : "sync-sent"}`;
    const text = words.filter((word) => word !== "").join(". ");
    const last = sync.lastChild;
    if (last && last.nodeType === Node.TEXT_NODE) {
      if (last.textContent !== text) last.textContent = text;
    } else sync.append(text);
  }

  /** Visits that went to somebody else. */
  private async gone(): Promise<void> {
    const day = await this.phone.day();
    const here = day?.gone.filter((one) => !this.view || this.view.visit === one.id) ?? [];
    for (const one of here) {
      if (document.querySelector(`[data-gone="${one.id}"]`)) continue;
      const banner = document.createElement("p");
      banner.className = "notice notice-error";
      banner.dataset["gone"] = one.id;
      banner.setAttribute("role", "status");
      banner.textContent = this.words.say("gone", { span: one.span });
      document.querySelector("main")?.prepend(banner);
    }
  }

  /** Takes a press over, if it is one that can be kept. */
  catches(event: SubmitEvent): boolean {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return false;
    const button = event.submitter instanceof HTMLButtonElement ? event.submitter : undefined;
    const action = new URL(button?.hasAttribute("formaction") ? button.formAction : form.action, location.href);
    if (action.pathname === "/sign-out") {
      void this.signOut();
      return true;
    }
    const [, visit, what] = /^\/work\/visits\/([0-9a-f-]{36})\/([a-z-]+)$/.exec(action.pathname) ?? [];
    const kind = KINDS[what ?? ""];
    if (!visit || !kind) return false;
    const fields = new FormData(form, button);
    void this.keep(form, visit, kind, fields);
    return true;
  }

  private async keep(form: HTMLFormElement, visit: string, kind: string, fields: FormData): Promise<void> {
    const text = (name: string) => String(fields.get(name) ?? "");
    const what = { visit, version: this.view?.version ?? 0, kind, field: "", value: "", text: "" };
    let photo: Blob | undefined;
    if (kind === "set_off" || kind === "late") what.value = text("minutes");
    if (kind === "answer") [what.field, what.value] = [text("item"), text("answer")];
    if (kind === "kept") [what.field, what.value] = [text("memory"), text("kept")];
    if (kind === "remark") what.field = text("memory");
    if (kind === "remark" || kind === "note" || kind === "damage") {
      const takesBack = kind === "remark" && fields.has("withdraw");
      what.text = takesBack ? "" : text(kind === "remark" ? "remark" : "note").trim();
      // Nothing is said, or there is no word to take back: a press of an empty form takes nothing back.
      if (what.text === "" && !(takesBack && this.view?.remarked(what.field))) return;
    }
    if (kind === "photo") {
      const file = fields.get("photo");
      if (!(file instanceof File) || file.size === 0) return;
      [what.field, what.value] = [text("code"), text("moment")];
      photo = await jpeg(file);
    }
    if (kind === "answer" && this.view?.refuses(what.field, what.value, await houseTime(this.phone.store))) return;
    await this.phone.keep(what, photo);
    if (kind === "remark" || kind === "note" || kind === "damage" || kind === "photo") form.reset();
    await this.show();
    void this.send();
  }

  /** Sends what there is, and tries again after a while where it did not go. */
  async send(): Promise<void> {
    window.clearTimeout(this.timer);
    const before = await this.phone.acts();
    const told = new Set(before.filter((act) => act.state === "kept").map((act) => act.id));
    // Two presses send one after the other: each looks after what it told itself.
    let telling = this.telling || before.some((act) => told.has(act.id) && TELLING.has(act.kind)) || (await this.phone.onTheWay()).length > 0;
    this.telling = false;
    this.line = await this.phone.send(() => this.show());
    // What does not count takes the page back to where the house is.
    telling ||= (await this.phone.acts()).some((act) => act.state === "aside" && told.has(act.id));
    if (this.line === "open") {
      if (!this.stale) this.waiting = 0;
      const sync = document.querySelector<HTMLElement>("#sync");
      if (sync && told.size > 0) sync.dataset["sent"] = this.words.say("sent", { time: clockTime(await houseTime(this.phone.store)) });
      if (telling) telling = !(await this.again());
      else if (this.stale) await this.refresh();
      if (telling) this.later(this.stale ? this.waiting : 5_000);
    } else if (this.line !== "signed-out") {
      this.waiting = Math.min(60_000, (this.waiting || 2_500) * 2);
      this.later(this.waiting);
    }
    this.telling ||= telling;
    await this.show();
  }

  private later(after: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.send(), after);
  }

  /** The house's own page in the place of this one, and the whole day kept anew. Nobody is disturbed in the middle of a word: `false`, later. */
  private async again(): Promise<boolean> {
    const busy = (): boolean => document.documentElement.dataset["camera"] !== undefined || [...document.querySelectorAll("textarea")].some((field) => field.value !== "");
    const answer = busy() ? undefined : await fetch(location.pathname, { credentials: "same-origin" }).catch(() => undefined);
    const html = answer?.ok && !answer.redirected && !answer.headers.has("x-kept") ? await answer.text().catch(() => "") : "";
    const told = html !== "" && !busy();
    if (told) this.replace(html);
    else if (busy()) return false;
    await this.refresh();
    // What the house does not show to this person any more is not asked for again.
    return told || (answer !== undefined && (answer.redirected || answer.status === 403 || answer.status === 404));
  }

  private replace(html: string): void {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const opened = [...document.querySelectorAll<HTMLDetailsElement>("details[open]")].map((one) => one.querySelector("summary h3")?.textContent);
    for (const selector of ["main", "body > .act", ".phone-head"]) {
      const [now, next] = [document.querySelector(selector), fresh.querySelector(selector)];
      if (now && next) now.replaceWith(document.adoptNode(next));
      else if (next) document.body.append(document.adoptNode(next));
    }
    for (const room of document.querySelectorAll<HTMLDetailsElement>("details.room")) {
      if (opened.includes(room.querySelector("summary h3")?.textContent)) room.open = true;
    }
    this.read();
    pairs(document);
    shoots(document);
  }

  /** Keeps the whole day anew. */
  async refresh(): Promise<void> {
    const line = await this.phone.fetchDay();
    if (line !== "open") this.line = line;
    this.stale = line === "gone";
    if (this.stale) {
      this.waiting = Math.min(60_000, (this.waiting || 2_500) * 2);
      this.later(this.waiting);
    }
    await this.show();
  }

  /** Signing out takes the key along: refused while anything is unsent. */
  private async signOut(): Promise<void> {
    if ((await this.phone.unsent()) > 0) await this.send();
    if ((await this.phone.unsent()) > 0) return this.notice("sign-out-unsent");
    const answer = await fetch("/sign-out", { method: "POST", credentials: "same-origin", body: new URLSearchParams() }).catch(() => undefined);
    if (!answer?.ok) return this.notice("sign-out-offline");
    await this.phone.forget();
    location.assign(answer.url);
  }

  private notice(name: string): void {
    document.querySelector("#sign-out-notice")?.remove();
    const notice = document.createElement("p");
    notice.id = "sign-out-notice";
    notice.className = "notice notice-error";
    notice.setAttribute("role", "alert");
    notice.textContent = this.words.say(name);
    document.querySelector("#sign-out")?.before(notice);
  }
}

/** A photo small enough to send from a stairwell, and without what the camera wrote into it; as it is where it cannot be opened. */
async function jpeg(file: File): Promise<Blob> {
  try {
    const canvas = await shrink(file, PHOTO);
    const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return made ?? file;
  } catch {
    return file;
  }
}

/** Begins, where the browser can keep things and knows whose phone it is; `false` where it cannot. */
export async function work(): Promise<boolean> {
  const person = document.querySelector<HTMLTemplateElement>("template#own")?.dataset["person"];
  if (!person || !("indexedDB" in window) || !crypto.subtle || !("locks" in navigator)) return false;
  const phone = await Phone.of(person).catch(() => undefined);
  if (!phone) return false;
  const app = new App(phone);
  document.addEventListener(
    "submit",
    (event) => {
      if (!app.catches(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );
  await app.show();
  document.documentElement.dataset["phone"] = "ready";
  void navigator.storage?.persist?.();
  if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/work/worker.js", { scope: "/work" }).catch(() => undefined);
  window.addEventListener("online", () => void app.send());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void app.send().then(() => app.refresh());
  });
  await app.send();
  await app.refresh();
  return true;
}
