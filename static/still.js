// The click that ends a hold is no press, whatever the pointer is over by then.

const SOON = 60;

export function stillClick() {
  const gone = new AbortController();
  const still = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("click", still, { capture: true, once: true, signal: gone.signal });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(() => gone.abort(), SOON), { signal: gone.signal });
}
