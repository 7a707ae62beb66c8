// Yes or no to one picture: by throw, button or key.

import { roundButton } from "../buttons.js";
import { Stack } from "../stack.js";
import { t } from "../words.js";

export const like = {
  Table: Stack,

  make({ say, skip }) {
    const stamps = {
      right: { words: t("Like"), tone: "like", side: "left" },
      left: { words: t("Nope"), tone: "nope", side: "right" },
    };
    const reply = (direction, dx = 0, dy = 0) =>
      say({
        kind: "rated",
        value: direction === "right" ? 1 : 0,
        said: direction === "right" ? t("Liked") : t("Disliked"),
        button: direction === "right" ? "like" : "dislike",
        exit: { direction, stamp: stamps[direction], dx, dy },
      });
    const no = () => reply("left");
    const yes = () => reply("right");
    return {
      controls: [roundButton("dislike", t("Dislike"), "←", no), roundButton("like", t("Like"), "→", yes)],
      bindings: [
        { keys: ["ArrowLeft", "1"], words: t("Dislike"), act: no },
        { keys: ["ArrowRight", "3"], words: t("Like"), act: yes },
        { keys: ["2"], act: () => skip() },
      ],
      spoken: { yes, no },
      hands: {
        stamp: (direction) => stamps[direction],
        thrown: (direction, dx, dy) => reply(direction, dx, dy),
      },
    };
  },
};
