// The phone as a keeper of what is done: each act is kept here first, and sent when there is a network. What the house has
// taken stays until its pages tell of it too.
import { heardTime, houseTime, idAt, tick } from "./clock";
import { forget, keyOf, openStore, seal, sealText, unseal, unsealText, type KeptEvent, type KeptPhoto, type Said, type Store } from "./vault";

/** A visit of the day as the house told it. */
interface Stands {
  id: string;
  state: string;
  version: number;
  span: string;
}

/** What is known of the day besides its pages. */
export interface Day {
  person: string;
  day: string;
  visits: Stands[];
  /** Visits that went to somebody else since the phone had them. */
  gone: { id: string; span: string }[];
}

interface DayOut {
  person: string;
  day: string;
  now: number;
  visits: Stands[];
  pages: { path: string; html: string; doors?: { html: string; until: number } }[];
}

interface BatchOut {
  now: number;
  events: { id: string; outcome: "taken" | "already" | "aside"; why?: string; words?: string }[];
  visits: { id: string; state: string; version: number; mine: boolean }[];
}

/** How the last try to send went. */
export type Line = "open" | "gone" | "signed-out" | "refused";

/** An act with where it is. */
export interface Act extends Said {
  state: KeptEvent["state"];
  sentAt: number | undefined;
  /** Why it does not count, in words. */
  why: string | undefined;
}

/** Addresses of photos in a page. */
const PICTURES = /\/visits\/[0-9a-f-]{36}\/photos\/[0-9a-f-]{36}/g;

/** Events told at once: on a poor line little is said twice, and a hundred phones are heard at one moment. */
const BATCH = 50;
const PART = 128 * 1024;
/** A request that has not come back after so long is tried again, in milliseconds. */
const PATIENCE = 20_000;

function reach(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(path, { credentials: "same-origin", ...init, signal: AbortSignal.timeout(PATIENCE) });
}

export class Phone {
  /** What was opened before: a slow phone opens each act once. */
  private readonly opened = new Map<string, Said>();

  private constructor(
    readonly store: Store,
    private readonly key: CryptoKey,
    readonly person: string,
  ) {}

  static async of(person: string): Promise<Phone> {
    const store = await openStore();
    return new Phone(store, await keyOf(store, person), person);
  }

  /** Keeps an act, with the photo that belongs to it. */
  async keep(what: Pick<Said, "visit" | "version" | "kind" | "field" | "value" | "text">, photo?: Blob): Promise<Said> {
    const { at, order } = await tick(this.store);
    const upload = photo ? idAt(at) : "";
    const value = photo ? `${what.value}:${upload}` : what.value;
    const said: Said = { ...what, value, id: idAt(at), at, order };
    const bytes = photo ? await seal(this.key, new Uint8Array(await photo.arrayBuffer())) : undefined;
    const sealed = await sealText(this.key, JSON.stringify(said));
    const writing = this.store.transaction(["events", "photos"], "readwrite", { durability: "strict" });
    if (photo && bytes) await writing.objectStore("photos").put({ id: upload, person: this.person, visit: said.visit, size: photo.size, sent: false, bytes });
    await writing.objectStore("events").put({ id: said.id, person: this.person, visit: said.visit, order, state: "kept", said: sealed, ...(photo ? { upload } : {}) });
    await writing.done;
    return said;
  }

  private async mine(): Promise<KeptEvent[]> {
    return (await this.store.getAllFromIndex("events", "order")).filter((one) => one.person === this.person);
  }

  private async open(one: KeptEvent): Promise<Said> {
    const known = this.opened.get(one.id) ?? (JSON.parse(await unsealText(this.key, one.said)) as Said);
    this.opened.set(one.id, known);
    return known;
  }

  /** All acts about a visit, in the order in which they were done. */
  async acts(visit?: string): Promise<Act[]> {
    const kept = (await this.mine()).filter((one) => visit === undefined || one.visit === visit);
    const whys = ((await this.store.get("notes", "whys")) ?? {}) as Record<string, string>;
    return Promise.all(
      kept.map(async (one) => ({
        ...(await this.open(one)),
        state: one.state,
        sentAt: one.sentAt,
        why: whys[one.id],
      })),
    );
  }

  /** How much the house does not have yet: acts, and photos on their way. */
  async unsent(): Promise<number> {
    const kept = (await this.mine()).filter((one) => one.state === "kept");
    const photos = (await this.onTheWay()).map((one) => one.id);
    // A photo and the act that tells of it are one thing to whoever took it.
    const uploads = new Set([...photos, ...kept.flatMap((one) => one.upload ?? [])]);
    return kept.filter((one) => !one.upload).length + uploads.size;
  }

  /** Photos that the house does not have whole. */
  async onTheWay(): Promise<KeptPhoto[]> {
    return (await this.store.getAll("photos")).filter((one) => one.person === this.person && !one.sent);
  }

  /** The photo of an act, opened. */
  async photo(upload: string): Promise<Blob | undefined> {
    const kept = await this.store.get("photos", upload);
    if (!kept || kept.person !== this.person) return undefined;
    return new Blob([await unseal(this.key, kept.bytes)], { type: "image/jpeg" });
  }

  /** Sends what there is, one page at a time; `sent` is told of each step. */
  async send(sent: () => Promise<void>): Promise<Line> {
    return navigator.locks.request("butler-phone-send", async () => {
      try {
        const told = await this.sendActs(sent);
        if (told !== "open") return told;
        return await this.sendPhotos(sent);
      } catch {
        return "gone";
      }
    });
  }

  private async sendActs(sent: () => Promise<void>): Promise<Line> {
    for (;;) {
      const some = (await this.mine()).filter((one) => one.state === "kept").slice(0, BATCH);
      if (some.length === 0) return "open";
      const events = await Promise.all(some.map((one) => this.open(one)));
      const answer = await reach("/work/events", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ events }) });
      if (answer.status === 401 || answer.status === 403) return "signed-out";
      if (answer.status >= 500 || answer.status === 429) return "gone";
      if (!answer.ok) return "refused";
      await this.heard((await answer.json()) as BatchOut);
      await sent();
    }
  }

  /** What the house said of a batch. */
  private async heard(out: BatchOut): Promise<void> {
    await heardTime(this.store, out.now);
    const writing = this.store.transaction(["events", "notes"], "readwrite", { durability: "strict" });
    const whys = ((await writing.objectStore("notes").get("whys")) ?? {}) as Record<string, string>;
    for (const one of out.events) {
      const known = await writing.objectStore("events").get(one.id);
      if (!known) continue;
      await writing.objectStore("events").put({ ...known, state: one.outcome === "aside" ? "aside" : "sent", sentAt: out.now });
      if (one.words) whys[one.id] = one.words;
    }
    await writing.objectStore("notes").put(whys, "whys");
    const day = (await writing.objectStore("notes").get("day")) as Day | undefined;
    if (day) {
      const lost = out.visits.filter((visit) => !visit.mine && !day.gone.some((gone) => gone.id === visit.id));
      day.gone.push(...lost.map((visit) => ({ id: visit.id, span: day.visits.find((known) => known.id === visit.id)?.span ?? "" })));
      await writing.objectStore("notes").put(day, "day");
    }
    await writing.done;
  }

  private async sendPhotos(sent: () => Promise<void>): Promise<Line> {
    for (const kept of await this.onTheWay()) {
      const line = await this.sendPhoto(kept);
      if (line !== "open") return line;
      await sent();
    }
    return "open";
  }

  /** Goes on where the house says that it stopped. */
  private async sendPhoto(kept: KeptPhoto): Promise<Line> {
    const path = `/work/uploads/${kept.id}`;
    let answer = await reach(path);
    const bytes = new Uint8Array(await unseal(this.key, kept.bytes));
    for (;;) {
      if (answer.status === 401 || answer.status === 403) return "signed-out";
      // What can never be taken stays on the phone, and at the desk it is seen what waits for it.
      if (answer.status === 404 || answer.status === 422) break;
      if (!answer.ok) return "gone";
      const { offset } = (await answer.json()) as { offset: number };
      if (offset >= bytes.length) break;
      const query = new URLSearchParams({ visit: kept.visit, length: String(bytes.length), offset: String(offset) });
      const body = bytes.slice(offset, offset + PART);
      answer = await reach(`${path}?${query}`, { method: "POST", headers: { "content-type": "application/octet-stream" }, body });
    }
    const at = await houseTime(this.store);
    const writing = this.store.transaction(["photos", "events"], "readwrite");
    await writing.objectStore("photos").put({ ...kept, sent: true });
    for (let act = await writing.objectStore("events").openCursor(); act; act = await act.continue()) {
      if (act.value.upload === kept.id && act.value.state === "sent") await act.update({ ...act.value, sentAt: at });
    }
    await writing.done;
    return "open";
  }

  /** Fetches the whole day and keeps it. What the house's pages tell now is dropped from here. */
  async fetchDay(): Promise<Line> {
    let answer: Response;
    try {
      answer = await reach("/work/day");
    } catch {
      return "gone";
    }
    if (answer.status === 401 || answer.status === 403) return "signed-out";
    if (!answer.ok) return "gone";
    let out: DayOut;
    try {
      out = (await answer.json()) as DayOut;
    } catch {
      // It broke off on its way.
      return "gone";
    }
    if (out.person !== this.person) return "signed-out";
    await heardTime(this.store, out.now);
    const pages = await Promise.all(
      out.pages.map(async (page) => ({
        path: page.path,
        person: this.person,
        html: await sealText(this.key, page.html),
        ...(page.doors ? { doors: { html: await sealText(this.key, page.doors.html), until: page.doors.until } } : {}),
      })),
    );
    const writing = this.store.transaction(["pages", "notes", "events", "photos"], "readwrite");
    const before = (await writing.objectStore("notes").get("day")) as Day | undefined;
    const same = before?.person === out.person && before.day === out.day;
    const gone = same ? before.gone : [];
    const lost = same ? before.visits.filter((visit) => !out.visits.some((now) => now.id === visit.id) && !gone.some((one) => one.id === visit.id)) : [];
    const day: Day = {
      person: out.person,
      day: out.day,
      visits: out.visits,
      gone: [...gone, ...lost.map(({ id, span }) => ({ id, span }))].filter((one) => !out.visits.some((visit) => visit.id === one.id)),
    };
    await writing.objectStore("pages").clear();
    for (const page of pages) await writing.objectStore("pages").put(page);
    await writing.objectStore("notes").put(day, "day");
    await writing.objectStore("notes").put(answer.headers.get("content-security-policy") ?? "", "policy");
    const onTheWay = new Set((await writing.objectStore("photos").getAll()).filter((one) => !one.sent).map((one) => one.id));
    const today = new Set(out.visits.map((visit) => visit.id));
    for (let at = await writing.objectStore("events").openCursor(); at; at = await at.continue()) {
      const told = at.value.state !== "kept" && (at.value.sentAt ?? 0) < out.now;
      const whole = !at.value.upload || !onTheWay.has(at.value.upload);
      if (at.value.person === this.person && told && whole && !(at.value.state === "aside" && today.has(at.value.visit))) await at.delete();
    }
    for (let at = await writing.objectStore("photos").openCursor(); at; at = await at.continue()) {
      if (at.value.person === this.person && at.value.sent && !today.has(at.value.visit)) await at.delete();
    }
    await writing.done;
    await this.fetchPictures(out.pages.flatMap((page) => page.html.match(PICTURES) ?? []));
    return "open";
  }

  /** Photos that the day's pages show, each once; what they show no more is forgotten. */
  private async fetchPictures(shown: string[]): Promise<void> {
    const wanted = new Set(shown);
    const known = await this.store.getAllKeys("pictures");
    for (const path of known) if (!wanted.has(path)) await this.store.delete("pictures", path);
    for (const path of wanted) {
      if (known.includes(path)) continue;
      const answer = await reach(path).catch(() => undefined);
      if (!answer?.ok) return;
      await this.store.put("pictures", { path, person: this.person, bytes: await seal(this.key, new Uint8Array(await answer.arrayBuffer())) });
    }
  }

  async day(): Promise<Day | undefined> {
    const day = (await this.store.get("notes", "day")) as Day | undefined;
    return day?.person === this.person ? day : undefined;
  }

  /** The way to the door of a visit, while it may be shown; afterwards the phone forgets it. */
  async doors(path: string): Promise<string | undefined> {
    const kept = await this.store.get("pages", path);
    if (!kept?.doors || kept.person !== this.person) return undefined;
    if (kept.doors.until < (await houseTime(this.store))) {
      const { doors: _gone, ...rest } = kept;
      await this.store.put("pages", rest);
      return undefined;
    }
    return unsealText(this.key, kept.doors.html);
  }

  async forget(): Promise<void> {
    await forget(this.store, this.person);
  }
}
