// A page of the house book: the numbers keep up with the lines, a fault leads to its place. Without this the numbers
// are those of the text as it came, and a fault leads to its line.
const text = document.querySelector<HTMLTextAreaElement>("[data-text]");
const numbers = document.querySelector<HTMLOListElement>("[data-numbers]");

function count(): void {
  if (!text || !numbers) return;
  const lines = text.value.split("\n").length;
  text.rows = lines + 1;
  while (numbers.children.length > lines) numbers.lastElementChild?.remove();
  while (numbers.children.length < lines) {
    const line = document.createElement("li");
    line.textContent = String(numbers.children.length + 1);
    line.id = `line-${line.textContent}`;
    numbers.append(line);
  }
}

/** Where a line and a column begin, in characters. */
function offset(all: string, line: number, column: number): number {
  let at = 0;
  for (let n = 1; n < line; n += 1) {
    const end = all.indexOf("\n", at);
    if (end < 0) return all.length;
    at = end + 1;
  }
  return Math.min(at + column - 1, all.length);
}

text?.addEventListener("input", count);
count();

for (const link of document.querySelectorAll<HTMLAnchorElement>("[data-fault]")) {
  link.addEventListener("click", () => {
    if (!text) return;
    const [line = 1, column = 1] = (link.dataset["fault"] ?? "").split(":").map(Number);
    const at = offset(text.value, line, column);
    text.focus({ preventScroll: true });
    text.setSelectionRange(at, at);
  });
}

// What was typed and not published is not lost by a slip.
let published = false;
text?.form?.addEventListener("submit", () => (published = true));
window.addEventListener("beforeunload", (event) => {
  if (!published && text && text.value !== text.defaultValue) event.preventDefault();
});
