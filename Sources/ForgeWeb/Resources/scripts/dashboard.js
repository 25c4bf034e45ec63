// The dashboard: cards of running experiments move; what changes otherwise is fetched.
import { on, onOpen } from "./live.js";
import { showProgress } from "./progress.js";
import { refresher } from "./refresh.js";

const refresh = refresher(undefined, 1000);

onOpen(refresh);
on("experiment", refresh);
on("queue", refresh);
on("progress", (progress) => {
  const card = document.querySelector(`.run-card[data-experiment="${CSS.escape(progress.id)}"]`);
  if (!card || progress.status !== "running") return refresh();
  showProgress(card, progress);
});
