// The requests that came, with why one was refused, and the webhooks that went out.
import { h } from "./common.js";
import { badge, code, facts, link, pageHead, section, source, table, time } from "./parts.js";

export function requestRows(all) {
  return table(["Request", "Operation", "Answer", "Note", "When"], [...all].reverse().map((request) => [
    link(`#/requests/${request.id}`, `${request.method} ${request.path}`),
    request.operation ?? "–",
    code(request.status),
    note(request),
    time(request.at),
  ]), "No request yet.");
}

function note(request) {
  if (request.fault) return h("span.badge.warn", {}, `fault: ${request.fault.replaceAll("_", " ")}`);
  if (request.signature) return request.signature.mistake ?? "the signature is wrong";
  return request.explanation ?? message(request.answer) ?? "";
}

/** What a refusal says. */
function message(answer) {
  try {
    const { message, error, errors } = JSON.parse(answer);
    const fields = Object.entries(errors ?? {}).map(([field, texts]) => `${field}: ${texts.join(" ")}`);
    return fields.length ? fields.join(" ") : message ?? error;
  } catch {
    return undefined;
  }
}

export function webhookRows(all) {
  return table(["Webhook", "Tells of", "Attempts", "Progress", "When"], [...all].reverse().map((webhook) => [
    link(`#/webhooks/${webhook.id}`, `${webhook.kind.replaceAll("_", " ")} ${webhook.id}`),
    badge(webhook.status),
    webhook.attempts.length === 0 ? "none yet" : h("span.attempts", {}, webhook.attempts.slice(-5).map((attempt) => code(attempt.status))),
    badge(webhook.progress),
    time(webhook.created_at),
  ]), "No webhook yet.");
}

export const requests = {
  load: (limit) => [`/requests?limit=${limit}`],
  draw: (all) => [
    pageHead("Requests", "Every request to the two APIs, the newest first. Open a refused one to see why."),
    requestRows(all),
  ],
  loadOne: (id) => [`/requests/${encodeURIComponent(id)}`],
  page: (request) => [
    pageHead(`${request.method} ${request.path}`, request.operation, code(request.status)),
    request.signature ? mismatch(request.signature) : null,
    !request.signature && request.explanation ? h("p.card.why", {}, request.explanation) : null,
    facts([
      ["When", time(request.at)],
      ["Fault", request.fault],
      ["Refused because", request.status >= 400 && message(request.answer)],
    ]),
    section("Request", table(["Header", "Value"], request.headers.map(([name, value]) => [name, h("span.token", {}, value)]), "No headers."),
      source("body", "Body", request.body)),
    section("Answer", source("answer", "Body", request.answer)),
  ],
};

/** Why a signature is wrong: what came, what should have come, and from what it is made. */
function mismatch({ sent, expected, key, to_sign: toSign, mistake }) {
  return h("section.card.why", {},
    h("h2", {}, "Why the signature is wrong"),
    h("p.mistake", {}, mistake ? `${mistake[0].toUpperCase()}${mistake.slice(1)}.` : "It fits none of the usual mistakes: check the key, and that the bytes sent are the bytes signed."),
    h("dl", {}, [
      ["Sent", sent],
      [`Expected: HMAC-SHA256 with the ${key}`, expected],
      ["Over this text: the base64 of the body received", toSign || "(the empty string: there was no body)"],
    ].map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd.token", {}, value)))));
}

export const webhooks = {
  load: (limit) => [`/webhooks?limit=${limit}`, "/delivery"],
  draw: (all, delivery, act) => [
    pageHead("Webhooks", "What the sandbox has told the shop, and what the shop answered."),
    deliveryForm(delivery, act),
    webhookRows(all),
  ],
  loadOne: (id) => [`/webhooks/${encodeURIComponent(id)}`],
  page: (webhook, act) => [
    pageHead(`Webhook ${webhook.id}`, `${webhook.kind.replaceAll("_", " ")}: ${webhook.status}`, badge(webhook.progress)),
    h("section.actions", { "aria-label": "What can happen now" },
      h("button.button.main", { type: "button", id: "resend", onclick: () => act(`/webhooks/${webhook.id}/resend`) }, "Send once more")),
    facts([
      ["To", h("span.token", {}, webhook.url)],
      ["About", h("span.token", {}, webhook.object)],
      ["Repeats", webhook.repeats && link(`#/webhooks/${webhook.repeats}`, `Webhook ${webhook.repeats}`)],
      ["X-Signature", webhook.signature_header && h("span.token", {}, webhook.signature_header)],
      ["Created", time(webhook.created_at)],
    ]),
    section("Attempts", table(["When", "Answer", "Took", "Said"], webhook.attempts.map((attempt) => [
      time(attempt.at), code(attempt.status), `${attempt.took_ms} ms`, attempt.error ?? (attempt.answer || "(empty)"),
    ]), "Not tried yet.")),
    section("Body as sent", h("pre.card.raw", { tabindex: 0 }, webhook.body)),
  ],
};

/** How webhooks are written and delivered. */
export function deliveryForm(delivery, act) {
  const spelling = h("select", { id: "spelling", "data-kept": "no", onchange: (event) => act("/delivery", { spelling: event.target.value }) },
    ["compact", "escaped_slashes", "escaped_unicode", "pretty"].map((name) =>
      h("option", { value: name, selected: name === delivery.spelling }, name.replaceAll("_", " "))));
  const copies = h("select", { id: "copies", "data-kept": "no", onchange: (event) => act("/delivery", { copies: Number(event.target.value) }) },
    [...new Set([1, 2, 3, 5, delivery.copies])].map((count) =>
      h("option", { value: count, selected: count === delivery.copies }, count === 1 ? "once" : `${count} times`)));
  const small = (id, text, run) => h("button.button", { type: "button", id, onclick: run }, text);
  return h("section.actions", { "aria-label": "Delivery" },
    h("div.field", {}, h("label", { for: "spelling" }, "JSON spelling"), spelling),
    h("div.field", {}, h("label", { for: "copies" }, "Each is sent"), copies),
    delivery.hold || delivery.held > 0
      ? [
        h("p.muted", { role: "status" }, `${delivery.held} held back`),
        small("release", "Release in order", async () => { await act("/delivery", { hold: false }); act("/webhooks/release", { order: "in_order" }); }),
        small("release-reversed", "Release last first", async () => { await act("/delivery", { hold: false }); act("/webhooks/release", { order: "reversed" }); }),
      ]
      : small("hold", "Hold new ones back", () => act("/delivery", { hold: true })));
}
