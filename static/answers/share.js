// How much, from not at all to very much: a slider, set by finger, by dragging the picture sideways,
// by digits or arrows, and given by the button or Enter. It has no value before it is touched.

import { flatButton } from "../buttons.js";
import { element } from "../face.js";
import { Stack } from "../stack.js";
import { percent, t } from "../words.js";

const STEP = 5;
const MIDDLE = 50;

export const share = {
  Table: Stack,

  make({ say, table }) {
    let touched = false;
    let start = null;
    const slider = element("input", "slider");
    Object.assign(slider, { type: "range", min: 0, max: 100, step: 1, value: MIDDLE, id: "slider", ariaLabel: t("How much do you like it?") });
    const give = flatButton("give", t("That much"), "⏎", reply);
    give.classList.add("flat-main");

    function set(value) {
      touched = true;
      slider.value = String(Math.round(Math.min(100, Math.max(0, value))));
      paint();
    }

    function paint() {
      const value = Number(slider.value);
      slider.dataset.touched = String(touched);
      slider.style.setProperty("--share", `${value}%`);
      slider.ariaValueText = touched ? percent(value / 100) : t("not set yet");
      give.disabled = !touched || slider.disabled;
      table().stamp(touched ? stampOf(value) : null);
    }

    function reply() {
      if (!touched) return;
      const value = Number(slider.value);
      const direction = value > MIDDLE ? "right" : value < MIDDLE ? "left" : "up";
      const said = t("Rated {share}", { share: percent(value / 100) });
      say({ kind: "rated", value: value / 100, said, button: "give", exit: { direction, stamp: stampOf(value) } });
    }

    slider.addEventListener("input", () => set(Number(slider.value)));
    slider.addEventListener("pointerup", () => set(Number(slider.value)));
    const ends = element("p", "ends");
    ends.append(element("span", "", t("not at all")), element("span", "", t("very much")));
    const frame = element("div", "share");
    frame.append(slider, ends);
    const shift = (step) => set((touched ? Number(slider.value) : MIDDLE) + step);
    return {
      above: [frame],
      controls: [give],
      bindings: [
        { keys: ["ArrowLeft", "ArrowDown"], words: t("Less"), act: () => shift(-STEP), repeats: true },
        { keys: ["ArrowRight", "ArrowUp"], words: t("More"), act: () => shift(STEP), repeats: true },
        { keys: digits(), shown: "0–9", words: t("From not at all to very much"), act: (key) => set((Number(key) / 9) * 100) },
        { keys: ["Enter"], words: t("That much"), act: reply },
      ],
      hands: {
        pulled(dragged) {
          start ??= touched ? Number(slider.value) : MIDDLE;
          set(start + dragged * 100);
        },
        dropped: () => (start = null),
      },
      enable(on) {
        slider.disabled = !on;
        give.disabled = !on || !touched;
      },
      fresh(recalled) {
        touched = recalled !== undefined;
        slider.value = String(touched ? Math.round(recalled * 100) : MIDDLE);
        paint();
      },
    };
  },
};

function stampOf(value) {
  return { words: percent(value / 100), tone: value < MIDDLE ? "nope" : "like", side: value < MIDDLE ? "right" : "left" };
}

function digits() {
  return Array.from({ length: 10 }, (_, digit) => String(digit));
}
