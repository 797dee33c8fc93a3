// Who turns to us this moment, on every page of the desk: a line that opens the card. It says so politely, and never takes the cursor.

const EVERY_MS = 1000;

/** What is asked when something has happened; often is as good as once. */
export function signals(): () => void {
  const work = document.querySelector("#work");
  if (!work || location.pathname === "/desk/prepared") return () => undefined;
  const region = document.createElement("div");
  region.className = "signals";
  region.setAttribute("aria-live", "polite");
  work.prepend(region);
  let shown = "";
  let waits: number | undefined;
  const look = async (): Promise<void> => {
    const answer = await fetch("/desk/prepared/now", { headers: { accept: "text/html" } }).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return;
    const html = (await answer.text()).trim();
    // Whoever is about to press a line keeps it under their finger.
    if (html === shown || region.contains(document.activeElement)) return;
    shown = html;
    const part = document.createElement("template");
    part.innerHTML = html;
    const here = location.pathname;
    for (const line of part.content.querySelectorAll(".signal")) {
      if (line.querySelector("a")?.getAttribute("href") === here) line.remove();
    }
    region.replaceChildren(part.content);
  };
  return () => {
    if (waits !== undefined) return;
    waits = window.setTimeout(() => {
      waits = undefined;
      void look();
    }, shown ? EVERY_MS : 0);
  };
}
