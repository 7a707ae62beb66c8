// Which of a few classes: one button and one digit for each.

import { flatButton } from "../buttons.js";
import { element } from "../face.js";
import { Stack } from "../stack.js";
import { t } from "../words.js";

export const classes = {
  Table: Stack,

  make({ mode, say }) {
    const reply = (index) =>
      say({
        kind: "classed",
        value: index,
        said: t("Sorted as {name}", { name: mode.classes[index] }),
        button: `class-${index}`,
        exit: { direction: "up", stamp: { words: mode.classes[index], tone: index === mode.aim ? "like" : "", side: "middle" } },
      });
    const frame = element("div", "classes");
    frame.dataset.columns = mode.classes.length === 3 || mode.classes.length > 4 ? "3" : "2";
    mode.classes.forEach((name, index) => {
      frame.append(flatButton(`class-${index}`, name, String(index + 1), () => reply(index)));
      if (index === mode.aim) frame.lastChild.classList.add("flat-aim");
    });
    return {
      above: [frame],
      controls: [],
      bindings: mode.classes.map((name, index) => ({ keys: [String(index + 1)], words: name, act: () => reply(index) })),
    };
  },
};
