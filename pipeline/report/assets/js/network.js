// The network of names: which stand in one exchange. Places were computed when the page was made.

const [WIDE, HIGH] = corpus.network.size;
const RIM = 60; // around it, for names
const LONGEST_NAME = 24;
const SPACING = 6; // kept free at the end of a name
const LETTERS = 15; // height of a name's letters in the drawing, as in the style sheet

function networkView(chosen) {
  const nodes = corpus.network.nodes.map(([number, x, y]) => ({
    group: groups[number], x, y }));
  const details = el("div", { class: "details" });
  const section = el("section", { class: "network" }, el("h1", { tabindex: -1 }, "Réseau des noms"),
    el("p", { class: "lede" }, nodes.length
      ? `Deux noms sont liés quand un même échange les cite. ${count(nodes.length, "nom", "noms")} parmi les plus cités\u202f; un clic filtre les tableaux.`
      : "Aucun échange ne cite deux noms\u00a0: il n’y a pas de réseau."));
  if (!nodes.length) return section;
  placeNames(nodes);
  const links = corpus.network.edges.map(([a, b, times]) => ({ a, b, times }));
  const drawing = new Drawing(nodes, links, details);
  section.append(legend(), el("div", { class: "plane" }, drawing.node), details);
  drawing.choose(nodes.findIndex(({ group }) => group === chosen), { quiet: true });
  return section;
}

function legend() {
  const shown = Object.entries(LABELS.label).map(([code, name]) => el("li", {},
    svg("svg", { viewBox: "-10 -10 20 20", "aria-hidden": "true" }, shape(code, 8)), name));
  return el("ul", { class: "legend", "aria-label": "Formes" }, shown);
}

// Types differ by form as well as by colour.
function shape(label, size) {
  const named = { class: `node ${label.toLowerCase()}` };
  if (label === "PER") return svg("circle", { r: size, ...named });
  if (label === "ORG") return svg("rect", { x: -size * 0.9, y: -size * 0.9, width: size * 1.8, height: size * 1.8, ...named });
  const points = label === "LOC" ? [[0, -1.2], [1.1, 0.8], [-1.1, 0.8]] : [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]];
  return svg("polygon", { points: points.map(([x, y]) => `${x * size},${y * size}`).join(" "), ...named });
}

class Drawing {
  constructor(nodes, links, details) {
    Object.assign(this, { nodes, links, details, chosen: -1 });
    this.lines = links.map(({ a, b, times }) => svg("line", {
      x1: nodes[a].x, y1: nodes[a].y, x2: nodes[b].x, y2: nodes[b].y,
      "stroke-width": Math.min(7, 0.8 + times * 0.8) }));
    this.marks = nodes.map((node, place) => this.mark(node, place));
    this.node = svg("svg", { viewBox: `${-RIM} ${-RIM / 2} ${WIDE + 2 * RIM} ${HIGH + RIM}`, role: "group",
      "aria-label": "Réseau des noms\u202f; flèches pour aller d’un nom à l’autre, Entrée pour choisir" },
    svg("g", { class: "links", "aria-hidden": "true" }, this.lines), this.marks);
    this.node.addEventListener("keydown", (event) => this.steer(event));
    this.focusable(0);
  }

  mark({ group, x, y, size, name, side }, place) {
    return svg("g", { transform: `translate(${x} ${y})`, role: "button", "aria-pressed": "false", "data-place": place,
      "aria-label": `${group.name}, ${LABELS.label[group.label]}, ${count(group.exchanges, "échange", "échanges")}`,
      on: { click: () => this.toggle(place), focus: () => this.focusable(place) } },
    svg("title", {}, group.name), svg("circle", { class: "reach", r: Math.max(size, 16) }), shape(group.label, size),
    svg("text", { x: side.x, y: side.y, "text-anchor": side.anchor }, name));
  }

  focusable(place) {
    this.marks.forEach((mark, other) => mark.setAttribute("tabindex", other === place ? 0 : -1));
  }

  toggle(place) {
    this.choose(place === this.chosen ? -1 : place, {});
  }

  // An arrow goes to the nearest name in its direction.
  steer(event) {
    const from = this.nodes[event.target.closest("[data-place]")?.getAttribute("data-place")];
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] || [];
    if (from && (event.key === "Enter" || event.key === " ")) this.toggle(this.nodes.indexOf(from));
    else if (from && dx !== undefined) this.marks[nearest(this.nodes, from, dx, dy)]?.focus();
    else return;
    event.preventDefault();
  }

  choose(place, { quiet }) {
    this.chosen = place;
    const near = new Map();
    for (const { a, b, times } of this.links) {
      if (a === place) near.set(b, times);
      if (b === place) near.set(a, times);
    }
    const isOff = (other) => place >= 0 && other !== place && !near.has(other);
    this.marks.forEach((mark, other) => {
      mark.classList.toggle("off", isOff(other));
      mark.classList.toggle("near", place >= 0 && !isOff(other));
      mark.setAttribute("aria-pressed", String(other === place));
    });
    this.links.forEach(({ a, b }, line) => {
      this.lines[line].setAttribute("class", place < 0 ? "" : a === place || b === place ? "on" : "off");
    });
    const group = place < 0 ? null : this.nodes[place].group;
    if (!quiet) filterBy(group);
    this.details.replaceChildren(...(group ? this.describe(group, near) : [el("p", { class: "lede" }, "Choisissez un nom.")]));
  }

  describe(group, near) {
    const partners = [...near].sort((a, b) => b[1] - a[1]);
    return [
      el("h2", {}, words(group.name), " ", tag("label", group.label, LABELS.label[group.label])),
      el("p", {}, `${count(group.mentions, "mention", "mentions")} dans ${count(group.interviews.length, "entretien", "entretiens")}. `,
        el("a", { href: hash({ vue: "recherche", nom: group.key }) }, "Mentions en contexte"), " · ",
        el("a", { href: hash({ vue: "affirmations", nom: group.key }) }, "Affirmations")),
      el("h3", {}, "Cité avec"),
      el("ul", { class: "partners" }, partners.map(([other, times]) => el("li", {},
        button(words(this.nodes[other].group.name), () => {
          this.choose(other, {});
          this.marks[other].focus();
        }, { class: "link" }), ` ${times}`))),
      el("h3", {}, "Entretiens"),
      interviewsTable(new URLSearchParams({ vue: "reseau", nom: group.key }), group).node,
    ];
  }
}

// Gives each name the side of its node where it covers least: right, left, above or below.
function placeNames(nodes) {
  const taken = [];
  const ruler = el("canvas").getContext("2d");
  ruler.font = `${LETTERS}px ${getComputedStyle(document.body).fontFamily}`;
  for (const node of nodes) {
    const { group } = node;
    node.size = 5 + Math.min(14, Math.sqrt(group.exchanges) * 2.2);
    node.name = group.name.length > LONGEST_NAME ? `${group.name.slice(0, LONGEST_NAME - 1)}…` : group.name;
    taken.push([node.x - node.size, node.y - node.size, node.x + node.size, node.y + node.size]);
  }
  for (const node of nodes) {
    const width = ruler.measureText(node.name).width + SPACING;
    const { size } = node;
    const sides = [[size + 4, 5, "start", 0], [-size - 4, 5, "end", -width], [0, -size - 6, "middle", -width / 2], [0, size + 16, "middle", -width / 2]];
    const boxes = sides.map(([x, y, , from]) => [node.x + x + from, node.y + y - 13, node.x + x + from + width, node.y + y + 3]);
    const costs = boxes.map((box) => taken.reduce((sum, other) => sum + covered(box, other), 0)
      + (box[0] < -RIM || box[2] > WIDE + RIM ? 1e6 : 0));
    const best = costs.indexOf(Math.min(...costs));
    const [x, y, anchor] = sides[best];
    node.side = { x, y, anchor };
    taken.push(boxes[best]);
  }
}

function covered(a, b) {
  return Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
}

function nearest(nodes, from, dx, dy) {
  let best = -1;
  let least = Infinity;
  nodes.forEach((node, place) => {
    const along = (node.x - from.x) * dx + (node.y - from.y) * dy;
    const aside = Math.abs((node.x - from.x) * dy) + Math.abs((node.y - from.y) * dx);
    if (along > 0 && along + 2 * aside < least) {
      least = along + 2 * aside;
      best = place;
    }
  });
  return best;
}

