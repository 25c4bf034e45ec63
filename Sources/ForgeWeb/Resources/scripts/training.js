// A training's page: numbers and curves follow the steps as they are logged, whichever process makes them.
import { handleActions } from "./actions.js";
import { redrawer } from "./charts.js";
import "./copy.js";
import { on, onOpen } from "./live.js";
import { refresher } from "./refresh.js";

const head = () => document.getElementById("training");
const hasCharts = () => document.querySelector("[data-region=charts] .chart") !== null;
const refreshAll = refresher(undefined, 1000);
// Drawn curves are not taken from the page again, they are drawn anew.
const refreshRest = refresher(["head", "numbers", "held-out", "lineage", "result", "files"], 1000);
const refreshHead = refresher(["head"], 1000);
const redraw = redrawer(3000);
const isOverview = !new URLSearchParams(location.search).has("tab");

function follow() {
  if (!isOverview) return refreshHead();
  if (!hasCharts()) return refreshAll();
  refreshRest();
  redraw();
}

on("training", (notice) => {
  if (notice.name === head().dataset.training) follow();
});

// What happened before the connection was there is in no event.
let isFirstOpening = true;
onOpen(() => {
  if (!isFirstOpening || head().dataset.state === "running") follow();
  isFirstOpening = false;
});

handleActions(refresher(["pairs"], 0));
