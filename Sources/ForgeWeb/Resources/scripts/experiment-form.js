// The form for a new experiment: fields and YAML follow one another, and both are checked while one types.
// Everything about configs is asked of the server, so that there is one set of rules.

const fields = document.getElementById("config-fields");
const text = document.getElementById("config-text");
const yaml = document.getElementById("config");
const base = document.getElementById("config-base");
const verdict = document.getElementById("verdict");
const pause = 300;

let timer = 0;
let current = null;

function later(source) {
  clearTimeout(timer);
  timer = setTimeout(() => check(source), pause);
}

async function check(source) {
  current?.abort();
  current = new AbortController();
  const body = new URLSearchParams(new FormData(source));
  try {
    const answer = await fetch("/experiments/new/check", { method: "POST", body, signal: current.signal });
    if (!answer.ok) return;
    take(await answer.json(), source);
  } catch (error) {
    // Offline, or overtaken by a newer check: the server checks again when the form is sent.
    if (error.name !== "AbortError") verdict.setAttribute("data-stale", "");
  }
}

function take(report, source) {
  if (source === fields) yaml.value = report.yaml;
  else if (report.isReadable) fill(report.fields);
  base.value = report.yaml;
  verdict.removeAttribute("data-stale");
  verdict.innerHTML = report.verdict;
  document.getElementById("splits").replaceChildren(...report.splits.map((name) => new Option(name, name)));
  mark(report.errors);
}

function fill(values) {
  setValue("method.name", values["method.name"] ?? "");
  chooseMethod();
  for (const control of controls()) setValue(control.name, values[control.name] ?? "");
}

function controls() {
  return [...fields.elements].filter((control) => control.name && control !== base && control.type !== "submit");
}

function setValue(name, value) {
  const control = fields.elements.namedItem(name);
  if (!control || control.value === value) return;
  const isSelect = control instanceof HTMLSelectElement;
  if (isSelect && ![...control.options].some((option) => option.value === value)) {
    control.add(new Option(value === "" ? "Not set here" : value, value));
  }
  control.value = value;
}

// Every method has settings of its own; they lie ready in templates.
function chooseMethod() {
  const name = fields.elements.namedItem("method.name").value;
  const place = fields.querySelector('[data-group="method"] [data-options]');
  const template = document.querySelector(`template[data-method="${CSS.escape(name)}"]`);
  if (!place || place.dataset.shown === name) return;
  const typed = Object.fromEntries([...place.querySelectorAll("[name]")].map((control) => [control.name, control.value]));
  place.replaceChildren(...(template ? [template.content.cloneNode(true)] : []));
  place.dataset.shown = name;
  for (const [path, value] of Object.entries(typed)) setValue(path, value);
}

function mark(errors) {
  for (const field of fields.querySelectorAll("[data-path]")) {
    const message = errors[field.dataset.path];
    const control = field.querySelector("[name]");
    const note = field.querySelector(".field-error");
    note.textContent = message ?? "";
    note.hidden = !message;
    if (message) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    if (message) field.closest("details")?.setAttribute("open", "");
  }
  if (verdict.querySelector(".is-wrong")) yaml.setAttribute("aria-invalid", "true");
  else yaml.removeAttribute("aria-invalid");
}

function showLine(number) {
  const lines = yaml.value.split("\n");
  const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  yaml.focus();
  yaml.setSelectionRange(start, start + (lines[number - 1] ?? "").length);
}

fields.querySelector('[data-group="method"] [data-options]')?.setAttribute(
  "data-shown", fields.elements.namedItem("method.name").value);
fields.addEventListener("input", (event) => {
  if (event.target.name === "method.name") chooseMethod();
  later(fields);
});
yaml.addEventListener("input", () => later(text));
verdict.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  if (!link) return;
  const target = document.querySelector(link.getAttribute("href"));
  event.preventDefault();
  if (!target || target === yaml) return showLine(Number(link.dataset.line));
  target.closest("details")?.setAttribute("open", "");
  target.focus();
});
document.documentElement.classList.add("has-script");
