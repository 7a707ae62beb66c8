// A sheet over the page: its button, Escape or a touch beside it closes it, and the keyboard is back
// on the page at once.

export function sheet(dialog, button) {
  const close = () => {
    dialog.close();
    if (dialog.contains(document.activeElement)) document.activeElement.blur();
  };
  button.addEventListener("click", close);
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  return { open: () => dialog.showModal(), close };
}
