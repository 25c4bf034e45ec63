// Forms with data-action act without leaving the page; deleting offers to undo it.
import { toast } from "./toast.js";

/** `refresh` is called when something was done. */
export function handleActions(refresh) {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-action]");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    const name = button.getAttribute("aria-label")?.replace(/^\S+ /, "") ?? "It";
    const done = await send(form.action, new URLSearchParams(new FormData(form)));
    button.disabled = false;
    if (!done) return;
    if (form.dataset.action === "delete") offerUndo(form.action, name, refresh);
    refresh();
  });
}

async function send(address, body = new URLSearchParams()) {
  try {
    const response = await fetch(address, { method: "POST", body });
    if (response.ok) return true;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const remedy = page.querySelector("main .notice")?.textContent.trim() ?? "";
    toast(`${page.querySelector("h1")?.textContent ?? response.statusText} ${remedy}`);
  } catch {
    toast("The server did not answer.");
  }
  return false;
}

function offerUndo(action, name, refresh) {
  toast(`${name} was deleted.`, {
    text: "Restore",
    run: async () => {
      if (await send(action.replace(/\/delete$/, "/restore"))) refresh();
    },
  });
}
