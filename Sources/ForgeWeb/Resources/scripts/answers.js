// The latest answers of a running experiment, the newest first.
import { seconds } from "./numbers.js";

const shown = 8;

export function addAnswer(list, answer, path) {
  const [sign, word, kind] = outcome(answer);
  const item = document.createElement("li");
  const mark = element("span", sign, kind);
  mark.title = word;
  const link = element("a", answer.question, "answer-question");
  link.href = `${path}/examples/${answer.index}`;
  link.dir = "auto";
  item.append(mark, link, element("span", seconds(answer.latency), "number muted"));
  item.append(element("span", answer.answer ?? "no answer", "answer-text"));
  list.prepend(item);
  while (list.children.length > shown) list.lastElementChild.remove();
}

function outcome(answer) {
  if (answer.score == null) return ["–", "without a score", "muted"];
  return answer.score === 1 ? ["✓", "correct", "good"] : ["✗", "incorrect", "bad"];
}

function element(name, text, kind) {
  return Object.assign(document.createElement(name), { textContent: text, className: kind });
}
