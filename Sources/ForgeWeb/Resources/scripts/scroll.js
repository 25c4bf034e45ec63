// The table of examples goes on as one scrolls: further pages are fetched when an end comes near, and rows far away
// are let go, so that 20,000 examples never are in the document at once.
import { toast } from "./toast.js";

const margin = 900;
const mostPages = 6;

export function scrollExamples() {
  const region = document.querySelector("[data-region=examples]");
  if (!region) return;
  let loading = false;
  const load = async () => {
    const table = region.querySelector("table");
    if (loading || !table) return;
    const direction = wanted(table);
    if (!direction) return;
    loading = true;
    try {
      await extend(region, table, direction);
    } catch {
      toast("More examples could not be fetched.");
    } finally {
      loading = false;
    }
    requestAnimationFrame(load);
  };
  addEventListener("scroll", load, { passive: true });
  document.addEventListener("forge:swapped", load);
  load();
}

function bodies(table) {
  return [...table.tBodies];
}

// 1 when the end of the table is near, -1 when its start is, 0 otherwise.
function wanted(table) {
  const box = table.getBoundingClientRect();
  const region = table.closest("[data-region]");
  const last = Number(bodies(table).at(-1).dataset.page);
  if (box.bottom < innerHeight + margin && last < Number(region.dataset.pages)) return 1;
  const first = Number(bodies(table)[0].dataset.page);
  return box.top > -margin && first > 1 && table.tBodies.length > 1 ? -1 : 0;
}

async function extend(region, table, direction) {
  const all = bodies(table);
  const number = Number((direction > 0 ? all.at(-1) : all[0]).dataset.page) + direction;
  const address = new URL(location.href);
  address.searchParams.set("page", number);
  const response = await fetch(address, { headers: { accept: "text/html" } });
  if (!response.ok) throw new Error(`${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const body = page.querySelector("[data-region=examples] tbody");
  if (!body || !table.isConnected) return;
  if (direction > 0) table.append(body);
  else keepPlace(() => all[0].before(body), body, 1);
  trim(table, direction);
  describe(region, table, page);
}

function trim(table, direction) {
  while (table.tBodies.length > mostPages) {
    const body = direction > 0 ? table.tBodies[0] : bodies(table).at(-1);
    if (direction > 0) keepPlace(() => body.remove(), body, -1);
    else body.remove();
  }
}

// Rows that come or go above what one reads must not move it, with or without the browser's own anchoring.
function keepPlace(change, body, sign) {
  const root = document.documentElement;
  const anchoring = root.style.overflowAnchor;
  root.style.overflowAnchor = "none";
  const height = sign < 0 ? body.offsetHeight : 0;
  const before = scrollY;
  change();
  scrollTo({ top: before + (sign < 0 ? -height : body.offsetHeight), behavior: "instant" });
  root.style.overflowAnchor = anchoring;
}

// Says which rows are there, in place of the links to pages.
function describe(region, table, page) {
  const pager = region.querySelector(".pagination p");
  const total = page.querySelector(".pagination p")?.textContent.split(" of ")[1];
  if (!pager || !total) return;
  const first = table.tBodies[0].rows[0].cells[0].textContent;
  const last = bodies(table).at(-1).rows;
  pager.textContent = `Rows of examples no. ${first} to ${last[last.length - 1].cells[0].textContent}, of ${total}`;
}
