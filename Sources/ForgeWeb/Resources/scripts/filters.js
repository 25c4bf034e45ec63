// Filters apply as one types: the page is fetched with them, its regions are swapped, the address follows.
import { swap } from "./swap.js";
import { toast } from "./toast.js";

const pause = 200;

/** `regions`: names of the regions that depend on the form. */
export function applyFilters(form, regions) {
  let timer = null;
  const apply = () => load(address(form), regions);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(apply, pause);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    apply();
  });
}

function address(form) {
  const values = [...new FormData(form)].filter(([name, value]) => value !== "" && !isDefault(name, value));
  const query = new URLSearchParams(values).toString();
  return `${new URL(form.action).pathname}${query ? `?${query}` : ""}`;
}

function isDefault(name, value) {
  return name === "sort" && (value === "created" || value === "index");
}

async function load(address, regions) {
  for (const name of regions) document.querySelector(`[data-region="${name}"]`)?.classList.add("is-loading");
  try {
    const page = await swap(address, { only: regions });
    if (page && !page.isError) history.replaceState(null, "", address);
  } catch {
    toast("The server did not answer.", { text: "Try again", run: () => load(address, regions) });
  } finally {
    for (const region of document.querySelectorAll(".is-loading")) region.classList.remove("is-loading");
  }
}
