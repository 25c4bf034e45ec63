// Short messages at the edge of the window, read out by screen readers. At most three are shown.

const seconds = 6;
const secondsWithAction = 15;

/** `action`: { text, run } adds a button. Returns a function that removes the message. */
export function toast(message, action) {
  const region = document.getElementById("toasts");
  const element = document.createElement("div");
  element.className = "toast";
  element.append(Object.assign(document.createElement("span"), { textContent: message }));
  const remove = () => element.remove();
  if (action) element.append(button(action, remove));
  region.append(element);
  while (region.children.length > 3) region.firstElementChild.remove();
  vanish(element, action ? secondsWithAction : seconds);
  return remove;
}

function button({ text, run }, remove) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button button-small";
  element.textContent = text;
  element.addEventListener("click", () => {
    remove();
    run();
  });
  return element;
}

// Stays while the pointer or the focus is on it.
function vanish(element, seconds) {
  setTimeout(() => {
    if (element.matches(":hover, :focus-within")) vanish(element, 2);
    else element.remove();
  }, seconds * 1000);
}
