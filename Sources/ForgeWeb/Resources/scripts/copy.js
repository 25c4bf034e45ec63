// A button with data-copy="id" copies that element's text. Hidden until scripts run, for it does nothing without them.
import { toast } from "./toast.js";

export function showCopyButtons(root = document) {
  for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  const source = button && document.getElementById(button.dataset.copy);
  if (!source) return;
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    toast("Copied");
  } catch {
    getSelection().selectAllChildren(source);
    toast("Selected: copy it with the keyboard");
  }
});

document.addEventListener("forge:swapped", (event) => showCopyButtons(event.target));
showCopyButtons();
