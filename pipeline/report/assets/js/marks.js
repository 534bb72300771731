// Marked text: cut wherever any mark begins or ends, so that marks may nest and cross.

const MARK = { PER: "P", ORG: "O", LOC: "L", MISC: "D" };
const TYPE_MARK = { fact: "F", evaluation: "É", recommendation: "R", causal: "C", definition: "D", prediction: "P" };

// Appends [start, end) of the text to `parent`, piece by piece; `pieces` gets {start, end, node, items}.
function appendMarked(parent, doc, start, end, items, cuts, pieces) {
  const inside = items.filter((item) => item.start < end && item.end > start);
  const places = new Set([start, end]);
  for (const place of [...cuts, ...inside.flatMap((item) => [item.start, item.end])]) {
    if (place > start && place < end) places.add(place);
  }
  const ordered = [...places].sort((a, b) => a - b);
  // Line ends are judged on the whole stretch: a piece does not show what stands around it.
  const shown = unwrapped(doc.points.slice(start, end));
  const unit = (place) => doc.points.unit(place) - doc.points.unit(start);
  ordered.slice(0, -1).forEach((from, place) => {
    const to = ordered[place + 1];
    const over = inside.filter((item) => item.start <= from && item.end >= to);
    const node = piece(shown.slice(unit(from), unit(to)), from, to, over);
    pieces.push({ start: from, end: to, node, items: over });
    node.dataset.piece = pieces.length - 1;
    parent.append(node);
  });
}

function piece(text, from, to, over) {
  const claims = over.filter((item) => item.layer === "claim").sort((a, b) => a.start - b.start || b.end - a.end);
  const names = over.filter((item) => item.layer === "entity").sort((a, b) => a.start - b.start || b.end - a.end);
  let node = el("span", { class: "leaf" }, text);
  for (const item of [...claims, ...names].reverse()) {
    node = el("span", { class: classesOf(item, from, to, claims), "data-mark": markOf(item), "data-slot": item.start === from ? item.slot : null }, node);
  }
  return el("span", { class: "piece" }, node);
}

function classesOf(item, from, to, claims) {
  const ends = `${item.start === from ? " first" : ""}${item.end === to ? " last" : ""}`;
  const state = item.state ? ` state-${item.state}` : "";
  if (item.layer === "entity") return `name ${item.label.toLowerCase()}${ends}${state}`;
  const depth = Math.min(2, claims.indexOf(item));
  return `claim ${item.type} depth-${depth}${item.key ? " key" : ""}${ends}${state}`;
}

const markOf = (item) => (item.layer === "entity" ? MARK[item.label] : TYPE_MARK[item.type]);

// Shows where words stand: scrolls there and lets them light up for a moment.
function flash(pieces, spans) {
  const lit = pieces.filter(({ start, end }) => spans.some((span) => start < span.end && end > span.start));
  for (const { node } of lit) {
    node.classList.remove("flash");
    void node.offsetWidth; // begin anew, also for the same words
    node.classList.add("flash");
  }
  if (!lit.length) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  lit[0].node.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  say(`Passage\u00a0: ${lit.map(({ node }) => node.textContent).join("").slice(0, 200)}`);
}

