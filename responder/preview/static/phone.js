// The phone: texts and calls go to the line as a carrier brings them; nothing is answered here.
import * as kept from "./kept.js";
import { add, emptied, watch } from "./log.js";
import { $, asked, counted, el } from "./made.js";

const QUICK = ["MENU", "MEETINGS", "when is the next board meeting", "REUNIONES", "988", "HELP",
  "my daughter is anxious", "i dont want to be here anymore", "ya no quiero vivir", "ESPAÑOL"];
const NOTHING_SENT = "No reply: the carrier answers this word itself.";
const RESULTS = ["completed", "busy", "no-answer", "failed", "canceled"];
const ACROSS = { "*": "Star", "#": "Pound" };

let price = null;
export const priced = (perSegment) => { price = Number(perSegment) || null; };

export function size(text) {
  const cost = price ? `, $${(price * text.segments).toFixed(4)}` : "";
  const coded = text.encoding === "GSM-7" ? "" : `, ${text.encoding}`;
  return `${counted(text.characters, "letter")}, billed as ${counted(text.segments, "text")}${cost}${coded}`;
}

// Texts

let conversation = kept.read("conversation") || anew();
let sending = Promise.resolve();

export function text(body) {
  if (!body.trim()) return sending;
  const log = $("bubbles");
  const within = conversation;
  const show = (...what) => {
    if (within !== conversation) return;
    kept.textsToo(...what);
    add(log, ...what.flatMap(drawn));
  };
  show({ sent: body });
  sending = sending.then(async () => {
    try {
      const { replies, refused } = await asked("/api/text", { conversation: within, body });
      if (refused) show({ note: `The carrier would not send this on: ${refused}.` });
      else if (!replies.length) show({ note: NOTHING_SENT });
      else show(...replies.map((each) => ({ got: each.words, size: size(each) })));
    } catch {
      show({ note: "The preview does not answer. Is it still running?" });
    }
  });
  return sending;
}

function drawn({ sent, got, size: billed, note }) {
  if (sent) return [el("div", { class: "bubble sent" }, el("span", { class: "unseen" }, "You: "), sent)];
  if (note) return [el("p", { class: "note" }, note)];
  return [el("div", { class: "bubble got" }, el("span", { class: "unseen" }, "The line: "), got), el("p", { class: "size" }, billed)];
}

function anew() {
  const made = name();
  kept.write("conversation", made);
  return made;
}

// Loaded again, the page shows the texts that this tab kept, and says so.
function again() {
  const log = $("bubbles");
  const before = kept.texts();
  if (before.length) {
    const over = el("button", { type: "button", onclick: () => {
      conversation = anew();
      kept.write("texts", []);
      emptied(log);
      add(log, el("p", { class: "note" }, "A new conversation: the line knows nothing of the one before."));
      $("body").focus();
    } }, "Start over");
    log.querySelector(".hint")?.remove();
    log.append(...before.flatMap(drawn));
    add(log, el("p", { class: "note" }, "Loaded again. This tab kept the texts above until it is closed. ", over));
  }
  if (kept.read("calling")) add($("heard"), el("p", { class: "note" }, "The call ended when the page was loaded again."));
  kept.write("calling", false);
}

// Calls

let call = null;
let busy = false;

async function act(what, shown) {
  if (busy) return;
  busy = true;
  hush();
  const log = $("heard");
  try {
    const heard = await asked("/api/call", { conversation: call, act: what });
    if (heard.lost) return ended(log, "The preview was started again, so this call is lost.");
    if (heard.refused) add(log, el("p", { class: "note" }, `Not possible: ${heard.refused}.`));
    const rows = (heard.said || []).map(spoken);
    add(log, ...(shown ? [el("p", { class: "did" }, shown)] : []), ...rows.map((row) => row.shown));
    for (const number of heard.dialling || []) add(log, el("p", { class: "note" }, `Connecting to ${number}: choose how that goes.`));
    ready(heard);
    if ($("aloud").checked) aloud(heard.said || [], rows.map((row) => row.shown));
    if (heard.ended) ended(log, `The call has ended after ${heard.seconds.toFixed(0)} seconds.`);
  } catch {
    ended(log, "The preview does not answer. Is it still running?");
  } finally {
    busy = false;
  }
}

function spoken(said) {
  const shown = el("div", { class: "spoken" },
    el("time", {}, `${said.at.toFixed(1)} s`),
    el("p", { lang: said.language }, el("span", { class: "tongue" }, said.language), said.words));
  return { shown };
}

function ready({ keys, speech, dialling }) {
  for (const each of $("keys").children) each.disabled = !keys;
  $("silence").disabled = !(keys || speech);
  $("words").disabled = $("say").disabled = $("listen").disabled = !speech;
  $("words").placeholder = speech ? "Say something" : call ? "Keys only here" : "Say something";
  const results = $("results");
  results.hidden = !(dialling && dialling.length);
  results.replaceChildren(...(results.hidden ? [] : RESULTS.map((each) =>
    el("button", { type: "button", onclick: () => act(`[${each}]`, `Connecting: ${each}`) }, each))));
}

function ended(log, why) {
  call = null;
  kept.write("calling", false);
  if (why) add(log, el("p", { class: "note" }, why));
  ready({});
  const pick = $("pick");
  pick.textContent = "Call";
  pick.dataset.on = "false";
}

function begin() {
  if (call) {
    act("[hang up]", "You hang up");
    return;
  }
  call = name();
  kept.write("calling", true);
  emptied($("heard"));
  $("pick").textContent = "Hang up";
  $("pick").dataset.on = "true";
  act("[dial]");
}

// Speech: the browser's own voices; a key or a word cuts them off.

export function aloud(said, rows = []) {
  if (!("speechSynthesis" in window)) return;
  hush();
  said.forEach((each, at) => {
    for (const piece of each.pieces.filter((one) => one.words.trim())) {
      const voice = new SpeechSynthesisUtterance(piece.words);
      voice.lang = piece.locale.length > 2 ? piece.locale : `${piece.locale}-US`;
      voice.onstart = () => rows.forEach((row, other) => { row.dataset.now = other === at; });
      speechSynthesis.speak(voice);
    }
  });
}

export function hush() {
  if ("speechSynthesis" in window) speechSynthesis.cancel();
}

function microphone() {
  const Heard = window.SpeechRecognition || window.webkitSpeechRecognition;
  if (!Heard) return;
  const button = $("listen");
  button.hidden = false;
  button.addEventListener("click", () => {
    const ear = new Heard();
    button.disabled = true;
    ear.onresult = (event) => { $("words").value = event.results[0][0].transcript; };
    ear.onend = () => { button.disabled = $("say").disabled; $("words").focus(); };
    ear.start();
  });
}

function name() {
  return Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(36)).join("");
}

// Words to try stand in one row; at an end that hides some, an arrow leads on. Keys need none: Tab moves the row.
function row() {
  const quick = $("quick");
  const [back, on] = ["quick-back", "quick-on"].map($);
  const shown = () => {
    back.hidden = quick.scrollLeft < 4;
    on.hidden = quick.scrollLeft > quick.scrollWidth - quick.clientWidth - 4;
  };
  for (const [arrow, way] of [[back, -1], [on, 1]])
    arrow.addEventListener("click", () => quick.scrollBy({ left: way * quick.clientWidth * 0.7 }));
  quick.addEventListener("scroll", shown);
  new ResizeObserver(shown).observe(quick);
}

export function open() {
  const body = $("body");
  $("quick").append(...QUICK.map((word) => el("button", { type: "button", onclick: () => text(word) }, word)));
  $("text-form").addEventListener("submit", (event) => {
    event.preventDefault();
    text(body.value);
    body.value = "";
    body.focus();
  });
  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      $("text-form").requestSubmit();
    }
  });
  $("keys").append(...[..."123456789*0#"].map((key) =>
    el("button", { type: "button", "aria-label": ACROSS[key] && `${ACROSS[key]} ${key}`, onclick: () => act(`[press ${key}]`, `You press ${key}`) }, key)));
  $("pick").addEventListener("click", begin);
  $("silence").addEventListener("click", () => act("[silence]", "You say nothing"));
  $("say-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const words = $("words").value.trim();
    if (words) act(`[say] ${words}`, `You say: ${words}`);
    $("words").value = "";
  });
  $("call-panel").addEventListener("keydown", (event) => {
    const typing = event.target.matches("input");
    if (!typing && !event.ctrlKey && !event.altKey && !event.metaKey && /^[0-9*#]$/.test(event.key) && !$("keys").firstChild.disabled) act(`[press ${event.key}]`, `You press ${event.key}`);
  });
  $("aloud").addEventListener("change", (event) => { if (!event.target.checked) hush(); });
  microphone();
  ready({});
  again();
  row();
  for (const log of [$("bubbles"), $("heard")]) watch(log);
}
