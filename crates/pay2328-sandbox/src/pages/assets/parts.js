// The parts that the console's views are made of.
import { h } from "./common.js";

const TONES = {
  good: ["paid", "overpaid", "completed", "active", "delivered"],
  wait: ["check", "pending", "confirming"],
  warn: ["underpaid_check", "held"],
  bad: ["underpaid", "aml_lock", "failed", "given_up"],
};

/** A status as a word with a colour. */
export function badge(status) {
  const tone = Object.keys(TONES).find((tone) => TONES[tone].includes(status)) ?? "dim";
  return h(`span.badge.${tone}`, {}, status.replaceAll("_", " "));
}

/** An answer's status code, green, amber or red. */
export function code(status, why = "no answer") {
  const tone = status == null ? "bad" : status < 300 ? "good" : status < 500 ? "warn" : "bad";
  return h(`span.badge.${tone}`, {}, status == null ? why : String(status));
}

export function time(text) {
  const at = new Date(text);
  return h("time", { datetime: text, title: at.toISOString() }, at.toISOString().slice(5, 19).replace("T", " "));
}

export function link(href, text) {
  return h("a", { href }, text);
}

export function pageHead(title, text, mark) {
  return h("div.head", {}, h("div.title", {}, h("h1", {}, title), mark), text ? h("p.muted", {}, text) : null);
}

export function section(title, ...content) {
  return h("section", {}, h("h2", {}, title), ...content.flat());
}

export function facts(pairs) {
  return h("dl.facts.card", {}, pairs.filter(([, value]) => value).map(([name, value]) =>
    h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

/** A table that becomes a list of cards on a narrow screen. */
export function table(names, rows, empty) {
  if (rows.length === 0) return h("p.empty.card", {}, empty);
  return h("div.card.scroll", {}, h("table", {},
    h("thead", {}, h("tr", {}, names.map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell, at) => h("td", { "data-name": names[at] }, cell)))))));
}

/** Text as it is, folded if it is long; below it, JSON on lines of its own. */
export function source(id, title, text) {
  const whole = indented(text);
  return [
    h("details.card.source", { id, open: text.length < 2000 }, h("summary", {}, title), h("pre", { tabindex: 0 }, visible(text)),
      /\s$/.test(text) ? h("p.muted", {}, "White space at its end belongs to the bytes, and so to what is signed.") : null),
    whole === undefined || whole === text ? null
      : h("details.card.source", { id: `${id}-indented` }, h("summary", {}, `${title}, indented`), h("pre", { tabindex: 0 }, whole)),
  ];
}

const MARKS = { " ": "·", "\t": "→\t", "\r": "␍", "\n": "↵\n" };

/** Text with marks for the white space at its end, which nobody sees. */
function visible(text) {
  return text === "" ? "(empty)" : text.replace(/\s+$/, (end) => [...end].map((space) => MARKS[space] ?? space).join(""));
}

/** JSON with a line for each value. Strings and numbers stay as they are written: 10.10 does not become 10.1. */
function indented(text) {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  let depth = 0;
  const line = (change) => `\n${"  ".repeat(depth += change)}`;
  return text.replace(/"(?:[^"\\]|\\.)*"|[[{]\s*[\]}]|\s+|[[\]{},:]/g, (part) => {
    if (part.length > 1 && !/^\s/.test(part)) return part.replace(/^([[{])\s*([\]}])$/, "$1$2");
    if (part === "{" || part === "[") return part + line(1);
    if (part === "}" || part === "]") return line(-1) + part;
    if (part === ",") return part + line(0);
    return part === ":" ? ": " : "";
  });
}
