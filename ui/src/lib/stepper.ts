// The − and + beside a number field. Without a script they are hidden by the stylesheet and the field itself remains.

/** Wires `.stepper` groups: `<button data-step="-1">`, `<input type="number">`, `<button data-step="1">`. */
export function steppers(root: ParentNode): void {
  for (const group of root.querySelectorAll<HTMLElement>(".stepper")) {
    const input = group.querySelector<HTMLInputElement>('input[type="number"]');
    const buttons = [...group.querySelectorAll<HTMLButtonElement>("button[data-step]")];
    if (!input || buttons.length === 0) continue;

    const limits = (): void => {
      for (const button of buttons) {
        const down = Number(button.dataset.step) < 0;
        const bound = down ? input.min : input.max;
        // aria-disabled, not disabled: focus must not fall off the button under someone's finger.
        const reached = bound !== "" && (down ? input.valueAsNumber <= Number(bound) : input.valueAsNumber >= Number(bound));
        button.setAttribute("aria-disabled", String(reached));
      }
    };

    for (const button of buttons) {
      button.addEventListener("click", () => {
        if (button.getAttribute("aria-disabled") === "true") return;
        if (Number(button.dataset.step) < 0) input.stepDown();
        else input.stepUp();
        input.dispatchEvent(new Event("input", { bubbles: true }));
      });
    }
    input.addEventListener("input", limits);
    limits();
  }
}
