// Elements are made here and nowhere else: words go in as text, never as HTML.

function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    } else node.setAttribute(name, value === true ? "" : value);
  }
  const isShown = (child) => child !== null && child !== undefined && child !== false;
  node.append(...children.flat(Infinity).filter(isShown));
  return node;
}

const byId = (id) => document.getElementById(id);

function button(content, act, attributes = {}) {
  return el("button", { type: "button", ...attributes, on: { click: act, ...attributes.on } }, content);
}

// A button that is on or off.
function toggle(content, isOn, act, attributes = {}) {
  const made = button(content, () => {
    const on = made.getAttribute("aria-pressed") !== "true";
    made.setAttribute("aria-pressed", String(on));
    act(on);
  }, { "aria-pressed": String(isOn), ...attributes });
  return made;
}

// Options are [value, name] pairs.
function select(options, chosen, act, attributes = {}) {
  const made = el("select", attributes, options.map(([value, name]) =>
    el("option", { value, selected: value === chosen }, name)));
  made.addEventListener("change", () => act(made.value));
  return made;
}

function labelled(name, field) {
  return el("label", { class: "field" }, el("span", {}, name), field);
}

// Words of a source, whose direction the words themselves decide.
const words = (text, attributes = {}) => el("bdi", attributes, unbroken(text));

// French marks stay on the line of their word, also where the source has plain spaces.
const unbroken = (text) => text.replace(/ (?=[»!?;:])/g, "\u00a0").replace(/« /g, "«\u00a0");

function say(message) {
  byId("status").textContent = message;
}

const count = (number, one, many) =>
  `${number.toLocaleString("fr")} ${number < 2 ? one : many}`;

const hash = (parts) => "#" + new URLSearchParams(
  Object.entries(parts).filter(([, value]) => value !== null && value !== undefined && value !== ""));

// Arrow keys, Home and End go through the links of a list, of which one is in the tab order.
function roving(container, selector) {
  const all = () => [...container.querySelectorAll(selector)];
  const enter = (item) => {
    for (const other of all()) other.tabIndex = other === item ? 0 : -1;
  };
  const steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  container.addEventListener("focusin", (event) => {
    const item = event.target.closest(selector);
    if (item) enter(item);
  });
  container.addEventListener("keydown", (event) => {
    const items = all();
    const at = items.indexOf(event.target.closest(selector));
    if (at < 0 || !(event.key in steps)) return;
    event.preventDefault();
    items[Math.max(0, Math.min(items.length - 1, at + steps[event.key]))].focus();
  });
  if (all().length) enter(all()[0]);
}

// Lets the page answer between two pieces of long work.
const breathe = () => new Promise((go) => setTimeout(go));

// What may be refused, as on a disk without permission or in a private window.
const stored = {
  read(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
      return true;
    } catch {
      return false;
    }
  },
};

