// What is shown instead of cards, and why: { title, words, link } or null while there is a turn to
// answer. `link` says where its button leads: "group", "taste", "door" or nowhere.

import { t } from "./words.js";

// sight: { page, top, choosing, said, offline, stranger, blind } - `page` is the newest answer of the server, if any.
export function stateOf({ page, top, choosing, said, offline, stranger, blind }) {
  if (stranger) return { name: "stranger", title: t("You are not in this group any more"), words: t("Its code lets you in again."), link: "door" };
  if (!page) return offline ? unreached() : { name: "loading", title: t("Shuffling your deck"), words: t("One moment."), link: "" };
  if (!page.session_open) return closed(said);
  if (page.phase === "lobby") return lobby(said);
  if (page.phase === "reveal") return reveal(page);
  if (top) return null;
  if (offline) return unreached();
  if (choosing) return { name: "empty", title: t("Choosing your next pictures"), words: t("From between your two lines."), link: "" };
  if (blind) return voted(said);
  if (!said) return { name: "empty", title: t("Pictures are being drawn"), words: t("They appear here by themselves."), link: "" };
  return { name: "seen", title: t("You have seen every picture"), words: t("Undo still works, and new pictures may follow."), link: "taste" };
}

function unreached() {
  return { name: "offline", title: t("No connection"), words: t("Your answers are kept here, and sent when it is back."), link: "" };
}

function closed(said) {
  const words = said ? t("What you said counts. The host can open it again.") : t("The host can open it again.");
  return { name: "closed", title: t("The session is closed"), words, link: said ? "taste" : "group" };
}

function lobby(said) {
  if (said) return { name: "paused", title: t("The host paused"), words: t("What you said is kept. It goes on by itself."), link: "" };
  return { name: "lobby", title: t("The host will start in a moment"), words: t("Keep this page open; the pictures come by themselves."), link: "" };
}

function reveal(page) {
  const shown = page.results_shown && page.drawn !== null;
  return { name: "reveal", title: t("Look up"), words: t("The host is showing the result."), link: shown ? "group" : "" };
}

function voted(said) {
  if (said) return { name: "voted", title: t("Thank you"), words: t("The result comes when the host shows it."), link: "" };
  return { name: "ballot", title: t("The vote is being prepared"), words: t("It appears here by itself."), link: "" };
}
