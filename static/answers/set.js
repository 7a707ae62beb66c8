// Which of a few classes, several or none: one button and one digit for each, and one that says it.

import { flatButton } from "../buttons.js";
import { element } from "../face.js";
import { Stack } from "../stack.js";
import { t } from "../words.js";

export const set = {
  Table: Stack,

  make({ mode, say }) {
    const chosen = new Set();
    const frame = element("div", "classes");
    frame.dataset.columns = mode.classes.length === 3 || mode.classes.length > 4 ? "3" : "2";
    const buttons = mode.classes.map((name, index) => flatButton(`class-${index}`, name, String(index + 1), () => toggle(index)));
    buttons[mode.aim]?.classList.add("flat-aim");
    frame.append(...buttons);
    const give = flatButton("give", "", "⏎", reply);
    give.classList.add("flat-main");

    function toggle(index) {
      if (!chosen.delete(index)) chosen.add(index);
      paint();
    }

    function names() {
      return mode.classes.filter((_, index) => chosen.has(index)).join(", ");
    }

    function paint() {
      buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(chosen.has(index))));
      give.querySelector(".flat-name").firstChild.textContent = `${chosen.size ? t("That is it") : t("None of these")} `;
    }

    function reply() {
      const value = [...chosen].reduce((sum, index) => sum + 2 ** index, 0);
      const said = chosen.size ? t("Sorted as {name}", { name: names() }) : t("None of these");
      const tone = chosen.has(mode.aim) ? "like" : "";
      say({ kind: "sorted", value, said, button: "give", exit: { direction: "up", stamp: { words: names() || "–", tone, side: "middle" } } });
    }

    paint();
    return {
      above: [frame],
      controls: [give],
      bindings: [
        ...mode.classes.map((name, index) => ({ keys: [String(index + 1)], words: name, act: () => toggle(index) })),
        { keys: ["Enter"], words: t("That is it"), act: reply },
      ],
      fresh(recalled = 0) {
        chosen.clear();
        mode.classes.forEach((_, index) => (recalled >> index) & 1 && chosen.add(index));
        paint();
      },
    };
  },
};
