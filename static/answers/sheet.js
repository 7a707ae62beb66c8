// A few pictures that look alike, answered together: liked, not liked, or mixed. One picture alone, a
// check on what was said of its like, cannot be mixed.

import { flatButton, roundButton } from "../buttons.js";
import { element } from "../face.js";
import { Grid } from "../grid.js";
import { t } from "../words.js";

export const sheet = {
  Table: Grid,

  make({ say, skip, turn, table }) {
    const many = () => (turn()?.cards.length ?? 0) > 1;
    const places = () => (turn()?.cards ?? []).map((_, place) => place);
    const reply = (value, said, button, grown) => say({ kind: "rated", value, said, button, exit: { places: grown } });
    const no = () => reply(0, many() ? t("Disliked, all of them") : t("Disliked"), "dislike", []);
    const yes = () => reply(1, many() ? t("Liked, all of them") : t("Liked"), "like", places());
    const mixed = () => (many() ? reply(0.5, t("Mixed"), "mixed", places().filter((place) => place % 2)) : skip());
    const middle = element("div", "middle");
    middle.append(flatButton("mixed", t("Mixed"), "↑", mixed));
    return {
      above: [middle],
      controls: [roundButton("dislike", t("Dislike"), "←", no), roundButton("like", t("Like"), "→", yes)],
      bindings: [
        { keys: ["ArrowLeft", "1"], words: t("Dislike"), act: no },
        { keys: ["ArrowUp", "2", "m", "M"], shown: "↑ M", words: t("Mixed"), act: mixed },
        { keys: ["ArrowRight", "3"], words: t("Like"), act: yes },
      ],
      hands: {
        picked: (place) => table().hands.zoom(turn().cards[place]),
        sign: () => null,
        called: (card) => t("Enlarge: {words}", { words: card.words }),
      },
      fresh: () => (middle.style.visibility = many() ? "visible" : "hidden"), // nothing below it moves
    };
  },
};
