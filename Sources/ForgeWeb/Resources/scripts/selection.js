// Tells how many experiments are selected and keeps Compare from being pressed with fewer than two.

export function watchSelection(bar) {
  const text = bar.querySelector("[data-count]");
  const button = bar.querySelector("button");
  const update = () => {
    const count = document.querySelectorAll("input[name=ids]:checked").length;
    button.disabled = count < 2;
    text.textContent = count === 0 ? text.dataset.count : `${count} selected${count === 1 ? ": one more to compare" : ""}`;
  };
  document.addEventListener("change", (event) => event.target.matches("input[name=ids]") && update());
  document.addEventListener("forge:swapped", update);
  update();
}
