// The line to the program: requests with an answer, and what it pushes by itself.

const jquery = window.jQuery;

export const connected = new Promise((resolve) => {
  if (window.Shiny?.shinyapp?.isConnected?.()) resolve();
  else jquery(document).one("shiny:sessioninitialized shiny:connected", () => resolve());
});

export async function ask(request, ...args) {
  await connected;
  return new Promise((resolve, reject) => {
    window.Shiny.shinyapp.makeRequest(request, args, resolve, (error) => reject(new Error(error)));
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
      if (answer.ok) return location.reload();
    } catch {
      // still away
    }
  }
}
