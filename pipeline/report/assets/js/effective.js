// What the reader sees: the record alone, or the record with the decisions laid over it.
//
// An item has `base` (as recorded, null if added), `slot` (the key of its decision) and `state`:
// "", "accept", "reject", "correct" or "add".

const LISTS = { turn: "turns", entity: "mentions", claim: "claims" };

function itemsOf(doc, isReviewing) {
  const items = { turns: doc.turns, mentions: doc.mentions, claims: doc.claims };
  const lines = isReviewing ? [...corrections.of(doc.number).entries()] : [];
  const used = new Set();
  const shown = {};
  for (const [name, recorded] of Object.entries(items)) {
    shown[name] = recorded.map((base) => laidOver(doc, base, lines, used));
  }
  for (const [key, line] of lines) {
    if (line.action === "add" && line.value.end <= doc.points.length) shown[LISTS[line.layer]].push(added(doc, line, key));
  }
  for (const list of Object.values(shown)) list.sort((a, b) => a.start - b.start || b.end - a.end);
  shown.turns = apart(shown.turns);
  return shown;
}

// A turn that was moved or added takes its words from the turns around it, which may fall in two;
// the second part is shown but has no decision of its own.
function apart(turns) {
  const takers = turns.filter(({ state }) => ["correct", "add"].includes(state));
  const left = turns.flatMap((turn) => {
    if (takers.includes(turn)) return [turn];
    const parts = takers.reduce((spans, taker) => spans.flatMap(([start, end]) => (taker.end <= start || end <= taker.start ? [[start, end]]
      : [[start, taker.start], [taker.end, end]].filter(([from, to]) => from < to))), [[turn.start, turn.end]]);
    return parts.map(([start, end], place) => ({ ...turn, start, end, ...(place ? { isRest: true, slot: "" } : {}) }));
  });
  return left.sort((a, b) => a.start - b.start);
}

const targetOf = (doc, { id, start, end }) => ({ id, start, end, text: doc.points.slice(start, end) });

function laidOver(doc, base, lines, used) {
  const key = keyOf({ layer: base.layer, target: base });
  // A newer model may have given the same words another id.
  const isSame = ({ layer, target }) => layer === base.layer && target && target.start === base.start && target.end === base.end;
  const [found, line] = lines.find(([other]) => other === key)
    || lines.find(([other, candidate]) => !used.has(other) && isSame(candidate)) || [];
  if (!line) return { ...base, base, slot: key, state: "" };
  used.add(found);
  const value = line.action === "correct" && line.value.end <= doc.points.length ? changed(base, line.value) : {};
  return { ...base, ...value, base, slot: found, state: line.action, note: line.note };
}

function changed(base, value) {
  if (base.layer === "claim") {
    const { attribution, ...rest } = value;
    return { ...rest, attribution: attribution.kind, source: attribution.source };
  }
  return { ...value, ...(value.name === null ? { name: base.name } : {}) };
}

function added(doc, line, key) {
  const blank = { entity: { name: null, kind: null, entities: [] }, claim: { entities: [], quantities: [], cues: [] }, turn: {} };
  const value = changed({ layer: line.layer, name: quoted(doc, line.value) }, line.value);
  const inside = doc.turns.find((turn) => turn.start <= value.start && value.end <= turn.end);
  return { layer: line.layer, id: "+", ...blank[line.layer], ...value, turn: inside && inside.id,
    exchange: inside && doc.exchangeOf.get(inside.id), base: null, slot: key, state: "add", note: line.note };
}

