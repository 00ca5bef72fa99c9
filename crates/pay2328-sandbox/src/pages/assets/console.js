// The console: which view is open, drawing it again when something has changed, and the clock.
import { call, complain, duration, h, isFrozen, sandboxNow } from "./common.js";
import * as objects from "./objects.js";
import * as logs from "./logs.js";
import * as settings from "./settings.js";

/** Path, name in the navigation, what to ask for, how to draw it. A path with an id draws one object. */
const VIEWS = [
  { path: "", name: "Overview", load: () => ["/overview", "/balances", "/delivery"], draw: settings.overview },
  { path: "payments", name: "Payments", ...objects.payments },
  { path: "static-wallets", name: "Static wallets", ...objects.wallets },
  { path: "payouts", name: "Payouts", ...objects.payouts },
  { path: "invoices", name: "Invoices", ...objects.invoices },
  { path: "invoice-payouts", name: "Invoice payouts", ...objects.invoicePayouts },
  { path: "converts", name: "Converts", ...objects.converts },
  { path: "balances", name: "Balances", ...objects.balances },
  { path: "requests", name: "Requests", ...logs.requests },
  { path: "webhooks", name: "Webhooks", ...logs.webhooks },
  { path: "faults", name: "Faults", load: () => ["/attempts", "/overview"], draw: settings.faults },
];

const main = document.getElementById("main");
/** How many objects a list shows at first. */
const FEW = 100;
/** How many it shows by now, by path. */
const limits = new Map();
let shown = "";
let drawing = 0;

/** A part of the address; one that nobody wrote by the rules stays as it is. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function route() {
  const [path, id] = location.hash.replace(/^#\//, "").split("/").map(decoded);
  const view = VIEWS.find((view) => view.path === path) ?? VIEWS[0];
  return { view, id: id && view.page ? id : undefined };
}

function drawNavigation() {
  const { view } = route();
  document.getElementById("nav").replaceChildren(
    h("ul", {}, VIEWS.map((each) =>
      h("li", {}, h("a", { href: `#/${each.path}`, "aria-current": each === view ? "page" : null }, each.name)))),
  );
  document.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
}

/** Asks for what the view shows and draws it if anything is other than before. */
async function refresh() {
  const { view, id } = route();
  const turn = ++drawing;
  try {
    const limit = limits.get(view.path) ?? FEW;
    const paths = id === undefined ? view.load(limit) : view.loadOne(id);
    const answers = await Promise.all(paths.map((path) => call(path)));
    if (turn !== drawing) return;
    tell("Live", "on");
    const state = location.hash + JSON.stringify(answers);
    if (state === shown) return;
    shown = state;
    const content = id === undefined ? view.draw(...answers, act) : view.page(...answers, act);
    if (id === undefined && answers[0].length === limit) content.push(more(view, limit));
    if (id === undefined && view.find) content.splice(1, 0, finder(view));
    replaceMain(content);
    document.title = `${document.querySelector("main h1")?.textContent ?? view.name} · 2328 sandbox`;
  } catch (error) {
    if (turn !== drawing) return;
    const gone = error instanceof TypeError;
    tell(gone ? "Not reachable" : "Live", gone ? "off" : "on");
    if (!gone && shown !== location.hash + error.message) {
      shown = location.hash + error.message;
      replaceMain([h("h1", {}, "Nothing here"), h("p.muted", {}, error.message)]);
    }
  }
}

/** Asks for older objects than the list has. */
function more(view, limit) {
  const onclick = () => {
    limits.set(view.path, limit * 2);
    refresh();
  };
  return h("p", {}, h("button.button", { type: "button", id: "more", onclick }, `These are the last ${limit}. Show more`));
}

/** Opens one object by its name, wherever in the list it is. */
function finder(view) {
  const input = h("input", { id: "find", autocomplete: "off", required: true });
  const onsubmit = (event) => {
    event.preventDefault();
    location.hash = `#/${view.path}/${encodeURIComponent(input.value.trim())}`;
  };
  return h("section.actions", { "aria-label": "Find" },
    h("form.field", { onsubmit }, h("label", { for: "find" }, view.find), input, h("button.button", { type: "submit", id: "find-open" }, "Open")));
}

/** Says whether the sandbox answers; only when that changes, as screen readers read it out. */
function tell(text, mark) {
  const live = document.getElementById("live");
  if (live.textContent === text) return;
  live.textContent = text;
  live.className = `live ${mark}`;
}

/** Puts new content in place without taking away what somebody is typing or where they are. */
function replaceMain(content) {
  const kept = new Map([...main.querySelectorAll("input[id], select[id]")].map((input) => [input.id, input.value]));
  const open = new Set([...main.querySelectorAll("details[open][id]")].map((details) => details.id));
  const active = main.contains(document.activeElement) ? document.activeElement : undefined;
  const [focused, href] = [active?.id, active?.getAttribute("href")];
  main.replaceChildren(...content.filter(Boolean));
  for (const input of main.querySelectorAll("input[id], select[id]")) {
    if (kept.has(input.id) && input.dataset.kept !== "no") input.value = kept.get(input.id);
  }
  for (const details of main.querySelectorAll("details[id]")) details.open ||= open.has(details.id);
  const again = focused ? document.getElementById(focused) : href && main.querySelector(`a[href="${CSS.escape(href)}"]`);
  again?.focus({ preventScroll: true });
}

/** Makes a control call and shows what came of it. */
async function act(path, body = {}) {
  try {
    await call(path, body);
    await refresh();
  } catch (error) {
    complain(error);
  }
}

function drawClock() {
  const [date, time] = new Date(sandboxNow()).toISOString().slice(0, 19).split("T");
  document.getElementById("now").replaceChildren(h("span.date", {}, `${date} `), `${time} UTC`);
  const button = document.getElementById("freeze");
  button.textContent = isFrozen() ? "Resume" : "Freeze";
  document.getElementById("clock").classList.toggle("frozen", isFrozen());
  for (const element of document.querySelectorAll("[data-until]")) {
    element.textContent = duration(Date.parse(element.dataset.until) - sandboxNow());
  }
}

document.getElementById("clock").append(
  h("span.now", { id: "now", title: "The sandbox’s own time" }),
  h("button.small", { id: "freeze", type: "button", onclick: () => act(isFrozen() ? "/clock/resume" : "/clock/freeze") }, "Freeze"),
  ...[["+1 min", 60], ["+1 h", 3600]].map(([text, seconds]) =>
    h("button.small", { type: "button", onclick: () => act("/clock/advance", { seconds }) }, text)),
);

addEventListener("hashchange", async () => {
  drawNavigation();
  await refresh();
  scrollTo(0, 0);
  main.focus({ preventScroll: true });
});

drawNavigation();
setInterval(drawClock, 250);
for (;;) {
  if (!document.hidden) await refresh();
  drawClock();
  await new Promise((resolve) => setTimeout(resolve, 1000));
}
