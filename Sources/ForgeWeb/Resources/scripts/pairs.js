// Pairs are marked without leaving the page.
import { handleActions } from "./actions.js";
import { refresher } from "./refresh.js";

handleActions(refresher(["pairs", "figures"], 0));
