// Downloads as they move on. When one ends, the page is asked for again: it then shows what is there.
import { follow } from "./live.js";
import { bytes } from "./numbers.js";

// Those that ended before the page was made stay as they are: they would ask for it again and again.
const running = [...document.querySelectorAll("[data-pull]")].filter((place) => place.querySelector("progress"));
const places = new Map(running.map((place) => [place.dataset.pull, place]));

function show(pull) {
  const place = places.get([pull.subject, pull.name, pull.split].filter(Boolean).join("/"));
  if (!place) return;
  if (pull.phase === "done" || pull.phase === "failed") return location.reload();
  const bar = place.querySelector("progress");
  if (pull.total) bar.value = Math.min(100, (100 * pull.received) / pull.total);
  const total = pull.total ? ` of ${bytes(pull.total)}` : "";
  const rate = pull.rate > 0 ? `, ${bytes(pull.rate)}/s` : "";
  const phase = pull.phase[0].toUpperCase() + pull.phase.slice(1);
  place.querySelector("[data-pull-text]").textContent = `${phase}: ${bytes(pull.received)}${total}${rate}`;
}

if (places.size > 0) follow("pull", "/api/v1/pulls", show);
