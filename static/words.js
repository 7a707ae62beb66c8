// Words of the interface in the reader's language. English texts are the keys; the server sends the
// others as a module that runs before this one. Whole sentences only, with {names} for values.

const words = globalThis.plglWords ?? {};
const language = document.documentElement.lang || "en";
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);
const shares = new Intl.NumberFormat(language, { style: "percent" });

// t("offline – {waiting} waiting", { waiting: 3 })
export function t(text, values = {}) {
  return filled(words[text] ?? text, values);
}

// tn("{n} answer", "{n} answers", 3): the form that the language uses for n.
export function tn(one, many, n, values = {}) {
  const forms = words[one];
  const text = forms ? (forms[plurals.select(n)] ?? forms.other) : n === 1 ? one : many;
  return filled(text, { n, ...values });
}

// A share from 0 to 1 as whole percent.
export function percent(share) {
  return shares.format(share);
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? written(values[name]) : whole));
}

function written(value) {
  return typeof value === "number" ? numbers.format(value) : String(value);
}
