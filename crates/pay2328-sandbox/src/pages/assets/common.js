// What both pages need: calls to the control API, the sandbox's time, and elements made of text alone.

/** When the sandbox's clock showed what, and whether it stands still. */
let clock = { sandbox: Date.now(), local: Date.now(), frozen: false };

export function sandboxNow() {
  return clock.frozen ? clock.sandbox : clock.sandbox + (Date.now() - clock.local);
}

export function isFrozen() {
  return clock.frozen;
}

/** Calls the control API. Without a body it reads; with one, even an empty one, it acts. */
export async function call(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch("/_sandbox" + path, options);
  const now = Date.parse(response.headers.get("x-sandbox-now"));
  if (!Number.isNaN(now)) {
    clock = { sandbox: now, local: Date.now(), frozen: response.headers.get("x-sandbox-clock") === "frozen" };
  }
  const answer = await response.json();
  if (!response.ok) {
    const problems = Object.entries(answer.errors ?? {}).map(([field, texts]) => `${field}: ${texts.join(" ")}`);
    throw Object.assign(new Error([answer.error, ...problems].join(" ")), { status: response.status });
  }
  return answer;
}

/** Shows what went wrong, for a while. */
export function complain(error) {
  const toast = document.getElementById("toast");
  toast.textContent = error.message;
  toast.hidden = false;
  clearTimeout(complain.timer);
  complain.timer = setTimeout(() => { toast.hidden = true; }, 6000);
}

/** An element. Children are elements or text; text stays text, whatever is in it. */
export function h(name, attributes, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length > 0) element.classList.add(...classes);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

/** A decimal as text without the zeros at its end; two decimals stay. */
export function money(text) {
  if (text == null) return "–";
  const [whole, decimals = ""] = String(text).split(".");
  const kept = decimals.replace(/0+$/, "").padEnd(2, "0");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, "\u202f")}.${kept}`;
}

/** Multiplies a decimal written as text by a fraction of whole numbers, rounding down at 8 decimals, exactly. */
export function scaled(text, numerator, denominator) {
  const [whole, decimals = ""] = text.split(".");
  const units = BigInt(whole + decimals.padEnd(8, "0").slice(0, 8));
  const result = (units * BigInt(numerator)) / BigInt(denominator);
  const digits = (result > 0n ? result : 1n).toString().padStart(9, "0");
  return `${digits.slice(0, -8)}.${digits.slice(-8)}`;
}

/** Milliseconds as 1:02:03 or 59:07. */
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
