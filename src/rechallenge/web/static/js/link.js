// The line to the program: requests with an answer, and what it pushes by itself.

const jquery = window.jQuery;

export const connected = new Promise((resolve) => {
  if (window.Shiny?.shinyapp?.isConnected?.()) resolve();
  else jquery(document).one("shiny:sessioninitialized shiny:connected", () => resolve());
});

const waiting = new Map();
let last = 0;

function settle(number, answer) {
  const asked = waiting.get(number);
  waiting.delete(number);
  if (answer.failed === undefined) asked?.resolve(answer.value);
  else asked?.reject(new Error(answer.failed));
}
connected.then(() => window.Shiny.addCustomMessageHandler("answered", (answer) => settle(answer.number, answer)));

// The program notes a request at once, and pushes its answer when it is there.
export async function ask(request, ...args) {
  await connected;
  const number = ++last;
  return new Promise((resolve, reject) => {
    waiting.set(number, { resolve, reject });
    window.Shiny.shinyapp.makeRequest("call", [number, request, args], () => {}, (failed) => settle(number, { failed }));
  });
}

export function heard(message, handler) {
  connected.then(() => window.Shiny.addCustomMessageHandler(message, (content) => handler(content)));
}

export function lost(handler) {
  jquery(document).on("shiny:disconnected", handler);
}

// When the program answers again, load the page anew: the course is kept in this browser.
export async function reloadWhenBack() {
  for (;;) {
    await new Promise((wait) => setTimeout(wait, 1000));
    try {
      const answer = await fetch("/page/icon.svg", { cache: "no-store" });
      if (answer.ok && document.visibilityState === "visible") return location.reload();
    } catch {
      // still away
    }
  }
}
