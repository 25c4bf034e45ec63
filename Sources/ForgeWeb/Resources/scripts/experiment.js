// An experiment's page: live progress, the latest answers, the change to its results when it ends.
import { addAnswer } from "./answers.js";
import { applyFilters } from "./filters.js";
import { on, onOpen } from "./live.js";
import "./outcomes.js";
import { showProgress } from "./progress.js";
import { refresher } from "./refresh.js";
import { scrollExamples } from "./scroll.js";
import { toast } from "./toast.js";

const head = () => document.getElementById("experiment");
const isOverview = !new URLSearchParams(location.search).has("tab");
// Examples and calls stand still while one reads them; the overview follows.
const refreshAll = refresher(isOverview ? undefined : ["head"]);
const refreshTab = refresher(["tab"], 1000);
const refreshNumbers = refresher(["cards", "extremes", "outcomes"], 5000);
const filters = document.getElementById("filters");

if (filters) {
  applyFilters(filters, ["examples"]);
  filters.querySelector(".actions").hidden = true;
  scrollExamples();
}

// With the first answers the overview gets its parts; later their numbers move, and the chart stands still.
function followNumbers() {
  if (document.querySelector("[data-region=cards]")) refreshNumbers();
  else refreshTab();
}

let isFirstOpening = true;
onOpen(() => {
  if (!isFirstOpening) refreshAll();
  isFirstOpening = false;
});

on("progress", (progress) => {
  const status = progress.isQueued && progress.status !== "running" ? "queued" : progress.status;
  if (status !== head().dataset.status) return refreshAll();
  const card = document.getElementById("progress");
  if (card) showProgress(card, progress);
  if (isOverview && status === "running") followNumbers();
});

on("experiment", (notice) => {
  if (notice.id === head().dataset.experiment) refreshAll();
});

on("answer", (answer) => {
  const box = document.getElementById("answers");
  if (!box) return;
  box.hidden = false;
  addAnswer(box.querySelector("ol"), answer, `/experiments/${answer.experiment}`);
});

on("warning", (warning) => toast(warning.message));
