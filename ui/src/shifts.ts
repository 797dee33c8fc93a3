// The grid of shifts: arrows move among its cells. Without this every cell is a link that Tab reaches.
const grid = document.querySelector<HTMLTableElement>("[data-grid]");

const steps: Record<string, [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

grid?.addEventListener("keydown", (event) => {
  const step = steps[event.key];
  const cell = event.target instanceof Element ? event.target.closest("td") : null;
  const row = cell?.closest("tr");
  if (!step || !cell || !row || event.ctrlKey || event.metaKey || event.altKey) return;
  const next = grid.tBodies[0]?.rows[row.sectionRowIndex + step[0]]?.cells[cell.cellIndex + step[1]];
  const link = next?.querySelector("a");
  if (!link) return;
  event.preventDefault();
  link.focus();
  link.scrollIntoView({ block: "nearest", inline: "nearest" });
});
