// The map: the phone menu as a tree, and the page that was chosen in both languages.
import { $, asked, counted, el } from "./made.js";
import { aloud, size, text } from "./phone.js";

const NAMES = { en: "English", es: "Spanish", pt: "Portuguese", ht: "Haitian Creole", fr: "French", pl: "Polish" };
let chosen = ".menu";
let showText = () => {};

export const onText = (show) => { showText = show; };

export function drawTree(overview) {
  const { line, tree } = overview;
  const place = $("tree");
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.name : null;
  if (!line) {
    place.replaceChildren(el("p", { class: "hint" }, "No good flow files yet: the problems say what to mend."));
    $("entry").replaceChildren();
    return;
  }
  if (chosen === ".menu") chosen = line.own[0].name;
  const word = (each) => item(each.name, undefined, each.title);
  place.replaceChildren(
    el("h3", {}, "Phone menu and pages"), el("ul", {}, tree.map(branch)),
    el("h3", {}, "In a crisis"), el("ul", {}, line.crisis.map(word)),
    el("h3", {}, "The line's own replies"), el("ul", {}, line.own.map(word)));
  if (focused) place.querySelector(`[data-name="${CSS.escape(focused)}"]`)?.focus();
}

function branch(page) {
  const within = page.menu.length ? el("ul", {}, page.menu.map(branch)) : null;
  return item(page.name, page.key, page.title.en, within);
}

function item(name, key, title, within = null) {
  const cap = key ? el("kbd", {}, el("span", { class: "unseen" }, "key "), key)
    : key === null ? el("kbd", { class: "none", title: "by text only" }, "–", el("span", { class: "unseen" }, " no key: ")) : null;
  const button = el("button", {
    type: "button", "data-name": name, "aria-current": name === chosen ? "true" : null,
    onclick: () => choose(name, true),
  }, cap, el("span", {}, title));
  return el("li", {}, button, within);
}

export async function choose(name, focus = false) {
  chosen = name;
  for (const each of $("tree").querySelectorAll("button")) {
    if (each.dataset.name === name) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
  const place = $("entry");
  try {
    const page = await asked(`/api/page/${encodeURIComponent(name)}`);
    if (chosen === name) place.replaceChildren(...shown(page));
  } catch {
    place.replaceChildren(el("p", { class: "hint" }, "This page is gone. Choose another."));
  }
  if (focus && matchMedia("(max-width: 70rem)").matches) place.focus();
}

export const again = () => choose(chosen);

function shown(page) {
  const languages = Object.keys(page.texts);
  const { en, es } = page.title;
  return [
    el("h3", {}, en),
    en === es ? null : el("p", { class: "quiet", lang: "es" }, es),
    facts(page),
    el("div", { class: "both" }, languages.map((each) => language(page, each))),
  ].filter(Boolean);
}

function facts(page) {
  const rows = [];
  const row = (name, ...what) => rows.push(el("dt", {}, name), el("dd", {}, ...what));
  if (page.keys) row("Keys", page.keys.flatMap((key) => [el("kbd", {}, key), " "]));
  else if (page.keys === null) row("Keys", "none: by text only");
  if (page.link) row("Link", el("a", { href: page.link, rel: "noreferrer", target: "_blank" }, page.link));
  if (page.source !== undefined) {
    row("Source", page.source || el("span", { class: "missing" }, "not named"));
    row("Source read", day(page.readOn));
    if (page.hasNumbers) row("Numbers dialled", day(page.dialledOn));
    row("Words approved", page.reviewedBy || el("span", { class: "missing" }, "by nobody yet"));
  }
  if (page.where) row("Stands in", el("span", { class: "where" }, page.where));
  return el("dl", { class: "facts" }, rows);
}

const day = (written) => written || el("span", { class: "missing" }, "not yet");

function language(page, tongue) {
  const words = page.words?.[tongue] || [];
  const speech = page.speech?.[tongue] || [];
  const seconds = speech.reduce((sum, each) => sum + each.seconds, 0);
  return el("section", {},
    el("h4", {}, NAMES[tongue]),
    words.length ? [
      el("h5", {}, "Words that reach it"),
      el("div", { class: "chips" }, words.map((word) => el("button", {
        type: "button", lang: tongue, title: "Text this word", onclick: () => { showText(); text(word); },
      }, word))),
    ] : null,
    el("h5", {}, "As a text"),
    page.texts[tongue].map((each) => [
      each.asked ? el("p", { class: "asked" }, "Text ", el("b", { lang: tongue }, each.asked)) : null,
      el("div", { class: "bubble got", lang: tongue }, each.words),
      el("p", { class: "size" }, size(each)),
    ]),
    speech.length ? [
      el("h5", {}, `As speech, ${counted(Math.round(seconds), "second")}`,
        "speechSynthesis" in window ? el("button", { type: "button", onclick: () => aloud(speech) }, "Listen") : null),
      el("div", { class: "speech" }, speech.map((each) => el("p", { lang: each.language }, each.words))),
    ] : null);
}
