// The playground: contenders are added and removed, answers stream in side by side, Stop ends them.

const form = document.getElementById("playground");
const labels = { maxTokens: "Most tokens", temperature: "The temperature", seed: "The seed", prompt: "The prompt" };
if (form) start();

function start() {
  const slots = [...form.querySelectorAll("[data-slot]")];
  const add = document.getElementById("add-contender");
  const stop = document.getElementById("stop");
  const send = document.getElementById("send");
  let current = null;

  function arrange() {
    const used = slots.filter((slot) => "used" in slot.dataset);
    for (const slot of slots) {
      slot.hidden = !("used" in slot.dataset);
      slot.querySelector("[data-remove]").hidden = used.length < 2;
    }
    add.hidden = used.length === slots.length;
  }

  add.addEventListener("click", () => {
    const slot = slots.find((slot) => !("used" in slot.dataset));
    const [model, method] = slot.querySelectorAll("select");
    slot.dataset.used = "";
    model.selectedIndex = Math.min(1, model.options.length - 1);
    method.selectedIndex = 0;
    arrange();
    model.focus();
  });

  for (const slot of slots) {
    slot.querySelector("[data-remove]").addEventListener("click", () => {
      delete slot.dataset.used;
      slot.querySelector("select").selectedIndex = 0;
      arrange();
      add.focus();
    });
  }

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  stop.addEventListener("click", () => current?.abort());

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (current) return;
    const question = request();
    const wrong = problem(question);
    if (wrong) return complain(wrong);
    current = new AbortController();
    send.disabled = true;
    stop.hidden = false;
    await ask(question, current.signal);
    current = null;
    send.disabled = false;
    stop.hidden = true;
  });

  arrange();
}

function request() {
  const value = (name) => form.elements.namedItem(name).value.trim();
  const number = (name) => (value(name) === "" ? undefined : Number(value(name)));
  const contenders = [1, 2, 3, 4, 5, 6]
    .map((slot) => ({ model: value(`model${slot}`), method: value(`method${slot}`) || undefined }))
    .filter((contender) => contender.model);
  return {
    prompt: form.elements.namedItem("prompt").value, contenders, maxTokens: number("maxTokens"),
    temperature: number("temperature"), seed: number("seed"),
  };
}

// The rest is checked by the server; what is no number could not even be sent.
function problem(question) {
  const wrong = Object.keys(labels).find((name) => Number.isNaN(question[name]));
  if (wrong) return `${labels[wrong]} must be a number.`;
  return question.contenders.length === 0 ? "Choose at least one contender." : null;
}

function say(text) { document.getElementById("state").textContent = text; }

function complain(title, remedy) {
  const box = document.createElement("div");
  box.className = "notice notice-bad";
  box.setAttribute("role", "alert");
  const text = document.createElement("div");
  for (const line of [title, remedy].filter(Boolean)) {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    text.append(paragraph);
  }
  box.append(text);
  document.getElementById("notice").replaceChildren(box);
}

async function ask(question, signal) {
  document.getElementById("notice").replaceChildren();
  const columns = lay(question.contenders);
  say("Asking");
  try {
    const answer = await fetch("/api/v1/playground", {
      method: "POST", body: JSON.stringify(question), signal, headers: { "content-type": "application/json" },
    });
    if (!answer.ok) return refuse(await answer.json(), columns);
    let isWhole = false;
    for await (const { name, data } of events(answer.body)) {
      if (name === "problem") return refuse(data, columns);
      if (name === "end") isWhole = true;
      else take(name, data, columns);
    }
    if (!isWhole) throw new Error("cut off");
    say("Done");
  } catch (error) {
    const isStopped = error.name === "AbortError";
    say(isStopped ? "Stopped" : "");
    for (const column of columns) column.end(isStopped ? "Stopped" : "Cut off");
    if (!isStopped) complain("The connection to the server was lost.", "Ask again when it runs.");
  }
}

function refuse(problem, columns) {
  say("");
  document.getElementById("answers").hidden = true;
  for (const column of columns) column.remove();
  const findings = problem.errors?.map((error) => `${labels[error.field] ?? error.field} ${error.message}`).join(" ");
  complain(findings || (problem.title ?? "The server refused."), findings ? null : problem.remedy ?? problem.detail);
}

// Server-sent events of a fetched body.
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value.replaceAll("\r\n", "\n")).split("\n\n");
    rest = parts.pop();
    for (const part of parts) {
      const lines = part.split("\n");
      const field = (name) => lines.filter((line) => line.startsWith(`${name}:`))
        .map((line) => line.slice(name.length + 1).replace(/^ /, "")).join("\n");
      if (field("data")) yield { name: field("event"), data: JSON.parse(field("data")) };
    }
  }
}

function take(name, data, columns) {
  const column = columns[data.contender];
  if (!column) return;
  if (name === "text") column.text(data.call ?? 0, data.text);
  if (name === "finished") column.finish(data.answer);
  if (name === "failed") column.fail(data.message, data.remedy);
}

function lay(contenders) {
  const place = document.getElementById("answers");
  const template = document.getElementById("answer-template");
  const columns = contenders.map((contender) => {
    const card = template.content.firstElementChild.cloneNode(true);
    card.querySelector("h2").textContent = [contender.model, contender.method].filter(Boolean).join(" · ");
    return new Column(card);
  });
  place.replaceChildren(...columns.map((column) => column.card));
  place.hidden = false;
  return columns;
}

class Column {
  constructor(card) {
    this.card = card;
    this.calls = [];
    this.started = null;
    this.pieces = 0;
  }

  part(name) { return this.card.querySelector(`[data-${name}]`); }

  // Several calls of a method arrive mixed; each keeps its own text.
  text(call, piece) {
    this.started ??= performance.now();
    this.pieces += 1;
    this.calls[call] = (this.calls[call] ?? "") + piece;
    this.part("waiting").hidden = true;
    this.part("output").textContent = this.calls.filter((text) => text !== undefined).join("\n\n———\n\n");
    this.part("figures").textContent = `${((performance.now() - this.started) / 1000).toFixed(1)} s`;
  }

  finish(answer) {
    this.part("waiting").hidden = true;
    if (this.calls.length < 2) this.part("output").textContent = answer.output;
    if (answer.answer) {
      this.part("answer").hidden = false;
      this.part("answer").querySelector("span").textContent = answer.answer;
    }
    const rate = answer.tokensPerSecond ? `, ${answer.tokensPerSecond.toPrecision(3)} tokens/s` : "";
    const calls = answer.calls > 1 ? `, ${answer.calls} calls` : "";
    this.part("figures").textContent = `${answer.outputTokens} tokens in ${answer.latency.toPrecision(3)} s${rate}${calls}`;
    this.isDone = true;
  }

  fail(message, remedy) {
    this.part("waiting").hidden = true;
    this.part("error").hidden = false;
    this.part("error").textContent = `✗ ${message}`;
    this.part("remedy").hidden = !remedy;
    this.part("remedy").textContent = remedy ?? "";
    this.isDone = true;
  }

  end(word) {
    if (this.isDone) return;
    this.part("waiting").hidden = true;
    this.part("figures").textContent = word;
  }

  remove() { this.card.remove(); }
}
