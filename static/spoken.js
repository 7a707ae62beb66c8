// Spoken answers, where the browser can listen: short commands become the same replies as buttons. The
// house hears nothing: the browser turns speech into words, and only the reply is sent. Off until asked for,
// on every page anew, and off as soon as the page is out of sight.

import { sheet } from "./sheet.js";
import { t } from "./words.js";

const COMMANDS = {
  en: { yes: ["yes", "yeah", "yep", "yup"], no: ["no", "nope", "nah"], skip: ["skip", "next", "pass"], undo: ["undo", "back", "go back"] },
  de: { yes: ["ja", "jep", "jawohl"], no: ["nein", "nee", "nö"], skip: ["weiter", "überspringen"], undo: ["zurück", "rückgängig"] },
};
const REGIONS = { en: "en-US", de: "de-DE" };
const SURE = 0.6; // from which confidence on a command counts, 0 to 1; some browsers say 0 for what they do not know
const EARLY = 400; // ms: what is heard sooner was said of the picture before
const AGAIN = 300; // ms until a browser that stopped by itself listens again
const GOES_ON = ["no-speech", "aborted"];
const $ = (id) => document.getElementById(id);

// The command that was said, and nothing but that, or undefined.
export function commandIn(words, language) {
  const said = words.toLowerCase().replace(/[^\p{L}\s]/gu, "").trim().replace(/\s+/g, " ");
  return Object.entries(COMMANDS[language]).find(([, ways]) => ways.includes(said))?.[0];
}

export class Spoken {
  // acts(): what each command does now; shownFor(): ms since the top turn appeared
  constructor(Recognition, { acts, shownFor }) {
    this.Recognition = Recognition;
    this.acts = acts;
    this.shownFor = shownFor;
    this.on = false;
    const own = document.documentElement.lang.slice(0, 2);
    this.language = own in COMMANDS ? own : "en";
    this.region = navigator.language.startsWith(this.language) ? navigator.language : REGIONS[this.language];
    this.sheet = sheet($("spoken"), $("spoken-close"));
    $("speak").addEventListener("click", () => (this.on ? this.stop(t("Voice is off.")) : this.ask()));
    $("spoken-start").addEventListener("click", () => this.start());
    addEventListener("visibilitychange", () => document.hidden && this.stop(t("Voice is off.")));
  }

  // The button is there as long as the turns can be answered by voice.
  offer(can) {
    $("speak").hidden = !can;
    if (!can) this.stop("");
  }

  async ask() {
    this.here = await onDevice(this.Recognition, this.region);
    $("spoken-where").textContent = this.here
      ? t("Your browser turns speech into words on this device.")
      : t("Your browser may send what the microphone hears to its maker, to turn it into words: Chrome does.");
    this.sheet.open();
  }

  start() {
    this.sheet.close();
    const ear = new this.Recognition();
    ear.lang = this.region;
    ear.continuous = true;
    if (this.here) ear.processLocally = true;
    ear.onresult = (event) => [...event.results].slice(event.resultIndex).forEach((one) => this.ear === ear && one.isFinal && this.hear(one[0]));
    ear.onerror = ({ error }) => this.ear === ear && !GOES_ON.includes(error) && this.stop(failed(error));
    ear.onend = () => setTimeout(() => this.ear === ear && ear.start(), AGAIN);
    this.ear = ear;
    this.turn(true, t("Listening: say yes, no, skip or undo."));
    ear.start();
  }

  stop(words) {
    if (!this.on) return;
    const ear = this.ear;
    this.ear = null;
    this.turn(false, words);
    ear.abort();
  }

  turn(on, words) {
    this.on = on;
    $("speak").ariaPressed = String(on);
    $("heard").textContent = words;
  }

  hear({ transcript, confidence }) {
    const said = transcript.trim();
    const command = commandIn(said, this.language);
    if (!command) $("heard").textContent = t("Heard “{said}”, which is no command.", { said });
    else if (confidence && confidence < SURE) $("heard").textContent = t("Heard “{said}”, but not surely. Say it again.", { said });
    else if (this.shownFor() < EARLY) $("heard").textContent = t("Heard “{said}” too early for this picture.", { said });
    else if (!document.querySelector("dialog[open]")) {
      $("heard").textContent = t("Heard “{said}”.", { said });
      this.acts()[command]?.();
    }
  }
}

// Whether speech can stay on this device. Nothing is fetched for it.
async function onDevice(Recognition, region) {
  if (!Recognition.available) return false;
  const state = await Recognition.available({ langs: [region], processLocally: true }).catch(() => "unavailable");
  return state === "available";
}

function failed(error) {
  if (error === "not-allowed" || error === "audio-capture") return t("The browser gives no microphone, so voice is off.");
  return t("The browser cannot turn speech into words now, so voice is off.");
}
