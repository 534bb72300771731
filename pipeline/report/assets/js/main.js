// Addresses, keys and the theme. #vue=… names a view, #itw=… an interview; nothing else is state.

const current = { reading: null, turn: 0, isReturn: false };
const views = { entretiens: "Entretiens", entites: "Noms", affirmations: "Affirmations", reseau: "Réseau", avertissements: "Avertissements", recherche: "Recherche" };
const scrolls = new Map(); // address -> where its reader left it

const addressed = () => new URLSearchParams(location.hash.slice(1));

// The name that filters all tables; it stands in the address, and in the links between views.
function filterBy(group) {
  const params = addressed();
  if (group) params.set("nom", group.key);
  else params.delete("nom");
  history.replaceState(history.state, "", `#${params}`);
  showChip(group);
}

function showChip(group) {
  const chip = byId("chip");
  chip.hidden = !group;
  for (const link of byId("views").children) {
    const params = new URLSearchParams(link.hash.slice(1));
    params.delete("nom");
    if (group && ["entretiens", "affirmations", "reseau"].includes(params.get("vue"))) params.set("nom", group.key);
    link.hash = params;
  }
  if (!group) return;
  chip.replaceChildren("Nom choisi\u00a0: ", words(group.name), " ", tag("label", group.label, LABELS.label[group.label]),
    button("× Ôter", clearFilter, { "aria-label": `Ne plus filtrer par ${group.name}` }));
}

function clearFilter() {
  filterBy(null);
  route({ isNew: false });
}

// `isNew` is false where the address is the same and only its filter changed.
async function route({ isNew = true } = {}) {
  const params = addressed();
  current.isReturn = Boolean(history.state && history.state.visited);
  current.turn += 1;
  const turn = current.turn;
  const isStale = () => turn !== current.turn;
  sheet.close();
  byId("adder").hidden = true;
  current.reading = null;
  const number = params.has("itw") ? numberOf.get(params.get("itw")) : undefined;
  const group = groupOf.get(params.get("nom")) || null;
  const view = params.get("vue") in views ? params.get("vue") : params.has("q") ? "recherche" : "apercu";
  showChip(params.has("itw") ? null : group);
  if (params.has("itw")) showReading(number, params, isNew);
  else if (view === "apercu") showOverview(isNew);
  else await showView(view, params, group, isStale, isNew);
}

function place(node, { title, view, isNew }) {
  byId("overview").hidden = Boolean(node);
  byId("view").hidden = !node;
  byId("view").replaceChildren(...(node ? [node] : []));
  document.title = title ? `${title} · ${corpus.title}` : corpus.title;
  for (const link of byId("views").children) {
    const isHere = link.hash.startsWith(`#vue=${view}`);
    if (isHere) {
      link.setAttribute("aria-current", "page");
      byId("views").scrollLeft = link.offsetLeft - innerWidth / 3; // on a phone the row is cut off
    }
    else link.removeAttribute("aria-current");
  }
  if (!isNew) return;
  scrollTo(0, (current.isReturn && scrolls.get(location.hash)) || 0);
  history.replaceState({ visited: true }, "");
  (node || byId("overview")).querySelector("h1")?.focus({ preventScroll: true });
}

function showOverview(isNew) {
  place(null, { title: "", view: "apercu", isNew });
}

async function showView(view, params, group, isStale, isNew) {
  const titled = (content) => el("section", {}, el("h1", { tabindex: -1 }, views[view]), content);
  if (view === "affirmations" || view === "recherche") {
    place(titled(el("p", { class: "lede" }, "Lecture des entretiens…")), { title: views[view], view, isNew });
    await breathe();
  }
  const made = {
    entretiens: () => titled(interviewsTable(params, group).node),
    entites: () => titled(entitiesTable(params).node),
    affirmations: async () => {
      const all = await allClaims(isStale);
      return isStale() ? null : titled(claimsTable(params, group, all).node);
    },
    avertissements: () => titled(warningsTable(params).node),
    reseau: () => networkView(group),
    recherche: () => (group ? mentionsView(group) : searchView(params, isStale)),
  };
  const node = await made[view]();
  if (node && !isStale()) place(node, { title: views[view], view, isNew });
}

function showReading(number, params, isNew) {
  if (number === undefined) {
    const gone = el("section", {}, el("h1", { tabindex: -1 }, "Entretien introuvable"),
      el("p", {}, "Cette page n’a pas d’entretien ", words(params.get("itw")), "."));
    return place(gone, { title: "Introuvable", view: "entretiens", isNew });
  }
  const reading = new Reading(openInterview(number), params);
  place(reading.node, { title: called(reading.doc), view: "entretiens", isNew });
  current.reading = reading;
  return isNew && !current.isReturn && reading.arrive();
}

// --- keys --------------------------------------------------------------------------------------

const KEYS = [
  ["/", "chercher dans tous les textes"], ["?", "cette aide"], ["Échap", "fermer, revenir, ne plus filtrer"],
  ["↑ ↓ Début Fin", "dans un tableau ou une liste"], ["Page ↑ ↓", "page du tableau"],
  ["j k", "échange suivant, précédent"], ["n p", "en relecture : élément suivant, précédent"],
  ["a r", "en relecture : accepter, rejeter l’élément ouvert"],
];

function showKeys() {
  const dialog = byId("keys");
  dialog.replaceChildren(el("h2", { id: "keys-title" }, "Raccourcis du clavier"),
    el("dl", {}, KEYS.map(([key, what]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, what)])),
    button("Fermer", () => dialog.close()));
  dialog.showModal();
}

function stepExchange(by) {
  const ids = current.reading.doc.exchanges.map(({ id }) => id);
  const tops = ids.map((id) => byId(`section-${id}`)).filter(Boolean);
  const line = 120; // below the bars that stay at the top
  const next = by > 0 ? tops.find((node) => node.getBoundingClientRect().top > line + 2)
    : tops.findLast((node) => node.getBoundingClientRect().top < line - 60);
  if (!next) return;
  next.scrollIntoView();
  next.querySelector("h2").focus({ preventScroll: true });
}

function escape() {
  if (!byId("adder").hidden) getSelection().removeAllRanges();
  else if (sheet.close()) return;
  else if (document.activeElement === byId("query")) byId("main").focus();
  else if (!byId("chip").hidden) clearFilter();
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open) return;
  if (event.key === "Escape") return escape();
  const isTyping = event.target.closest("input:not([type=checkbox]), select, textarea");
  if (isTyping) return;
  const { reading } = current;
  const acts = { "/": () => byId("query").focus(), "?": showKeys };
  if (reading) Object.assign(acts, { j: () => stepExchange(1), k: () => stepExchange(-1) });
  if (reading && reading.isReviewing) {
    Object.assign(acts, { n: () => review.step(reading, 1), p: () => review.step(reading, -1) });
    if (sheet.item && sheet.item.base) Object.assign(acts, { a: () => press(".accept"), r: () => press(".reject") });
  }
  if (!(event.key in acts)) return;
  event.preventDefault();
  acts[event.key]();
}

const press = (selector) => byId("sheet").querySelector(selector)?.click();

// --- the theme ---------------------------------------------------------------------------------

function showTheme(name) {
  if (name) document.documentElement.dataset.theme = name;
}

function changeTheme() {
  const chosen = document.documentElement.dataset.theme;
  const isDark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  showTheme(isDark ? "light" : "dark");
  stored.write("entretiens:theme", isDark ? "light" : "dark");
}

// --- the start ---------------------------------------------------------------------------------

showTheme(stored.read("entretiens:theme"));
byId("theme").addEventListener("click", changeTheme);
byId("help").addEventListener("click", showKeys);
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
byId("search").addEventListener("submit", (event) => {
  event.preventDefault();
  location.hash = hash({ vue: "recherche", q: byId("query").value.trim() });
});
document.addEventListener("keydown", pressed);
document.addEventListener("selectionchange", () => {
  clearTimeout(current.timer);
  current.timer = setTimeout(() => offerAddition(current.reading), 120);
});
addEventListener("scroll", () => scrolls.set(location.hash, scrollY), { passive: true });
addEventListener("hashchange", () => route());
addEventListener("beforeprint", () => {
  for (const node of document.querySelectorAll("main details")) node.open = true;
});
history.scrollRestoration = "manual";
if (location.hash) route();

