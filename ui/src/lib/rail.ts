// How much waits at each place of the rail. Where it cannot be asked, the rail stands as it came.

interface Count {
  href: string;
  n: number;
  words: string;
}

function mark(link: HTMLAnchorElement, count: Count | undefined): void {
  link.querySelector(".rail-count")?.remove();
  if (!count) return;
  const figure = document.createElement("span");
  figure.textContent = String(count.n);
  figure.setAttribute("aria-hidden", "true");
  const words = document.createElement("span");
  words.className = "visually-hidden";
  words.textContent = `, ${count.words}`;
  const both = document.createElement("span");
  both.className = "rail-count";
  both.append(figure, words);
  link.append(both);
}

export async function counts(): Promise<void> {
  const links = [...document.querySelectorAll<HTMLAnchorElement>(".rail-nav a")];
  if (links.length === 0) return;
  const answer = await fetch("/desk/counts", { headers: { accept: "application/json" } }).catch(() => undefined);
  if (!answer?.ok || !answer.headers.get("content-type")?.startsWith("application/json")) return;
  const found = (await answer.json()) as Count[];
  for (const link of links) mark(link, found.find((count) => count.href === link.getAttribute("href")));
}
