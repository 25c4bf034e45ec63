// A progress bar with what stands below it and the running result.
import { count, interval, pace, value } from "./numbers.js";

export function showProgress(root, progress) {
  const bar = root.querySelector("progress");
  if (!bar) return;
  bar.max = Math.max(1, progress.total);
  bar.value = progress.done;
  root.querySelector("[data-progress=count]").textContent = `${count(progress.done)} of ${count(progress.total)}`;
  root.querySelector("[data-progress=rest]").textContent = pace(progress);
  set(root, "[data-live=value], .estimate > span", value(progress.result));
  set(root, "[data-live=interval], .estimate > small", interval(progress.result));
}

function set(root, selector, text) {
  const element = root.querySelector(selector);
  if (element) element.textContent = text;
}
