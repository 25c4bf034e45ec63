// The list of trainings follows those that run, here or in another process.
import { on, onOpen } from "./live.js";
import { refresher } from "./refresh.js";

const refresh = refresher(["list"], 1000);

on("training", refresh);
onOpen(refresh);
