// Fetches a page and puts its regions (elements with data-region) in the place of ours, when they differ.

// The latest call for each set of regions.
const turns = new Map();

/**
 * Returns the fetched document, or null when a later call has overtaken this one.
 * `options`: fetch options and `only`, the names of the regions to take.
 */
export async function swap(address, options = {}) {
  const key = String(options.only ?? "all");
  const turn = (turns.get(key) ?? 0) + 1;
  turns.set(key, turn);
  const response = await fetch(address, { headers: { accept: "text/html" }, ...options });
  const text = await response.text();
  if (turn !== turns.get(key)) return null;
  if (!response.ok && response.status >= 500) throw new Error(`${response.status}`);
  const page = new DOMParser().parseFromString(text, "text/html");
  page.address = response.url;
  page.isError = !response.ok;
  if (response.ok) replaceRegions(page, options.only);
  return page;
}

function replaceRegions(page, only) {
  for (const region of document.querySelectorAll("[data-region]")) {
    if (only && !only.includes(region.dataset.region)) continue;
    const fresh = page.querySelector(`[data-region="${region.dataset.region}"]`);
    if (!fresh) continue;
    for (const { name, value } of fresh.attributes) if (name !== "class") region.setAttribute(name, value);
    if (region.innerHTML !== fresh.innerHTML) replace(region, fresh);
  }
}

function replace(region, fresh) {
  const focus = focusKey(region);
  const open = [...region.querySelectorAll("details[open][id]")].map((details) => details.id);
  const checked = new Set([...region.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value));
  region.replaceChildren(...fresh.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  for (const box of region.querySelectorAll("input[type=checkbox][data-keep]")) box.checked = checked.has(box.value);
  if (focus) region.querySelector(focus)?.focus({ preventScroll: true });
  region.dispatchEvent(new CustomEvent("forge:swapped", { bubbles: true }));
}

// A selector that finds the focused element again among the new ones.
function focusKey(region) {
  const element = document.activeElement;
  if (!element || !region.contains(element)) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  const href = element.getAttribute("href");
  if (href) return `[href="${CSS.escape(href)}"]`;
  return element.name ? `[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]` : null;
}
