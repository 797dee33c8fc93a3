// The calculator: <form data-island="calculator" data-preview="/calculator/price">.
//
// The form is complete without this: its button asks the server for the price. The island only asks sooner.
import "./site";
import { preview } from "./lib/preview";
import { steppers } from "./lib/stepper";

/** Ties a slider to the number that it is a second handle of: <input type="range" data-of="area">. */
function sliders(form: HTMLFormElement): void {
  for (const range of form.querySelectorAll<HTMLInputElement>('input[type="range"][data-of]')) {
    const number = form.querySelector<HTMLInputElement>(`#${CSS.escape(range.dataset.of ?? "")}`);
    if (!number) continue;
    range.addEventListener("input", () => {
      number.value = range.value;
      number.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const follow = (): void => {
      if (number.validity.valid && number.value !== "") range.value = number.value;
    };
    number.addEventListener("input", follow);
    // Going back restores the number without any event.
    window.addEventListener("pageshow", follow);
    follow();
  }
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-island="calculator"]')) {
  steppers(form);
  sliders(form);
  const address = form.dataset.preview;
  const total = form.querySelector<HTMLElement>("[data-total]");
  if (address && total) preview(form, address, total);
}
