// The chosen picture is shown at once; while it is redrawn the page says so, and nobody can press twice.

const form = document.querySelector(".bring-one");
const button = form?.querySelector("button");
const sought = document.getElementById("sought");
const looking = document.getElementById("looking");

// The middle square, as the server looks at it; what is no picture is left for the server to refuse.
async function show() {
  const file = form.elements.file.files[0];
  const picture = file && (await createImageBitmap(file).catch(() => null));
  sought.hidden = !picture;
  if (!picture) return;
  const canvas = sought.querySelector("canvas");
  const side = Math.min(picture.width, picture.height);
  const left = (picture.width - side) / 2, top = (picture.height - side) / 2;
  canvas.getContext("2d").drawImage(picture, left, top, side, side, 0, 0, canvas.width, canvas.height);
}

form?.addEventListener("change", show);

form?.addEventListener("submit", () => {
  button.disabled = true;
  looking.hidden = false;
  sought.scrollIntoView({ block: "nearest", behavior: "smooth" });
});

addEventListener("pageshow", () => {
  if (!form) return;
  button.disabled = false;
  looking.hidden = true;
  show();
});
