// One connection to the server's events for the whole page. It reconnects by itself, tells its state in the header, and
// lets go while the page is hidden, because browsers allow few connections per server.

const state = document.getElementById("live-state");
const kinds = ["progress", "answer", "experiment", "warning", "queue", "pull", "ingest", "training"];
const listeners = new Map(kinds.map((kind) => [kind, new Set()]));
const openers = new Set();
const hiddenFor = 20_000;

let source = null;
let delay = 1000;
let retry = null;
let rest = null;

/** `on(kind, handler)`: handler gets the event's decoded data. */
export function on(kind, handler) {
  listeners.get(kind).add(handler);
  connect();
}

/** Called whenever the connection is there (again): what happened meanwhile may have been missed. */
export function onOpen(handler) {
  openers.add(handler);
}

/** `on`, and at every connection each item of the list at `path` as well: what ended before is in no event. */
export function follow(kind, path, handler) {
  on(kind, handler);
  onOpen(async () => {
    const response = await fetch(path);
    if (response.ok) for (const item of (await response.json()).items) handler(item);
  });
}

function connect() {
  if (source || !state) return;
  clearTimeout(retry);
  source = new EventSource(state.dataset.events);
  source.addEventListener("open", opened);
  source.addEventListener("error", failed);
  for (const kind of kinds) source.addEventListener(kind, (event) => deliver(kind, event));
}

function deliver(kind, event) {
  const data = JSON.parse(event.data);
  for (const handler of listeners.get(kind)) handler(data);
}

function opened() {
  delay = 1000;
  show("open", "Live");
  for (const handler of openers) handler();
}

function failed() {
  show("lost", "Connection lost, reconnecting");
  if (source.readyState !== EventSource.CLOSED) return;
  // The browser has given up (the server answered with an error): try again, ever more slowly.
  disconnect();
  retry = setTimeout(connect, delay);
  delay = Math.min(delay * 2, 30_000);
}

function disconnect() {
  source?.close();
  source = null;
}

function show(name, text) {
  state.hidden = false;
  state.dataset.state = name;
  if (state.textContent !== text) state.textContent = text;
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(rest);
  if (document.hidden) {
    rest = setTimeout(() => {
      clearTimeout(retry);
      disconnect();
    }, hiddenFor);
  } else {
    connect();
  }
});

addEventListener("pagehide", disconnect);
addEventListener("pageshow", (event) => event.persisted && connect());
