// Buttons that copy the text of an element: data-copy names its id.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  const label = button.textContent;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed: select the text instead";
    }
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}
