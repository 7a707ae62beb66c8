// A picture made ready to be sent: a large one smaller, on the device, so that a slow network is no
// wait and what the camera wrote into the file stays here. What cannot be read here is sent as it is.

export const KEPT_SIDE = 1600;
const THUMB = 168;
const QUALITY = 0.92;
const AS_THEY_ARE = ["image/jpeg", "image/png", "image/webp"];
const NEVER = ["image/gif", "image/svg+xml"];

// { blob, thumb }: what to send, and a small canvas to show; null where there is none.
export async function prepared(file) {
  const bitmap = await opened(file);
  if (!bitmap) return { blob: file, thumb: null };
  const { width, height } = bitmap;
  try {
    const thumb = drawn(bitmap, Math.min(1, (2 * THUMB) / height, (5 * THUMB) / width));
    const share = KEPT_SIDE / Math.max(width, height);
    const asItIs = (share >= 1 && AS_THEY_ARE.includes(file.type)) || NEVER.includes(file.type) || !trusted();
    const smaller = asItIs ? null : await encoded(drawn(bitmap, Math.min(1, share)));
    return { blob: smaller ?? file, thumb };
  } catch {
    return { blob: file, thumb: null }; // phones give only so much memory to canvases
  } finally {
    bitmap.close();
  }
}

async function opened(file) {
  if (!globalThis.createImageBitmap || !file.type.startsWith("image/")) return null;
  try {
    return await createImageBitmap(file);
  } catch {
    return null;
  }
}

function drawn(bitmap, share) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * share));
  canvas.height = Math.max(1, Math.round(bitmap.height * share));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function encoded(canvas) {
  return new Promise((resolve) => {
    const give = (blob) => {
      canvas.width = 0; // its memory goes at once
      resolve(blob);
    };
    canvas.toBlob(give, "image/jpeg", QUALITY);
  });
}

// Some browsers disturb what is read from a canvas, against tracking; then files are sent as they are.
let honest = null;
function trusted() {
  if (honest !== null) return honest;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 16;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  for (let place = 0; place < 16; place += 1) {
    pen.fillStyle = `rgb(${place * 16}, ${255 - place * 16}, ${(place * 73) % 256})`;
    pen.fillRect(place, 0, 1, 16);
  }
  const { data } = pen.getImageData(0, 0, 16, 16);
  honest = data.every((level, at) => {
    const place = Math.floor(at / 4) % 16;
    return level === [place * 16, 255 - place * 16, (place * 73) % 256, 255][at % 4];
  });
  return honest;
}
