// Ingests as they move on. When one ends, the page is asked for again: it then shows what is there.
import { follow } from "./live.js";
import { bytes, count, roughSeconds, significant } from "./numbers.js";

// Those that ended before the page was made stay as they are.
const running = [...document.querySelectorAll("[data-ingest]")].filter((place) => place.querySelector("progress"));
const places = new Map(running.map((place) => [place.dataset.ingest, place]));
const ends = ["finished", "failed", "stopped"];

function amount(job) {
  if (job.phase === "downloading") return `${bytes(job.done)}${job.total ? ` of ${bytes(job.total)}` : ""}`;
  if (job.phase === "embedding") return `${count(job.done)}${job.total ? ` of ${count(job.total)}` : ""} chunks`;
  if (job.phase === "indexing") return `the words of ${count(job.chunks)} new chunks`;
  return `${count(job.documents)} documents, ${count(job.chunks)} new chunks`;
}

function rate(job) {
  if (!job.rate || job.phase === "indexing") return null;
  return job.phase === "downloading" ? `${bytes(Math.round(job.rate))}/s` : `${significant(job.rate)} per second`;
}

function text(job) {
  if (job.phase === "waiting") return "Waiting to begin";
  const name = job.phase[0].toUpperCase() + job.phase.slice(1);
  return [`${name}: ${amount(job)}`, rate(job), job.remaining > 0 ? `${roughSeconds(job.remaining)} left` : null].filter(Boolean).join(" · ");
}

function show(job) {
  const place = places.get(job.base);
  if (!place) return;
  if (ends.includes(job.phase)) return location.reload();
  const bar = place.querySelector("progress");
  if (job.total) bar.value = Math.min(100, (100 * job.done) / job.total);
  else bar.removeAttribute("value");
  place.querySelector("[data-ingest-text]").textContent = text(job);
  place.querySelector("[data-ingest-message]")?.remove();
}

if (places.size > 0) follow("ingest", "/api/v1/ingests", show);
