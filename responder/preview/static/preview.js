// One page: a phone, the map, what is wrong, what is proved. It follows the flow files as they are saved.
import { $, asked, counted, el, phoneNumber, tabs } from "./made.js";
import * as map from "./map.js";
import * as phone from "./phone.js";

let seen = "";
let overview = null;

async function draw() {
  overview = await asked("/api/line");
  const { line } = overview;
  if (line) {
    document.title = `Preview: ${line.name.en}`;
    $("line-name").textContent = line.name.en;
    phone.priced(line.pricePerSegment);
  }
  map.drawTree(overview);
  if (line) map.again();
  status();
  problems();
  promises();
  card();
  if (!$("changes-panel").hidden) changes();
}

function status() {
  const { answers, errors, stale, readAt, line } = overview;
  const place = $("status");
  const time = new Date(readAt).toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit", timeZone: "America/New_York" });
  const used = `${line?.sample ? "Sample line. " : ""}In use as saved at ${time}`;
  place.dataset.kind = errors ? "wrong" : "good";
  if (!errors) place.textContent = used;
  else if (answers && !stale) place.textContent = `${counted(errors, "error")} to mend. ${used}`;
  else place.textContent = answers ? `${counted(errors, "error")}: the last good words answer` : `${counted(errors, "error")}: only the crisis text answers`;
  const banner = $("banner");
  banner.hidden = !errors;
  banner.replaceChildren(...overview.problems.filter((each) => each.level === "error").slice(0, 3).map((each) =>
    el("p", {}, el("code", {}, where(each)), " ", `${each.what}. `, el("b", {}, "To mend it: "), `${each.fix}.`)));
}

const where = (each) => (each.line ? `${each.file} line ${each.line}` : each.file);

function problems() {
  const found = overview.problems;
  const errors = overview.errors;
  const count = found.length ? el("span", { class: "count", "data-kind": errors ? "error" : "warning" }, String(found.length)) : null;
  $("tab-problems").replaceChildren("Problems", ...(count ? [count] : []));
  const open = overview.open;
  $("problems-panel").replaceChildren(
    el("h3", {}, found.length ? `${counted(errors, "error")}, ${counted(found.length - errors, "warning")}` : "No faults in the files"),
    el("p", { class: "quiet" }, found.length
      ? "As responder check words them. An error keeps the saved words from being used, all but that a meeting is over; a warning does not."
      : "What responder check would find stands here, with its line and how to mend it."),
    ...[...found].sort((one, other) => (one.level === "error" ? 0 : 1) - (other.level === "error" ? 0 : 1)).map(problem),
    ...(open ? [el("h3", { class: "group" }, "Still for people to do before launch"), el("ul", {},
      el("li", {}, `Nobody has dialled the numbers of ${open.never_dialled} of ${open.entries_with_numbers} entries with numbers.`),
      el("li", {}, `Nobody has approved the words of ${open.never_approved} of ${open.entries} entries.`))] : []));
}

function problem(each) {
  const at = each.column - 1;
  const line = each.source_line;
  return el("section", { class: "problem", "data-level": each.level },
    el("h4", {}, `${each.level === "error" ? "Error" : "Warning"}: ${each.what}`),
    el("p", { class: "quiet" }, el("code", {}, `${each.file}${each.line ? `:${each.line}:${each.column}` : ""} [${each.rule}]`)),
    line ? el("pre", { tabindex: "0", "aria-label": "the line as written" }, line.slice(0, at), el("mark", {}, line.slice(at, at + each.width) || " "), line.slice(at + each.width)) : null,
    el("p", {}, el("b", {}, "Why: "), each.why),
    el("p", {}, el("b", {}, "To mend it: "), each.fix));
}

function promises() {
  const { proof, proving, promises: all } = overview;
  const broken = new Map((proof?.broken || []).map((each) => [each.promise, each]));
  const count = broken.size ? el("span", { class: "count", "data-kind": "error" }, String(broken.size)) : null;
  $("tab-promises").replaceChildren("Promises", ...(count ? [count] : []));
  const figure = (number, what) => el("div", {}, el("b", {}, number), what);
  $("promises-panel").replaceChildren(
    el("h3", {}, proof ? (broken.size ? "A promise is broken" : "Every promise holds") : proving ? "Trying every call and text" : "Nothing is proved"),
    el("p", { class: "quiet" }, proof ? "Every call and every text was tried, in both languages." : proving ? "This takes some seconds." : "It needs flow files without an error."),
    proof ? el("div", { class: "figures" },
      figure(proof.states.toLocaleString("en-US"), "states of a call"),
      figure(proof.transitions.toLocaleString("en-US"), "steps between them"),
      figure(proof.texts.toLocaleString("en-US"), "texts sent"),
      figure(Number.isFinite(proof.latest_988_seconds) ? `${proof.latest_988_seconds.toFixed(1)} s` : "never", "to hear 988, at the latest")) : "",
    el("ul", { class: "promises" }, all.map((each) => {
      const found = broken.get(each);
      return el("li", { "data-broken": found ? "true" : proof ? "false" : "wait" }, each,
        found ? el("p", { class: "quiet" }, found.place ? el("code", {}, `${found.place} `) : null, found.story) : null);
    })));
}

let comparing = false;
let compared = "";

async function changes() {
  const version = `${overview.boot} ${overview.readAt}`;
  if (comparing || compared === version) return;
  comparing = true;
  const place = $("changes-panel");
  const began = Date.now();
  const passed = el("span", {}, "0 seconds");
  place.setAttribute("aria-busy", "true");
  place.replaceChildren(
    el("h3", {}, "Comparing with the last commit"),
    el("p", { class: "quiet" }, "Every word is texted to both, which can take half a minute: ", passed, " so far."),
    el("progress", { "aria-label": "Comparing" }));
  const clock = setInterval(() => { passed.textContent = counted(Math.round((Date.now() - began) / 1000), "second"); }, 1000);
  let told;
  try { told = await asked("/api/changes"); compared = told.refused === undefined ? version : ""; } catch { told = { refused: "The preview does not answer." }; }
  clearInterval(clock);
  comparing = false;
  place.removeAttribute("aria-busy");
  // Saved meanwhile: what was compared is not what is shown elsewhere any more.
  if (`${overview.boot} ${overview.readAt}` !== version) { compared = ""; changes(); return; }
  if (told.refused !== undefined) {
    place.replaceChildren(el("h3", {}, "Nothing to compare with"), el("pre", { tabindex: "0" }, told.refused));
    return;
  }
  place.replaceChildren(
    el("h3", {}, told.groups.length ? "What people will see and hear differently" : "Nothing people see or hear has changed"),
    el("p", { class: "quiet" }, "Since the last commit. Words that only one of the two has are in bold."),
    ...told.groups.flatMap((group) => [
      el("h4", { class: "group" }, group.note ? `${group.title}: ${group.note}` : group.title),
      ...group.differences.map(change)]));
}

function change(each) {
  const acts = each.acts.slice(0, 6).join(", ") + (each.acts.length > 6 ? ` and ${each.acts.length - 6} more` : "");
  const alike = each.alike ? ` (alike in ${counted(each.alike, "more answer")})` : "";
  const [was, now] = [each.was.join("\n"), each.now.join("\n")];
  return el("div", { class: "change" },
    el("p", { class: "quiet" }, `${each.channel === "text" ? "Text" : "Call"} (${each.language}): ${acts}${alike}`),
    was ? el("div", { class: "was" }, ...marked(was, now)) : null,
    now ? el("div", { class: "now" }, ...marked(now, was)) : null);
}

function marked(words, other) {
  const known = new Set(other.split(/\s+/));
  return words.split(/(\s+)/).map((each) => (!each.trim() || known.has(each) ? each : el("b", {}, each)));
}

function card() {
  const { line, tree } = overview;
  if (!line) return $("card").replaceChildren();
  const sample = () => (line.sample ? el("span", { class: "sample" }, "Sample: not in service", el("br"), el("span", { lang: "es" }, "Muestra: aún sin servicio")) : null);
  const reach = (en, es, number) => el("p", {}, `${en} · ${es}`, el("span", { class: "number" }, el("b", {}, phoneNumber(number)), sample()));
  const today = (tongue) => new Date().toLocaleDateString(tongue, { dateStyle: "long", timeZone: "America/New_York" });
  const word = (page, tongue) => (page.words[tongue][0] ? el("b", { class: "word" }, ` ${page.words[tongue][0].toUpperCase()}`) : "");
  const item = (page) => el("li", {},
    el("div", { class: "entry" }, el("kbd", {}, page.key),
      el("div", {}, el("p", {}, page.title.en, word(page, "en")), el("p", { lang: "es" }, el("i", {}, page.title.es), word(page, "es")))),
    page.menu.length ? el("ul", {}, page.menu.filter((each) => each.key).map(item)) : "");
  return $("card").replaceChildren(
    el("h1", {}, line.name.en), el("p", { lang: "es" }, line.name.es),
    el("div", { class: "reach" }, reach("Text", "Mensaje", line.texts), reach("Call", "Llamada", line.calls)),
    el("p", { class: "urgent" }, line.card.en), el("p", { class: "urgent", lang: "es" }, line.card.es),
    el("h2", {}, "Keys and words · Teclas y palabras"),
    el("ul", { class: "columns" }, tree.filter((each) => each.key).map(item)),
    el("p", { class: "foot" }, "1, 9, 0: crisis · 2: español / English · *: repeat / repetir · #: back / atrás. A machine answers; nobody reads or listens. Una máquina contesta; nadie lee ni escucha. ",
      el("span", { class: "made" }, `Made on ${today("en-US")} · `, el("span", { lang: "es" }, `Hecha el ${today("es-US")}.`))));
}

function follow() {
  const source = new EventSource("/api/events");
  source.onmessage = async (event) => {
    const { boot, version } = JSON.parse(event.data);
    if (`${boot} ${version}` === seen) { if (overview) status(); return; }
    try { await draw(); seen = `${boot} ${version}`; } catch { lost(); }
  };
  source.onerror = () => {
    lost();
    // The browser tries again by itself, but not after an answer that was none.
    if (source.readyState === EventSource.CLOSED) setTimeout(follow, 2000);
  };
}

function lost() {
  $("status").dataset.kind = "wrong";
  $("status").textContent = "The preview does not answer; trying again";
}

const [phoneTabs, sideTabs] = document.querySelectorAll("[role=tablist]");
const phoneTab = tabs(phoneTabs);
tabs(sideTabs, (id) => { if (id === "tab-changes") changes(); });
map.onText(() => phoneTab("tab-text"));
addEventListener("beforeprint", () => { if (overview) card(); });
phone.open();
follow();
