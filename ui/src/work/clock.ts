// The moments of what is done on the phone. Its clock may be wrong, or jump: the moments follow the house's clock as it was last
// heard, and each is later than the one before, so that the order in which things were done stands.
import type { Store } from "./vault";

interface Ticks {
  /** House's clock less the phone's, in milliseconds. */
  ahead: number;
  /** The last moment given. */
  last: number;
  /** How many were given. */
  count: number;
}

const FRESH: Ticks = { ahead: 0, last: 0, count: 0 };

/** The house said what time it is. */
export async function heardTime(store: Store, now: number): Promise<void> {
  const writing = store.transaction("notes", "readwrite");
  const ticks = ((await writing.store.get("ticks")) as Ticks | undefined) ?? FRESH;
  await writing.store.put({ ...ticks, ahead: now - Date.now() }, "ticks");
  await writing.done;
}

/** The house's time, as far as the phone knows. */
export async function houseTime(store: Store): Promise<number> {
  const ticks = ((await store.get("notes", "ticks")) as Ticks | undefined) ?? FRESH;
  return Date.now() + ticks.ahead;
}

/** The next moment, and the phone's count. */
export async function tick(store: Store): Promise<{ at: number; order: number }> {
  const writing = store.transaction("notes", "readwrite");
  const ticks = ((await writing.store.get("ticks")) as Ticks | undefined) ?? FRESH;
  const next = { ahead: ticks.ahead, last: Math.max(Date.now() + ticks.ahead, ticks.last + 1), count: ticks.count + 1 };
  await writing.store.put(next, "ticks");
  await writing.done;
  return { at: next.last, order: next.count };
}

/** An id that sorts by its moment (UUIDv7, RFC 9562). */
export function idAt(at: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(at / 2 ** 32));
  view.setUint32(2, at >>> 0);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
