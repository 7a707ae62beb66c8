// One of a few pictures: by touch, by digit, or by letter in a blind vote. Pairs also take both and
// neither; larger turns take none of these.

import { flatButton } from "../buttons.js";
import { Grid } from "../grid.js";
import { t } from "../words.js";

const BLIND = "blind-vote";
const ARROWS = ["ArrowLeft", "ArrowRight"];

export const pick = {
  Table: Grid,

  make({ mode, say, turn }) {
    const blind = mode.name === BLIND;
    const pair = !blind && mode.together === 2;
    const sign = (place) => (blind ? String.fromCharCode(65 + place) : String(place + 1));

    function picked(place) {
      if (place >= (turn()?.cards.length ?? 0)) return;
      const said = t("Picked {sign}", { sign: sign(place) });
      say({ kind: "chosen", place, said, exit: { places: [place] } });
    }
    const none = () => say({ kind: "chosen", value: 0, said: pair ? t("Neither") : t("None of these"), button: "none", exit: {} });
    const both = () => say({ kind: "chosen", value: 1, said: t("Both"), button: "both", exit: { places: [0, 1] } });

    const places = Array.from({ length: blind ? 5 : mode.together }, (_, place) => place);
    const bindings = places.map((place) => ({
      keys: [sign(place), ...(blind ? [sign(place).toLowerCase(), String(place + 1)] : []), ...(pair ? [ARROWS[place]] : [])],
      shown: pair ? `${["←", "→"][place]} ${place + 1}` : sign(place),
      words: t("Pick {sign}", { sign: sign(place) }),
      act: () => picked(place),
    }));
    const controls = [];
    if (pair) {
      controls.push(flatButton("both", t("Both"), "B", both));
      bindings.push({ keys: ["b", "B", "ArrowUp"], shown: "B ↑", words: t("Both"), act: both });
    }
    if (!blind) {
      const words = pair ? t("Neither") : t("None of these");
      controls.push(flatButton("none", words, pair ? "N" : "0", none));
      bindings.push({ keys: ["n", "N", "0"], shown: "N 0", words, act: none });
    }
    return {
      controls,
      bindings,
      hands: {
        picked,
        sign: (place) => ({ words: sign(place), always: blind }),
        called: (card, place) => t("Pick {sign}: {words}", { sign: sign(place), words: card.words }),
      },
      counts: !blind,
      skipWords: pair ? t("Can’t tell") : undefined,
    };
  },
};
