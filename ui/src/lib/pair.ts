// Before and after, one over the other: the border between them follows the thumb, the mouse and the arrow keys.
// Without this the two stand side by side.
export function pairs(root: ParentNode): void {
  for (const pair of root.querySelectorAll<HTMLElement>("[data-pair]")) {
    const frame = pair.querySelector(".pair-frame");
    if (!frame || !pair.querySelector(".pair-after") || pair.classList.contains("pair-live")) continue;
    const range = document.createElement("input");
    range.type = "range";
    range.min = "0";
    range.max = "100";
    range.value = "50";
    range.className = "pair-range";
    range.setAttribute("aria-label", pair.dataset["slide"] ?? "");
    range.addEventListener("input", () => pair.style.setProperty("--cut", `${range.value}%`));
    frame.append(range);
    pair.classList.add("pair-live");
  }
}
