// The texts of this tab: the browser keeps them until the tab is closed, and nobody else has them.
const MOST = 80;

export function read(what) {
  try { return JSON.parse(sessionStorage[what] || "null"); } catch { return null; }
}

export function write(what, value) {
  try { sessionStorage[what] = JSON.stringify(value); } catch { /* a browser that keeps nothing */ }
}

export const texts = () => { const found = read("texts"); return Array.isArray(found) ? found : []; };
export const textsToo = (...more) => write("texts", [...texts(), ...more].slice(-MOST));
