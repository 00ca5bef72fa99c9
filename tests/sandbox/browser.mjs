// The checkout and the console in a real browser: by mouse and by keyboard, narrow and wide, and against hostile text.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { control, merchant, startBrowser, startSandbox } from "./sandbox.mjs";

/** Text that does something wherever it is taken for markup, an attribute, a script or an address. */
const HOSTILE = [
  `<script>window.hit=1</script>`,
  `<img src=x onerror="window.hit=2">`,
  `"><svg/onload=window.hit=3>`,
  `' onfocus=window.hit=4 autofocus x='`,
  `</title><script>window.hit=5</script>`,
  `{{constructor.constructor('window.hit=6')()}}`,
  `javascript:window.hit=7`,
  `</script><iframe srcdoc="<script>parent.hit=8</script>">`,
];

let sandbox, browser, page;
const problems = [];

before(async () => {
  sandbox = await startSandbox("--seed", "2328", "--rate-limit", "0", "--any-address");
  browser = await startBrowser();
  page = await browser.context.newPage();
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => { if (message.type() === "error") problems.push(message.text()); });
  page.on("request", (request) => { if (!request.url().startsWith(sandbox.invoice_api) && !request.url().startsWith("data:") && request.url() !== "about:blank") problems.push(`outside request: ${request.url()}`); });
});

after(async () => {
  await browser?.stop();
  sandbox?.stop();
});

const payment = (orderId, more = {}) => merchant(sandbox, "/v1/payment", {
  amount: "49.99", currency: "USD", order_id: orderId, url_callback: `${sandbox.control_url}/sink`, url_return: "http://127.0.0.1:9/back", ...more,
});
const tether = { to_currency: "USDT", network: "TRX-TRC20" };
const status = async (uuid) => (await control(sandbox, `/payments/${uuid}`)).status;
const shows = (text) => page.getByRole("heading", { name: text }).waitFor({ timeout: 5000 });

test("a customer chooses a coin by keyboard, pays half, then the rest, and goes back to the shop", async () => {
  const { uuid, url } = await payment("KEYBOARD-1");
  await page.goto(url);
  await shows("Choose how to pay");
  await page.getByRole("radio", { name: "USDT" }).focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.getByRole("radio", { name: "USDC" }).isChecked(), true);
  await page.getByRole("radio", { name: "Tron" }).waitFor({ state: "hidden" });
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await shows("Waiting for your payment");
  assert.equal((await control(sandbox, `/payments/${uuid}`)).chosen.asset.currency, "USDC");
  await page.getByRole("img", { name: "QR code of the address" }).waitFor();
  assert.match(await page.getByRole("timer").textContent(), /^(1:00:00|5\d:\d\d)$/);

  await page.getByRole("button", { name: "Pay half" }).press("Enter");
  await shows("Part of it has arrived");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Pay half");
  assert.match(await page.locator("#announcement").textContent(), /Part of it has arrived/);
  assert.equal(await status(uuid), "underpaid_check");
  await page.getByRole("button", { name: "Pay exactly" }).press("Enter");
  await page.getByRole("heading", { name: "Paid", exact: true }).waitFor();
  assert.equal(await status(uuid), "paid");
  assert.equal(await page.evaluate(() => document.activeElement.id), "state");
  assert.equal(await page.getByRole("link", { name: "Return to the shop" }).getAttribute("href"), "http://127.0.0.1:9/back");
});

test("more than the amount, a wrong amount, an expiry that happens elsewhere", async () => {
  const more = await payment("MORE-1", tether);
  await page.goto(more.url);
  await page.getByLabel("Another amount").fill("60.00000001");
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await page.getByRole("heading", { name: "Paid", exact: true }).waitFor();
  assert.equal(await status(more.uuid), "overpaid");

  const late = await payment("LATE-1", tether);
  await page.goto(late.url);
  await page.getByLabel("Another amount").fill("0");
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "greater than 0" }).waitFor();
  problems.length = 0; // Chromium reports the refused call itself.
  await control(sandbox, `/payments/${late.uuid}/expire`, {});
  await shows("This payment has expired");
});

test("a static wallet's page takes deposits", async () => {
  const wallet = await merchant(sandbox, "/v1/static-wallet", {
    currency: "BTC", network: "BTC", order_id: "USER-1", label: "Savings", url_callback: `${sandbox.control_url}/sink`,
  });
  await page.goto(wallet.url);
  await page.getByLabel("Amount in BTC").fill("0.5");
  await page.getByRole("button", { name: "Deposit" }).click();
  await page.getByText("0.50 BTC").waitFor();
});

test("hostile text stays text, on every page", async () => {
  const ids = [];
  for (const [at, text] of HOSTILE.entries()) {
    const { uuid, url } = await payment(`${text}-${at}`, { ...tether, description: text });
    await merchant(sandbox, "/v1/static-wallet", { currency: "TON", network: "TON", order_id: `${text}-${at}`, label: text, url_callback: `${sandbox.control_url}/sink` });
    await merchant(sandbox, "/v1/payout", { currency: "TON", network: "TON", amount: "1", order_id: `${text}-${at}`, to_address: text.replaceAll(/\s/g, "_"), memo: text });
    ids.push(uuid);
    await page.goto(url);
    await page.getByText(`${text}-${at}`).waitFor();
    assert.equal(await page.locator(".description").textContent(), text);
  }
  const headers = { "content-type": "application/json", "user-agent": HOSTILE[1], project: HOSTILE[0], sign: HOSTILE[2] };
  await fetch(`${sandbox.merchant_api}/v1/payment?${HOSTILE[2]}`, { method: "POST", headers, body: HOSTILE[1] });
  const lists = ["", "payments", "static-wallets", "payouts", "requests", "webhooks"];
  const wallets = await control(sandbox, "/static-wallets");
  const payouts = await control(sandbox, "/payouts");
  const requests = await control(sandbox, "/requests");
  const pages = [
    ...lists, ...ids.map((id) => `payments/${id}`), ...wallets.map((wallet) => `static-wallets/${wallet.uuid}`),
    ...payouts.map((payout) => `payouts/${payout.uuid}`), `requests/${requests.at(-1).id}`,
  ];
  for (const path of pages) {
    await page.goto("about:blank");
    await page.goto(`${sandbox.console_url}#/${path}`);
    await page.locator("main h1").waitFor();
    assert.equal(await page.locator("main script, main img, main svg, main iframe").count(), 0, path);
  }
  assert.equal(await page.evaluate(() => window.hit), undefined);
  await page.goto(`${sandbox.invoice_api}/checkout/${encodeURIComponent(HOSTILE[1])}`);
  await page.getByRole("heading", { name: "Nothing here" }).waitFor();
  assert.equal(await page.evaluate(() => window.hit), undefined);
  assert.deepEqual(problems.filter((problem) => !problem.includes("404")), []);
  problems.length = 0;
});

test("a script that gets in all the same is stopped by the policy", async () => {
  await page.goto(sandbox.console_url);
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.hit = 9";
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", `<img src="x:" onerror="window.hit = 10">`);
  });
  await page.waitForTimeout(100);
  assert.equal(await page.evaluate(() => window.hit), undefined);
  assert.ok(problems.some((problem) => problem.includes("Content Security Policy")));
  problems.length = 0;
});

test("the console is live, and its buttons do what they say", async () => {
  const { uuid } = await payment("CONSOLE-1", tether);
  await page.goto(`${sandbox.console_url}#/payments`);
  await page.getByRole("link", { name: "CONSOLE-1" }).focus();
  await payment("CONSOLE-2", tether);
  await page.getByRole("link", { name: "CONSOLE-2" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "CONSOLE-1");
  await page.keyboard.press("Enter");
  await page.getByLabel("Another amount in USDT").fill("20");
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await page.getByText("20.00 USDT received, 29.99 still due").waitFor();
  await control(sandbox, `/payments/${uuid}/pay`, {});
  await page.locator(".title").getByText("paid", { exact: true }).waitFor();

  const payout = await merchant(sandbox, "/v1/payout", { currency: "USDT", network: "TRX-TRC20", amount: "10", order_id: "OUT-1", to_address: "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G", url_callback: `${sandbox.control_url}/sink` });
  await page.goto(`${sandbox.console_url}#/payouts/${payout.uuid}`);
  await page.getByRole("button", { name: "Complete" }).click();
  await page.locator(".title").getByText("completed").waitFor();
  await page.getByRole("link", { name: /^payout \d+$/ }).click();
  await page.getByRole("button", { name: "Send once more" }).click();
  await page.goto(`${sandbox.console_url}#/webhooks`);
  await page.getByRole("link", { name: /^payout \d+$/ }).nth(1).waitFor();

  await page.goto(`${sandbox.console_url}#/faults`);
  await page.getByLabel("Operation", { exact: true }).selectOption("payout_create");
  await page.getByLabel("Fault", { exact: true }).selectOption("commit_then_drop");
  await page.getByRole("button", { name: "Plan" }).click();
  await page.getByRole("cell", { name: "commit then drop" }).waitFor();
  await page.getByRole("button", { name: "Clear all" }).click();
  await page.getByText("None: everything works.").waitFor();

  await page.getByRole("button", { name: "Freeze" }).click();
  await page.getByRole("button", { name: "Resume" }).waitFor();
  await page.getByRole("button", { name: "Resume" }).click();
  assert.deepEqual(problems, []);
});

test("a wrong signature is explained", async () => {
  const body = '{"page":1}';
  const headers = { "content-type": "application/json", "user-agent": "TestShop/1.0", project: sandbox.project };
  const { createHmac } = await import("node:crypto");
  headers.sign = createHmac("sha256", sandbox.api_key).update(body).digest("hex");
  await fetch(`${sandbox.merchant_api}/v1/payment/list`, { method: "POST", headers, body });
  await page.goto(`${sandbox.console_url}#/requests`);
  await page.getByRole("link", { name: "POST /api/v1/payment/list" }).first().click();
  await page.getByText("The body was signed directly, but its base64 is what has to be signed.").waitFor();
  await page.getByText(Buffer.from(body).toString("base64")).waitFor();
});

test("a request is shown as it was sent, to the last byte", async () => {
  const body = '{"amount":10.10,"order_id":"RAW"} \n';
  const headers = { "content-type": "application/json", "user-agent": "TestShop/1.0", project: sandbox.project, sign: "00" };
  await fetch(`${sandbox.merchant_api}/v1/payment`, { method: "POST", headers, body });
  const [request] = await control(sandbox, "/requests?limit=1");
  await page.goto(`${sandbox.console_url}#/requests/${request.id}`);
  await page.locator("#body").waitFor();
  assert.equal(await page.locator("#body pre").textContent(), '{"amount":10.10,"order_id":"RAW"}·↵\n');
  await page.getByText("White space at its end").waitFor();
  await page.getByText("Body, indented").first().click();
  assert.equal(await page.locator("#body-indented pre").textContent(), '{\n  "amount": 10.10,\n  "order_id": "RAW"\n}');
});

test("a static wallet is closed and opened again in the console", async () => {
  const wallet = await merchant(sandbox, "/v1/static-wallet", {
    currency: "BTC", network: "BTC", order_id: "USER-2", url_callback: `${sandbox.control_url}/sink`,
  });
  await page.goto(`${sandbox.console_url}#/static-wallets/${wallet.uuid}`);
  await page.getByRole("button", { name: "Disable" }).click();
  await page.locator(".title").getByText("inactive").waitFor();
  await page.getByRole("button", { name: "Enable" }).click();
  await page.locator(".title").getByText("active", { exact: true }).waitFor();
});

test("long lists go on, one object is found by its name, and a bad address stops nothing", async () => {
  for (let at = 0; at < 101; at++) await payment(`MANY-${at}`);
  await page.goto(`${sandbox.console_url}#/payments`);
  await page.getByRole("link", { name: "MANY-100" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "MANY-0", exact: true }).count(), 0);
  await page.getByRole("button", { name: "Show more" }).click();
  await page.getByRole("link", { name: "MANY-0", exact: true }).waitFor();
  await page.getByLabel("Order id or uuid").fill("MANY-0");
  await page.getByRole("button", { name: "Open" }).click();
  await page.getByRole("heading", { name: "MANY-0", exact: true }).waitFor();
  await page.goto("about:blank");
  await page.goto(`${sandbox.console_url}#/%E0%A4%A`);
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  assert.deepEqual(problems, []);
});

test("everything fits 360 pixels, dark and light, and has names and enough contrast", async () => {
  await control(sandbox, "/seed", {});
  const shots = process.env.SCREENSHOTS;
  if (shots) mkdirSync(shots, { recursive: true });
  const { url } = await payment("WIDTH-1", { ...tether, description: "w".repeat(200) });
  const open = await payment("WIDTH-2");
  const [, first] = await control(sandbox, "/payments?limit=2");
  const pages = { checkout: url, choice: open.url };
  for (const path of ["", "payments", `payments/${first.uuid}`, "static-wallets", "payouts", "invoices", "converts", "balances", "requests", "webhooks", "faults"]) {
    pages[`console-${path.split("/").join("-").slice(0, 20) || "overview"}`] = `${sandbox.console_url}#/${path}`;
  }
  for (const [width, colorScheme] of [[360, "dark"], [1280, "light"]]) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    for (const [name, address] of Object.entries(pages)) {
      await page.goto("about:blank");
      await page.goto(address);
      await page.locator("h1").waitFor();
      await page.waitForTimeout(150);
      if (shots) await page.screenshot({ path: join(shots, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      assert.deepEqual(await page.evaluate(inspect), [], `${name} at ${width}, ${colorScheme}`);
    }
  }
});

test("a checkout whose payment is gone says so", async () => {
  const { url } = await payment("GONE-1", tether);
  await page.goto(url);
  await shows("Waiting for your payment");
  await control(sandbox, "/reset", {});
  await shows("Nothing here");
  await page.waitForTimeout(1500);
  assert.deepEqual(problems.filter((problem) => !problem.includes("404")), []);
});

/** What is wrong with a page: too wide, controls without a name, text too faint (WCAG AA). Runs in the page. */
function inspect() {
  const wrong = [];
  if (document.documentElement.scrollWidth > innerWidth) wrong.push("wider than the screen");
  for (const control of document.querySelectorAll("button, a[href], input, select")) {
    const named = control.textContent.trim() || control.getAttribute("aria-label") || control.labels?.[0]?.textContent.trim();
    if (!named) wrong.push(`no name: ${control.outerHTML}`);
  }
  const channels = (color) => {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const brightness = (color) => channels(color).slice(0, 3)
    .map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (channels(color)[3] > 250) return color;
    }
    return getComputedStyle(document.documentElement).colorScheme.includes("dark") ? "#000" : "#fff";
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.nodeValue.trim() || !element.checkVisibility() || element.closest("script, option, .skip, [disabled]")) continue;
    const [text, behind] = [getComputedStyle(element).color, ground(element)];
    if (seen.has(text + behind)) continue;
    seen.add(text + behind);
    const [light, dark] = [brightness(text), brightness(behind)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) wrong.push(`contrast ${contrast.toFixed(2)}: ${walker.currentNode.nodeValue.trim().slice(0, 40)}`);
  }
  return wrong;
}
