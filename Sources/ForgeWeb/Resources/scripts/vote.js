// The ballot by keyboard: a key presses the button that names it, once.
let isSent = false;

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.repeat || isSent) return;
  if (event.target.matches("input, textarea, select, summary")) return;
  const key = event.key.toLowerCase();
  const button = [...document.querySelectorAll("[data-keys]")].find(({ dataset }) => dataset.keys.split(" ").includes(key));
  if (!button) return;
  event.preventDefault();
  button.click();
});

// A second click on the way would vote on the same pair again.
document.addEventListener("submit", (event) => {
  if (isSent) return event.preventDefault();
  isSent = true;
});

// A page that comes back from the browser's memory takes votes again.
addEventListener("pageshow", () => { isSent = false; });
