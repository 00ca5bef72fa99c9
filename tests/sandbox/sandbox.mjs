// A running sandbox and a browser for the tests: starting and stopping them.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createHmac } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

/** Starts the program named by SANDBOX and reads its announcement. */
export async function startSandbox(...options) {
  const program = spawn(process.env.SANDBOX, options, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await new Promise((resolve, reject) => {
    createInterface({ input: program.stdout }).once("line", (line) => resolve([line]));
    program.once("exit", (code) => reject(new Error(`the sandbox ended with ${code}`)));
  });
  const announced = JSON.parse(line);
  return { ...announced, stop: () => program.kill("SIGTERM") };
}

/** Debian's Chromium without anything that asks the network for what the tests do not need. */
export async function startBrowser() {
  const profile = mkdtempSync(join(tmpdir(), "pay2328-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  return { context, stop: async () => { await context.close(); rmSync(profile, { recursive: true, force: true }); } };
}

/** A signed request to the Merchant API. */
export async function merchant(sandbox, path, body) {
  const text = JSON.stringify(body);
  const key = path.startsWith("/v1/payout") ? sandbox.payout_key : sandbox.api_key;
  const sign = createHmac("sha256", key).update(Buffer.from(text).toString("base64")).digest("hex");
  const headers = { "content-type": "application/json", "user-agent": "TestShop/1.0", project: sandbox.project, sign };
  const response = await fetch(sandbox.merchant_api + path, { method: "POST", headers, body: text });
  const answer = await response.json();
  if (answer.state !== 0) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer.result;
}

export async function control(sandbox, path, body) {
  const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const response = await fetch(sandbox.control_url + path, options);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
