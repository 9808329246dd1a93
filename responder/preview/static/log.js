// What was texted or heard, newest last: the newest stays in sight whatever the window does.
const newest = new WeakMap();  // the first element of what came last
const laid = new WeakMap();  // the sizes when it was last settled
const mode = new WeakMap();  // "newest" or "end": what is kept in sight; neither once somebody scrolled away

export function add(log, ...what) {
  log.querySelector(".hint")?.remove();
  log.append(...what);
  if (!what[0]) return;
  newest.set(log, what[0]);
  mode.set(log, "newest");
  settle(log);
}

export function watch(log) {
  new ResizeObserver(() => settle(log)).observe(log);
  log.addEventListener("scroll", () => {
    // The window did that, not a person: what was kept in sight stays so.
    if (laid.get(log) !== sizes(log)) return settle(log);
    const at = log.scrollTop;
    if (Math.abs(at - beginning(log)) < 4) mode.set(log, "newest");
    else mode.set(log, at >= end(log) - 4 ? "end" : "");
    fade(log);
  });
}

export function emptied(log) {
  log.replaceChildren();
  newest.delete(log);
  fade(log);
}

const sizes = (log) => [log.clientWidth, log.clientHeight, log.scrollHeight].join();
const end = (log) => log.scrollHeight - log.clientHeight;

// What is new is read from its beginning, also where it is longer than the screen.
function beginning(log) {
  const first = newest.get(log);
  return first ? Math.max(0, Math.min(first.offsetTop - 12, end(log))) : end(log);
}

function settle(log) {
  if (!log.clientHeight) return;
  laid.set(log, sizes(log));
  if (mode.get(log) === "newest") log.scrollTop = beginning(log);
  if (mode.get(log) === "end") log.scrollTop = end(log);
  fade(log);
}

// A line that is cut off at the lower edge fades: there is more to scroll to.
function fade(log) {
  log.dataset.more = log.scrollTop < end(log) - 4;
}
