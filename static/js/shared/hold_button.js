/* A button that has an effect only while it is held down, by pointer or keyboard. */

/* setHeld is called with true when the button is pressed, and with false when it is released. */
export function setUpHoldButton(button, setHeld) {
  button.addEventListener("pointerdown", () => setHeld(true));
  for (const name of ["pointerup", "pointerleave", "pointercancel", "blur", "keyup"]) {
    button.addEventListener(name, () => setHeld(false));
  }
  button.addEventListener("keydown", (event) => {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    setHeld(true);
  });
}
