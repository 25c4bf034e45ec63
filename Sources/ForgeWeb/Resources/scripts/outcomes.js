// The field of outcomes is one stop of the Tab key; arrows, Home and End move within it.

function prepare() {
  for (const field of document.querySelectorAll("[data-outcomes]")) {
    const cells = [...field.children];
    const current = cells.find((cell) => cell === document.activeElement) ?? cells[0];
    for (const cell of cells) cell.tabIndex = cell === current ? 0 : -1;
  }
}

document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("[data-outcomes]");
  if (!field) return;
  const cells = [...field.children];
  const index = cells.indexOf(event.target);
  const columns = getComputedStyle(field).gridTemplateColumns.split(" ").length;
  const targets = {
    ArrowRight: index + 1, ArrowLeft: index - 1, ArrowDown: index + columns, ArrowUp: index - columns,
    Home: 0, End: cells.length - 1,
  };
  const next = cells[targets[event.key]];
  if (!next) return;
  event.preventDefault();
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
});

document.addEventListener("forge:swapped", prepare);
prepare();
