// Downloads as they move on. When one ends, the page is asked for again: it then shows what is there.
import { on } from "./live.js";
import { bytes } from "./numbers.js";

const places = new Map([...document.querySelectorAll("[data-pull]")].map((place) => [place.dataset.pull, place]));

function show(pull) {
  const keys = [[pull.subject, pull.name, pull.split], [pull.subject, pull.name]];
  const place = keys.map((key) => places.get(key.filter(Boolean).join("/"))).find(Boolean);
  if (!place) return;
  if (pull.phase === "done" || pull.phase === "failed") return location.reload();
  const bar = place.querySelector("progress");
  if (bar && pull.total) bar.value = Math.min(100, (100 * pull.received) / pull.total);
  const total = pull.total ? ` of ${bytes(pull.total)}` : "";
  const rate = pull.rate > 0 ? `, ${bytes(pull.rate)}/s` : "";
  const phase = pull.phase[0].toUpperCase() + pull.phase.slice(1);
  place.querySelector("[data-pull-text]").textContent = `${phase}: ${bytes(pull.received)}${total}${rate}`;
}

if ([...places.values()].some((place) => place.querySelector("progress"))) on("pull", show);
