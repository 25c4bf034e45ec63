// The list of experiments: filters, selection, actions in place, live progress.
import { handleActions } from "./actions.js";
import { applyFilters } from "./filters.js";
import { on, onOpen } from "./live.js";
import { count, interval, value } from "./numbers.js";
import { refresher } from "./refresh.js";
import { watchSelection } from "./selection.js";

const refresh = refresher(["list"]);
const filters = document.getElementById("filters");
const selection = document.getElementById("selection");

applyFilters(filters, ["list"]);
filters.querySelector(".actions").hidden = true;
if (selection) watchSelection(selection);
handleActions(refresh);

onOpen(refresh);
on("experiment", refresh);
on("queue", refresh);
on("progress", (progress) => {
  const row = document.querySelector(`tr[data-experiment="${CSS.escape(progress.id)}"]`);
  if (!row) return;
  if (row.dataset.status !== "running") return refresh();
  row.querySelector("progress")?.setAttribute("value", progress.done);
  row.querySelector("[data-cell=samples]").textContent = `${count(progress.done)} / ${count(progress.total)}`;
  showEstimate(row.querySelector("[data-cell=estimate]"), progress.result);
});

function showEstimate(cell, result) {
  if (result?.value == null) return;
  const estimate = document.createElement("span");
  estimate.className = "estimate";
  estimate.append(Object.assign(document.createElement("span"), { textContent: value(result) }));
  estimate.append(Object.assign(document.createElement("small"), { textContent: interval(result) }));
  cell.replaceChildren(estimate);
}
