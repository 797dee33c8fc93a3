// What lies on the phone, sealed. The key is made here, cannot be read out, and goes at sign-out: what is left opens for nobody.
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

/** A sealed value. */
export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/** A page of the day. */
export interface KeptPage {
  path: string;
  person: string;
  /** The page without the way to the door. */
  html: Sealed;
  /** The way to the door, and until when it may be shown, in milliseconds since 1970. */
  doors?: { html: Sealed; until: number };
}

/** Something that was done. `kept`: on the phone only. */
export interface KeptEvent {
  id: string;
  person: string;
  visit: string;
  order: number;
  state: "kept" | "sent" | "aside";
  /** The photo that it tells of. */
  upload?: string;
  /** When the house had it, by the house's clock. */
  sentAt?: number;
  said: Sealed;
}

/** What was done, opened. */
export interface Said {
  id: string;
  at: number;
  order: number;
  visit: string;
  version: number;
  kind: string;
  field: string;
  value: string;
  text: string;
}

/** A photo, in a store of its own. */
export interface KeptPhoto {
  id: string;
  person: string;
  visit: string;
  /** Bytes of the opened photo. */
  size: number;
  /** The house has all of it, or will never take it. */
  sent: boolean;
  bytes: Sealed;
}

/** A photo of the day that the house has: to be seen, and framed by, without a network. */
export interface KeptPicture {
  path: string;
  person: string;
  bytes: Sealed;
}

interface Phone extends DBSchema {
  keys: { key: string; value: CryptoKey };
  notes: { key: string; value: unknown };
  pages: { key: string; value: KeptPage };
  events: { key: string; value: KeptEvent; indexes: { order: number } };
  photos: { key: string; value: KeptPhoto };
  pictures: { key: string; value: KeptPicture };
}

export type Store = IDBPDatabase<Phone>;

/** Opens the phone's store. */
export function openStore(): Promise<Store> {
  return openDB<Phone>("butler-phone", 1, {
    upgrade(db) {
      db.createObjectStore("keys");
      db.createObjectStore("notes");
      db.createObjectStore("pages", { keyPath: "path" });
      db.createObjectStore("events", { keyPath: "id" }).createIndex("order", "order");
      db.createObjectStore("photos", { keyPath: "id" });
      db.createObjectStore("pictures", { keyPath: "path" });
    },
    // Another page of ours is newer: it must not wait for this one.
    blocking(_now, _wanted, event) {
      (event.target as IDBDatabase).close();
    },
  });
}

/** The key of this person, made at first need. */
export async function keyOf(store: Store, person: string): Promise<CryptoKey> {
  const known = await store.get("keys", person);
  if (known) return known;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const writing = store.transaction("keys", "readwrite");
  // Another page may have made one meanwhile: the first stands.
  const first = await writing.store.get(person);
  if (!first) await writing.store.put(key, person);
  await writing.done;
  return first ?? key;
}

export async function seal(key: CryptoKey, plain: Uint8Array<ArrayBuffer>): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain) };
}

export async function unseal(key: CryptoKey, sealed: Sealed): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.data);
}

export function sealText(key: CryptoKey, text: string): Promise<Sealed> {
  return seal(key, new TextEncoder().encode(text));
}

export async function unsealText(key: CryptoKey, sealed: Sealed): Promise<string> {
  return new TextDecoder().decode(await unseal(key, sealed));
}

/** Forgets all of a person: first the key. What somebody else has not sent yet stays theirs. */
export async function forget(store: Store, person: string): Promise<void> {
  await store.delete("keys", person);
  const writing = store.transaction(["notes", "pages", "events", "photos", "pictures"], "readwrite");
  for (const name of ["pages", "events", "photos", "pictures"] as const) {
    for (let at = await writing.objectStore(name).openCursor(); at; at = await at.continue()) {
      if (at.value.person === person) await at.delete();
    }
  }
  await writing.objectStore("notes").delete("day");
  await writing.done;
}
