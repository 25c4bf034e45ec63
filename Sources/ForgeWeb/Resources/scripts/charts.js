// Draws the figures of class chart when they come into view: data-chart is the address of a chart of the API.
// Without the drawing library, or when something fails, the chart's numbers are shown as a table instead.

const dark = matchMedia("(prefers-color-scheme: dark)");
const assets = document.body.dataset.assets ?? "/assets";
let library = null;

// The bundle is a classic script that leaves its functions on the window.
function load() {
  library ??= new Promise((resolve, reject) => {
    if (!("hasAssets" in document.body.dataset)) return reject(new Error("the bundle was not fetched at set-up"));
    const script = document.createElement("script");
    script.src = `${assets}/vega.js`;
    script.onload = () => (window.vegaEmbed ? resolve(window.vegaEmbed) : reject(new Error("no vegaEmbed")));
    script.onerror = () => reject(new Error("no bundle"));
    document.head.append(script);
  });
  return library;
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function row(cells, kind) {
  const made = element("tr");
  for (const [index, cell] of cells.entries()) {
    const item = element(index === 0 && kind === "td" ? "th" : kind, index === 0 ? "" : "number", cell);
    if (item.tagName === "TH") item.scope = kind === "th" ? "col" : "row";
    made.append(item);
  }
  return made;
}

// The text alternative, closed while the drawing stands.
function addTable(figure, chart) {
  const details = figure.querySelector(".chart-table") ?? element("details", "chart-table");
  const table = element("table", "table");
  table.append(element("caption", "visually-hidden", `${chart.title}: ${chart.description}`));
  const head = element("thead");
  head.append(row(chart.table.header, "th"));
  const body = element("tbody");
  body.append(...chart.table.rows.map((cells) => row(cells, "td")));
  table.append(head, body);
  const region = element("div", "table-region");
  region.tabIndex = 0;
  region.setAttribute("role", "region");
  region.setAttribute("aria-label", chart.title);
  region.append(table);
  details.replaceChildren(element("summary", "", "Numbers of this chart"), region);
  figure.append(details);
  return details;
}

function addCaption(figure, chart) {
  const caption = figure.querySelector("figcaption") ?? figure.insertBefore(element("figcaption"), figure.firstChild);
  caption.replaceChildren(element("strong", "", chart.title), element("br"), chart.description);
}

async function paint(figure, chart) {
  const embed = await load();
  const space = figure.querySelector(".chart-space");
  const theme = chart.themes[dark.matches ? "dark" : "light"];
  // On a phone long names must leave room for the drawing.
  const axis = { ...theme.axis, labelLimit: Math.min(theme.axis.labelLimit, space.clientWidth * 0.38) };
  const spec = { ...chart.spec, config: { ...theme, axis } };
  figure.view?.finalize();
  const drawn = await embed(space, spec, {
    actions: false, ast: true, defaultStyle: false, renderer: "canvas", tooltip: { disableDefaultStyle: true },
  });
  figure.view = drawn.view;
  const canvas = space.querySelector("canvas");
  canvas?.setAttribute("role", "img");
  canvas?.setAttribute("aria-label", `${chart.title}. ${chart.description}`);
}

// A page that stands alone has its charts in itself.
async function read(figure) {
  const own = figure.querySelector("script[type='application/json']");
  if (own) return JSON.parse(own.textContent);
  const answer = await fetch(figure.dataset.chart, { headers: { accept: "application/json" } });
  const chart = await answer.json();
  if (!answer.ok) throw new Error(chart.title);
  return chart;
}

const begun = new WeakSet();

async function show(figure) {
  if (begun.has(figure)) return;
  begun.add(figure);
  if (!figure.querySelector(".chart-space")) figure.append(element("div", "chart-space"));
  const space = figure.querySelector(".chart-space");
  let details;
  try {
    const chart = await read(figure);
    addCaption(figure, chart);
    details = addTable(figure, chart);
    await paint(figure, chart);
    figure.chart = chart;
    figure.classList.add("is-drawn");
    dark.addEventListener("change", () => paint(figure, figure.chart));
  } catch (error) {
    if (details) details.open = true;
    space.replaceChildren(element("p", "muted small", details ? "The chart could not be drawn." : `No chart: ${error.message}`));
    space.classList.add("is-empty");
  }
}

const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    watcher.unobserve(entry.target);
    show(entry.target);
  }
}, { rootMargin: "200px" });

function watch(root) {
  for (const figure of root.querySelectorAll(".chart[data-chart]")) watcher.observe(figure);
}

// Paper has no scrolling: what is not drawn yet is drawn when the page has nothing else to do, and a page that is printed
// before that shows the numbers instead.
const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 1000));
addEventListener("load", () => idle(() => {
  for (const figure of document.querySelectorAll(".chart[data-chart]")) {
    watcher.unobserve(figure);
    show(figure);
  }
}));
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll(".chart:not(.is-drawn) details.chart-table")) details.open = true;
});

/** Returns a function that fetches and draws all shown charts anew, at most once per interval. */
export function redrawer(interval) {
  let timer = null;
  let last = 0;
  const run = async () => {
    timer = null;
    for (const figure of document.querySelectorAll(".chart.is-drawn")) await update(figure);
    last = performance.now();
  };
  return () => {
    timer ??= setTimeout(run, Math.max(0, last + interval - performance.now()));
  };
}

async function update(figure) {
  try {
    const chart = await read(figure);
    figure.chart = chart;
    addCaption(figure, chart);
    addTable(figure, chart);
    // The place keeps its height while the old drawing is taken away.
    const space = figure.querySelector(".chart-space");
    space.style.minBlockSize = `${space.offsetHeight}px`;
    await paint(figure, chart);
  } catch {
    // The old drawing stays; the next event tries again.
  }
}

document.addEventListener("forge:swapped", (event) => watch(event.target));
watch(document);
