// Keeps the checkout alive: counts down, notices changes, and carries out what is simulated.
import { call, complain, duration, h, sandboxNow, scaled } from "./common.js";

const page = () => document.getElementById("checkout");
const url = (action = "") => `/${page().dataset.kind}/${encodeURIComponent(page().dataset.id)}${action}`;
/** What is still due, when the control API was last asked. */
let left;

function countDown() {
  const shown = document.getElementById("countdown");
  if (!shown) return;
  const remaining = Date.parse(page().dataset.expires) - sandboxNow();
  shown.textContent = duration(remaining);
  const time = document.getElementById("time");
  const total = Date.parse(page().dataset.expires) - Date.parse(time.dataset.from);
  time.value = Math.max(0, Math.min(1, remaining / total));
}

/** Draws the page again as the server sees it now, and says in words what is new. */
async function redraw() {
  const response = await fetch(location.href);
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const focused = page().contains(document.activeElement) ? document.activeElement : undefined;
  const typed = document.getElementById("custom-amount")?.value;
  document.title = fresh.title;
  page().replaceWith(document.adoptNode(fresh.getElementById("checkout")));
  const input = document.getElementById("custom-amount");
  if (typed !== undefined && input) input.value = typed;
  // Where the focus was may be gone: then it goes to what has become of the payment.
  if (focused) (document.getElementById(focused.id) ?? document.getElementById("state")).focus({ preventScroll: true });
  const state = document.getElementById("state");
  document.getElementById("announcement").textContent = `${state.textContent}. ${state.nextElementSibling.textContent}`;
  prepare();
}

async function look() {
  const object = await call(url());
  left = object.left;
  const { status, received, address = "" } = page().dataset;
  const now = [object.status, object.received ?? object.total_received, object.chosen?.address ?? ""];
  if (now.some((value, at) => value !== [status, received, address][at])) await redraw();
}

/** The sandbox does not know the payment any more: it was reset, or another one has taken its place. */
function vanish(message) {
  document.title = "2328 sandbox";
  page().replaceWith(h("main.sheet", { id: "checkout" },
    h("section.card", {}, h("h1", { id: "state", tabindex: -1 }, "Nothing here"), h("p.muted", {}, message))));
  document.getElementById("announcement").textContent = `Nothing here. ${message}`;
}

async function act(action, body) {
  try {
    await call(url(action), body);
    await look();
  } catch (error) {
    complain(error);
  }
}

/** Shows the networks of the coin that is chosen. */
function showNetworks(form) {
  const coin = form.elements.currency.value;
  const networks = [...form.querySelectorAll("[data-coin]")];
  for (const network of networks) network.hidden = network.dataset.coin !== coin;
  const shown = networks.filter((network) => !network.hidden).map((network) => network.firstElementChild);
  if (!shown.some((input) => input.checked)) shown[0].checked = true;
}

function prepare() {
  const choice = document.getElementById("choice");
  if (choice) {
    choice.addEventListener("change", (event) => {
      if (event.target.name === "currency") {
        for (const input of choice.elements.network) input.checked = false;
        showNetworks(choice);
      }
    });
    choice.addEventListener("submit", (event) => {
      event.preventDefault();
      act("/choose", { currency: choice.elements.currency.value, network: choice.elements.network.value });
    });
    showNetworks(choice);
  }
  document.getElementById("custom")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const amount = event.target.elements.amount.value;
    act(page().dataset.kind === "payments" ? "/pay" : "/deposit", { amount });
  });
  countDown();
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  const { pays, does, copies } = button.dataset;
  if (pays === "exact") act("/pay", {});
  if (pays === "less") act("/pay", { amount: scaled(left, 1, 2) });
  if (pays === "more") act("/pay", { amount: scaled(left, 11, 10) });
  if (does) act(`/${does}`, {});
  if (copies) {
    try {
      await navigator.clipboard.writeText(document.getElementById(copies).textContent);
      document.getElementById("announcement").textContent = "Copied.";
      const text = button.firstChild;
      text.nodeValue = "Copied";
      setTimeout(() => { text.nodeValue = "Copy"; }, 1500);
    } catch {
      // Without the right to the clipboard, select it for the customer to copy.
      getSelection().selectAllChildren(document.getElementById(copies));
    }
  }
});

if (page()) {
  prepare();
  setInterval(countDown, 250);
  for (;;) {
    try {
      await look();
    } catch (error) {
      if (error.status === 404) {
        vanish(error.message);
        break;
      }
      // The sandbox may be restarting: look again.
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
