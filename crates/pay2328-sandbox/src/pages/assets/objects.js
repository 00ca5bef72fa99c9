// Payments, wallets, payouts, invoices, converts, balances: their lists, and the page of each with what can be done to it.
import { h, money } from "./common.js";
import { requestRows, webhookRows } from "./logs.js";
import { badge, facts, link, pageHead, section, table, time } from "./parts.js";

const one = (path, id) => `/${path}/${encodeURIComponent(id)}`;
const about = (path, id) => [one(path, id), `/webhooks?about=${encodeURIComponent(id)}`, `/requests?limit=20&about=${encodeURIComponent(id)}`];

function timeline(events) {
  return section("Timeline", h("ol.timeline", {}, events.map((event) =>
    h("li", {}, time(event.at), badge(event.status), h("span", {}, event.text)))));
}

function traffic(webhooks, requests) {
  return [section("Webhooks", webhookRows(webhooks)), section("Requests", requestRows(requests))];
}

const button = (text, onclick, kind = "") => h(`button.button${kind}`, { type: "button", id: `do-${text}`, onclick }, text);

/** A field and the button that sends it. */
function field(id, label, value, text, send, more = {}) {
  const input = h("input", { id, value, autocomplete: "off", required: true, ...more });
  return h("form.field", { onsubmit: (event) => { event.preventDefault(); send(input.value); } },
    h("label", { for: id }, label), input, h("button.button", { id: `${id}-send`, type: "submit" }, text));
}

function actions(object, controls) {
  const possible = object.actions.flatMap((action) => controls[action] ?? []);
  return possible.length === 0 ? null : h("section.actions", { "aria-label": "What can happen now" }, possible);
}

export const payments = {
  load: (limit) => [`/payments?limit=${limit}`],
  find: "Order id or uuid",
  draw: (all) => [
    pageHead("Payments", "What customers are to pay. Open one to be the customer."),
    table(["Order", "Amount", "Payer pays", "Status", "Created"], all.map((payment) => [
      link(`#/payments/${payment.uuid}`, payment.order_id),
      `${money(payment.amount)} ${payment.currency}`,
      payment.chosen ? `${money(payment.chosen.due)} ${payment.chosen.asset.currency}` : "not chosen yet",
      badge(payment.status),
      time(payment.created_at),
    ]), "No payment yet. Create one through the API, or make seed data on the overview."),
  ],
  loadOne: (id) => [...about("payments", id), "/overview"],
  page: (payment, webhooks, requests, overview, act) => {
    const path = one("payments", payment.uuid);
    const unit = payment.chosen?.asset.currency;
    const assets = overview.assets.filter(({ currency }) => !payment.to_currency || currency === payment.to_currency);
    const pairs = assets.map((asset) => `${asset.currency} on ${asset.network}`);
    const select = h("select", { id: "asset" }, pairs.map((pair, at) => h("option", { value: at }, pair)));
    return [
      pageHead(payment.order_id, payment.description, badge(payment.status)),
      actions(payment, {
        choose: [h("form.field", {
          onsubmit: (event) => { event.preventDefault(); act(`${path}/choose`, assets[select.value]); },
        }, h("label", { for: "asset" }, "Coin and network"), select, h("button.button", { type: "submit", id: "choose" }, "Choose"))],
        pay: [
          button("Pay exactly", () => act(`${path}/pay`), ".main"),
          field("pay-amount", `Another amount${unit ? ` in ${unit}` : ""}`, payment.left ? money(payment.left).replaceAll("\u202f", "") : "", "Pay",
            (amount) => act(`${path}/pay`, { amount }), { inputmode: "decimal" }),
        ],
        "aml-lock": [button("Pay, held by AML", () => act(`${path}/aml-lock`))],
        expire: [button("Let its time run out", () => act(`${path}/expire`))],
      }),
      facts([
        ["Checkout", h("a", { href: payment.url, target: "_blank", rel: "noopener" }, "Open as the customer")],
        ["Amount", `${money(payment.amount)} ${payment.currency}`],
        ["Due", payment.chosen && `${money(payment.chosen.due)} ${unit} on ${payment.chosen.asset.network}`],
        ["Received", payment.chosen && `${money(payment.received)} ${unit}`],
        ["Credited", payment.merchant_amount && `${money(payment.merchant_amount)} ${unit}`],
        ["Time left", payment.actions.length > 0 && h("span", { "data-until": payment.expires_at }, "…")],
        ["Address", payment.chosen && h("span.token", {}, payment.chosen.address)],
        ["Transaction", payment.txid && h("span.token", {}, payment.txid)],
        ["Uuid", h("span.token", {}, payment.uuid)],
        ["Callback", h("span.token", {}, payment.url_callback)],
        ["Returns to", payment.url_return && h("span.token", {}, payment.url_return)],
      ]),
      timeline(payment.timeline),
      ...traffic(webhooks, requests),
    ];
  },
};

export const wallets = {
  load: (limit) => [`/static-wallets?limit=${limit}`],
  find: "Uuid or address",
  draw: (all) => [
    pageHead("Static wallets", "Addresses that stay. Open one to send a deposit."),
    table(["Order", "Coin", "Label", "Received", "Status", "Created"], all.map((wallet) => [
      link(`#/static-wallets/${wallet.uuid}`, wallet.order_id),
      `${wallet.asset.currency} on ${wallet.asset.network}`,
      wallet.label ?? "–",
      `${money(wallet.total_received)} ${wallet.asset.currency}`,
      badge(wallet.status),
      time(wallet.created_at),
    ]), "No static wallet yet."),
  ],
  loadOne: (id) => about("static-wallets", id),
  page: (wallet, webhooks, requests, act) => {
    const unit = wallet.asset.currency;
    return [
      pageHead(wallet.order_id, wallet.label, badge(wallet.status)),
      actions(wallet, {
        deposit: [field("deposit-amount", `Amount in ${unit}`, "10", "Deposit",
          (amount) => act(`${one("static-wallets", wallet.uuid)}/deposit`, { amount }), { inputmode: "decimal" })],
        disable: [button("Disable", () => act(`${one("static-wallets", wallet.uuid)}/disable`))],
        enable: [button("Enable", () => act(`${one("static-wallets", wallet.uuid)}/enable`), ".main")],
      }),
      facts([
        ["Page", h("a", { href: wallet.url, target: "_blank", rel: "noopener" }, "Open as the customer")],
        ["Coin", `${unit} on ${wallet.asset.network}`],
        ["Received", `${money(wallet.total_received)} ${unit} in ${wallet.deposit_count} ${wallet.deposit_count === 1 ? "deposit" : "deposits"}`],
        ["Address", h("span.token", {}, wallet.address)],
        ["Uuid", h("span.token", {}, wallet.uuid)],
        ["Callback", h("span.token", {}, wallet.url_callback)],
      ]),
      section("Deposits", table(["When", "Amount", "Fee", "Credited", "Transaction"], wallet.deposits.map((deposit) => [
        time(deposit.created_at), `${money(deposit.amount)} ${unit}`, money(deposit.fee_amount), money(deposit.net_amount),
        h("span.token", {}, deposit.txid),
      ]), "No deposit yet.")),
      timeline(wallet.timeline),
      ...traffic(webhooks, requests),
    ];
  },
};

export const payouts = {
  load: (limit) => [`/payouts?limit=${limit}`],
  find: "Order id or uuid",
  draw: (all) => [
    pageHead("Payouts", "What the merchant pays out. Open one to complete it or let it fail."),
    table(["Order", "Amount", "To", "Status", "Created"], all.map((payout) => [
      link(`#/payouts/${payout.uuid}`, payout.order_id ?? payout.uuid),
      `${money(payout.quote.amount)} ${payout.quote.asset.currency}`,
      h("span.token", {}, payout.to_address),
      badge(payout.status),
      time(payout.created_at),
    ]), "No payout yet."),
  ],
  loadOne: (id) => about("payouts", id),
  page: (payout, webhooks, requests, act) => {
    const path = one("payouts", payout.uuid);
    const { quote } = payout;
    const unit = quote.asset.currency;
    return [
      pageHead(payout.order_id ?? payout.uuid, `${money(quote.amount)} ${unit} on ${quote.asset.network}`, badge(payout.status)),
      actions(payout, {
        complete: [button("Complete", () => act(`${path}/complete`), ".main")],
        cancel: [button("Cancel", () => act(`${path}/cancel`))],
        fail: [field("error-type", "Why it fails", "aml_risk", "Fail", (reason) => act(`${path}/fail`, { error_type: reason }))],
      }),
      facts([
        ["Recipient gets", `${money(quote.network_amount)} ${unit}`],
        ["Fee", `${money(quote.fee)} ${unit} (${quote.fee_option})`],
        ["Taken from the balance", `${money(quote.debited_amount)} ${quote.debited_currency}`],
        ["To", h("span.token", {}, payout.to_address)],
        ["Memo", payout.memo],
        ["Error", payout.error_type],
        ["Transaction", payout.txid && h("span.token", {}, payout.txid)],
        ["Uuid", h("span.token", {}, payout.uuid)],
        ["Callback", payout.url_callback ? h("span.token", {}, payout.url_callback) : "none: no webhooks"],
      ]),
      timeline(payout.timeline),
      ...traffic(webhooks, requests),
    ];
  },
};

export const invoices = {
  load: (limit) => [`/invoices?limit=${limit}`],
  draw: (all) => [
    pageHead("Invoices", "Of the Invoice API."),
    table(["Invoice", "Order", "Amount", "Due", "Status", "Created"], all.map((invoice) => [
      link(`#/invoices/${invoice.id}`, invoice.id),
      invoice.order_id ?? "–",
      `${money(invoice.amount)} ${invoice.currency}`,
      `${money(invoice.amount_crypto)} ${invoice.paid_in.currency}`,
      badge(invoice.status),
      time(invoice.created_at),
    ]), "No invoice yet."),
  ],
  loadOne: (id) => about("invoices", id),
  page: (invoice, webhooks, requests, act) => {
    const path = one("invoices", invoice.id);
    return [
      pageHead(invoice.order_id ?? invoice.id, `${money(invoice.amount)} ${invoice.currency}`, badge(invoice.status)),
      actions(invoice, {
        pay: [button("Pay", () => act(`${path}/pay`), ".main")],
        confirm: [button("Transaction seen", () => act(`${path}/confirm`))],
        expire: [button("Let its time run out", () => act(`${path}/expire`))],
        fail: [button("Fail", () => act(`${path}/fail`))],
      }),
      facts([
        ["Due", `${money(invoice.amount_crypto)} ${invoice.paid_in.currency} on ${invoice.paid_in.network}`],
        ["Time left", invoice.status === "pending" && h("span", { "data-until": invoice.expires_at }, "…")],
        ["Address", h("span.token", {}, invoice.address)],
        ["Transaction", invoice.tx_hash && h("span.token", {}, invoice.tx_hash)],
        ["Id", h("span.token", {}, invoice.id)],
        ["Webhook to", invoice.webhook_url ? h("span.token", {}, invoice.webhook_url) : "nowhere"],
      ]),
      timeline(invoice.timeline),
      ...traffic(webhooks, requests),
    ];
  },
};

export const invoicePayouts = {
  load: (limit) => [`/invoice-payouts?limit=${limit}`],
  draw: (all) => [
    pageHead("Invoice payouts", "Payouts of the Invoice API. They have no webhooks."),
    table(["Payout", "Amount", "To", "Status", "Created"], all.map((payout) => [
      link(`#/invoice-payouts/${payout.id}`, payout.id),
      `${money(payout.amount)} ${payout.paid_in.currency}`,
      h("span.token", {}, payout.address),
      badge(payout.status),
      time(payout.created_at),
    ]), "No payout yet."),
  ],
  loadOne: (id) => [one("invoice-payouts", id), `/requests?limit=20&about=${encodeURIComponent(id)}`],
  page: (payout, requests, act) => {
    const path = one("invoice-payouts", payout.id);
    return [
      pageHead(payout.id, `${money(payout.amount)} ${payout.paid_in.currency} on ${payout.paid_in.network}`, badge(payout.status)),
      actions(payout, {
        complete: [button("Complete", () => act(`${path}/complete`), ".main")],
        fail: [button("Fail", () => act(`${path}/fail`))],
      }),
      facts([
        ["To", h("span.token", {}, payout.address)],
        ["Transaction", payout.tx_hash && h("span.token", {}, payout.tx_hash)],
      ]),
      timeline(payout.timeline),
      section("Requests", requestRows(requests)),
    ];
  },
};

export const converts = {
  load: (limit) => [`/converts?limit=${limit}`],
  draw: (all) => [
    pageHead("Converts", "Between two balances, at the sandbox’s rates."),
    table(["No.", "Given", "Got", "Fee", "When"], all.map((convert) => [
      String(convert.id),
      `${money(convert.from_amount)} ${convert.from}`,
      `${money(convert.to_amount)} ${convert.to}`,
      `${money(convert.fee)} ${convert.to}`,
      time(convert.created_at),
    ]), "No convert yet."),
  ],
};

export const balances = {
  load: () => ["/balances", "/overview"],
  draw: (all, overview, act) => {
    const coins = [...new Set(overview.assets.map((asset) => asset.currency))];
    const select = h("select", { id: "add-currency" }, coins.map((coin) => h("option", {}, coin)));
    const input = h("input", { id: "add-amount", value: "100", inputmode: "decimal", required: true, autocomplete: "off" });
    return [
      pageHead("Balances", "Every amount moves from one place to another: nothing is made, nothing is lost."),
      h("section.actions", { "aria-label": "Add to a balance" }, h("form.field", {
        onsubmit: (event) => { event.preventDefault(); act(`/balances/${select.value}/add`, { amount: input.value }); },
      }, h("label", { for: "add-amount" }, "Give the merchant"), input, select, h("button.button", { type: "submit", id: "add" }, "Add"))),
      table(["Coin", "Available", "Set aside", "Held", "Fees taken", "In USD"], all.map((account) => [
        account.currency, money(account.available), money(account.locked), money(account.held), money(account.fees), money(account.available_usd),
      ]), "No balance yet."),
    ];
  },
};
