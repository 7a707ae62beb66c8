// For pages of other sites that frame a link: gives each frame the height that it asks for.
// It is loaded there as a module from this server.

const ours = new URL(import.meta.url).origin;

window.addEventListener("message", ({ data, source }) => {
  if (data?.type !== "plgl:height" || !Number.isFinite(data.height)) return;
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.contentWindow === source && frame.src.startsWith(`${ours}/v/`)) frame.height = Math.min(data.height, 20000);
  }
});
