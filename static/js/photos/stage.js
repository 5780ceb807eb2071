/* On narrow screens the form is below the photo: while one chooses colors there, the photo stays in view as a small
   picture at the top of the screen. The style sheet does this only for narrow screens. */

const LEAST_SHARE = 0.35; // of the photo's height; if less is visible, it becomes the small picture
const SMALL_PICTURE = "-30% 0px 0px"; // the part of the screen that it covers, in photos.css

const stage = document.getElementById("stage");
const place = stage.parentElement; // keeps the height of the photo, so that the page does not move
const visible = { photo: true, form: false };

function note(name, element, isVisible, options) {
  const observer = new IntersectionObserver((entries) => {
    visible[name] = isVisible(entries.at(-1));
    update();
  }, options);
  observer.observe(element);
}

function update() {
  const small = visible.form && !visible.photo;
  if (small !== isSmall()) setSmall(small);
}

const isSmall = () => stage.classList.contains("is-small");
function setSmall(small) {
  place.style.minHeight = small ? `${place.offsetHeight}px` : "";
  stage.classList.toggle("is-small", small);
}

// The photo has another height then, such as on a phone that was turned: measure it anew.
addEventListener("resize", () => {
  if (!isSmall()) return;
  setSmall(false);
  setSmall(true);
});

note("photo", place, (entry) => entry.intersectionRatio >= LEAST_SHARE, { threshold: [0, LEAST_SHARE] });
note("form", document.getElementById("recolor"), (entry) => entry.isIntersecting, { rootMargin: SMALL_PICTURE });
