// The calculator: <form data-island="calculator" data-preview="/calculator/price">.
//
// The form is complete without this: its button asks the server for the price. The island only asks sooner.
import { preview } from "./lib/preview";
import { steppers } from "./lib/stepper";

/** Shows a slider's number in its <output>; [data-unit] adds the measure. */
function outputs(form: HTMLFormElement): void {
  for (const range of form.querySelectorAll<HTMLInputElement>('input[type="range"]')) {
    const output = form.querySelector<HTMLOutputElement>(`output[for="${CSS.escape(range.id)}"]`);
    if (!output) continue;
    const unit = output.dataset.unit ?? "";
    const show = (): void => {
      const words = unit ? `${range.value}\u00a0${unit}` : range.value;
      output.textContent = words;
      range.setAttribute("aria-valuetext", words);
    };
    range.addEventListener("input", show);
    show();
  }
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-island="calculator"]')) {
  steppers(form);
  outputs(form);
  const address = form.dataset.preview;
  const total = form.querySelector<HTMLElement>("[data-total]");
  if (address && total) preview(form, address, total);
}
