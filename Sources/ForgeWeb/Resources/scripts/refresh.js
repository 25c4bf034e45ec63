// Fetches this page again and swaps its regions, at most once per interval, however often it is asked for.
import { swap } from "./swap.js";

/** Returns a function to call when something has changed. `regions`: names, or nothing for all. */
export function refresher(regions, interval = 400) {
  let timer = null;
  let last = 0;
  const run = async () => {
    timer = null;
    last = performance.now();
    try {
      await swap(location.href, { only: regions });
    } catch {
      // The connection's state is told in the header; the next event tries again.
    }
  };
  return () => {
    timer ??= setTimeout(run, Math.max(0, last + interval - performance.now()));
  };
}
