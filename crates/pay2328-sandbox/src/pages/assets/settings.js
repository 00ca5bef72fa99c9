// The overview, and the faults that requests are to meet.
import { h, money } from "./common.js";
import { deliveryForm } from "./logs.js";
import { facts, link, pageHead, section, table } from "./parts.js";

const NAMES = {
  payments: "Payments", "static-wallets": "Static wallets", payouts: "Payouts", invoices: "Invoices",
  "invoice-payouts": "Invoice payouts", converts: "Converts", requests: "Requests", webhooks: "Webhooks",
};

export function overview(overview, balances, delivery, act) {
  const token = (text) => h("span.token", {}, text);
  return [
    pageHead("Overview", "A whole local 2328. Nothing here is real money."),
    h("ul.counts", {}, Object.keys(NAMES).map((path) =>
      h("li", {}, h("a.card", { href: `#/${path}` }, h("strong", {}, String(overview.counts[path] ?? 0)), h("span", {}, NAMES[path]))))),
    h("section.actions", { "aria-label": "Data" },
      h("button.button.main", { type: "button", id: "seed", onclick: () => act("/seed") }, "Make seed data"),
      h("button.button", {
        type: "button", id: "reset",
        onclick: () => { if (confirm("Forget everything and start over?")) act("/reset"); },
      }, "Start over")),
    section("Point your shop at it", facts([
      ["Merchant API", token(overview.merchant_api)],
      ["Project", token(overview.project)],
      ["API key", token(overview.api_key)],
      ["Payout API key", token(overview.payout_key)],
      ["Invoice API", token(overview.invoice_api)],
      ["X-Api-Key", token(overview.invoice_api_key)],
      ["Invoice secret", token(overview.invoice_secret)],
      ["Control API", link("/_sandbox/openapi.json", "/_sandbox/openapi.json")],
    ])),
    section("Webhook delivery", deliveryForm(delivery, act)),
    section("Balances", table(["Coin", "Available", "Set aside", "In USD"], balances.map((account) =>
      [account.currency, money(account.available), money(account.locked), money(account.available_usd)]), "No balance yet.")),
  ];
}

export function faults(state, overview, act) {
  const operation = h("select", { id: "fault-operation" }, overview.operations.map((id) => h("option", {}, id)));
  const fault = h("select", { id: "fault-name" }, overview.faults.map((name) => h("option", { value: name }, name.replaceAll("_", " "))));
  const percent = h("input", { id: "chaos", type: "number", min: 0, max: 100, value: state.chaos_percent, required: true });
  const times = h("input", { id: "fault-times", type: "number", min: 1, value: 1, required: true });
  return [
    pageHead("Faults", "What goes wrong with the next requests. “Commit” means that it is carried out and the answer is lost. Chaos lets that share of all requests fail by chance."),
    h("section.actions", { "aria-label": "Plan a fault" }, h("form.field.wide", {
      onsubmit: (event) => {
        event.preventDefault();
        act("/faults", { operation: operation.value, fault: fault.value, times: Number(times.value) });
      },
    },
      h("span.pair", {}, h("label", { for: "fault-operation" }, "Operation"), operation),
      h("span.pair", {}, h("label", { for: "fault-name" }, "Fault"), fault),
      h("span.pair", {}, h("label", { for: "fault-times" }, "Times"), times),
      h("button.button.main", { type: "submit", id: "plan" }, "Plan"),
      h("button.button", { type: "button", id: "clear", onclick: () => act("/faults/clear") }, "Clear all"))),
    h("section.actions", { "aria-label": "Chaos" }, h("form.field", {
      onsubmit: (event) => { event.preventDefault(); act("/chaos", { percent: Number(percent.value) }); },
    }, h("label", { for: "chaos" }, "Chaos, in percent"), percent,
    h("button.button", { type: "submit", id: "set-chaos" }, "Set"))),
    section("Planned", table(["Operation", "Fault", "Times"], state.planned.map((planned) =>
      [planned.operation, planned.fault.replaceAll("_", " "), String(planned.times)]), "None: everything works.")),
    section("Requests so far", table(["Operation", "Requests"], Object.entries(state.attempts).filter(([, count]) => count > 0).map(([id, count]) =>
      [id, String(count)]), "None.")),
  ];
}
