// One way in which a page that is looked at hears that something has happened: a stream of hints. While nobody looks, it listens to nothing.

/** `changed` hears each hint by its id; `looked` is called whenever somebody begins to look again. */
export function follow(path: string, changed: (id: string) => void, looked?: () => void): void {
  let stream: EventSource | undefined;
  const look = (): void => {
    if (document.hidden) {
      stream?.close();
      stream = undefined;
    } else if (!stream) {
      stream = new EventSource(path);
      stream.addEventListener("changed", (event) => changed(event.lastEventId));
      looked?.();
    }
  };
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", () => stream?.close());
  look();
}
