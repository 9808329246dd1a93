// Elements, made from words only: nothing that is shown can become markup.
export const $ = (id) => document.getElementById(id);

export function el(name, given = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "class") made.className = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...inside.flat(3).filter((each) => each !== null && each !== undefined && each !== false));
  return made;
}

export async function asked(address, body) {
  const sent = body && {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Asked-By": "preview" },
    body: JSON.stringify(body),
  };
  const answer = await fetch(address, sent);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// Tabs as the ARIA practices describe them: arrows move and choose, Home and End go to the ends.
export function tabs(list, chosen = () => {}) {
  const all = [...list.querySelectorAll("[role=tab]")];
  const choose = (tab, focus = true) => {
    for (const each of all) {
      const on = each === tab;
      each.setAttribute("aria-selected", on);
      each.tabIndex = on ? 0 : -1;
      $(each.getAttribute("aria-controls")).hidden = !on;
    }
    if (focus) tab.focus();
    chosen(tab.id);
  };
  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) choose(tab);
  });
  list.addEventListener("keydown", (event) => {
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    choose(all[(to + all.length) % all.length]);
  });
  return (id) => choose($(id), false);
}

export const counted = (count, noun) => `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
export const phoneNumber = (number) =>
  number.replace(/^\+?1?(\d{3})(\d{3})(\d{4})$/, "$1-$2-$3");
