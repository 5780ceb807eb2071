/* A button that shows something for as long as it is held, by pointer or by keyboard. */

export function holding(button, show) {
  button.addEventListener("pointerdown", () => show(true));
  for (const name of ["pointerup", "pointerleave", "pointercancel", "blur", "keyup"]) {
    button.addEventListener(name, () => show(false));
  }
  button.addEventListener("keydown", (event) => {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    show(true);
  });
}
