// A grade from 1 to 10: ten buttons; the digits, with 0 for ten.

import { flatButton } from "../buttons.js";
import { element } from "../face.js";
import { Stack } from "../stack.js";
import { t } from "../words.js";

const GRADES = Array.from({ length: 10 }, (_, place) => place + 1);

export const ten = {
  Table: Stack,

  make({ say }) {
    const reply = (grade) =>
      say({
        kind: "rated",
        value: grade,
        said: t("Rated {grade} of 10", { grade }),
        button: `grade-${grade}`,
        exit: { direction: grade > 5 ? "right" : "left", stamp: stampOf(grade) },
      });
    const scale = element("div", "grades");
    for (const grade of GRADES) {
      const button = flatButton(`grade-${grade}`, String(grade), "", () => reply(grade));
      button.ariaLabel = t("{grade} of 10", { grade });
      scale.append(button);
    }
    const ends = element("p", "ends");
    ends.append(element("span", "", t("not at all")), element("span", "", t("very much")));
    const frame = element("div", "scale");
    frame.append(scale, ends);
    return {
      above: [frame],
      controls: [],
      bindings: [
        { keys: GRADES.map((grade) => String(grade % 10)), shown: "1–9, 0", words: t("Grade; 0 is ten"), act: (key) => reply(Number(key) || 10) },
      ],
    };
  },
};

function stampOf(grade) {
  return { words: String(grade), tone: grade > 5 ? "like" : "nope", side: grade > 5 ? "left" : "right" };
}
