// What is selected in the text, as code points of the record.

function selectedSpan(reading) {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const touched = reading.pieces.filter(({ node }) => range.intersectsNode(node));
  if (!touched.length) return null;
  const { points } = reading.doc;
  const within = (piece, node, offset, otherwise) => {
    if (node.nodeType !== Node.TEXT_NODE || !piece.node.contains(node)) return otherwise;
    return points.point(points.unit(piece.start) + offset);
  };
  const first = touched[0];
  const last = touched[touched.length - 1];
  let start = within(first, range.startContainer, range.startOffset, first.start);
  let end = within(last, range.endContainer, range.endOffset, last.end);
  while (start < end && !points.slice(start, start + 1).trim()) start += 1;
  while (start < end && !points.slice(end - 1, end).trim()) end -= 1;
  return start < end ? { start, end } : null;
}

// A selection in review brings up a small bar that adds it as a name or as a claim.
function offerAddition(reading) {
  const adder = byId("adder");
  const span = reading && reading.isReviewing && !getSelection().isCollapsed && reading.flow.contains(getSelection().anchorNode)
    ? selectedSpan(reading) : null;
  adder.hidden = !span;
  if (!span) return;
  const add = (layer, name) => button(name, () => {
    adder.hidden = true;
    sheet.open(reading, draftItem(reading, layer, span), null);
  }, { on: { mousedown: (event) => event.preventDefault() } });
  adder.replaceChildren("Ajouter\u00a0:", add("entity", "un nom"), add("claim", "une affirmation"), add("turn", "un tour"));
  const place = getSelection().getRangeAt(0).getBoundingClientRect();
  const top = place.bottom + 8 > innerHeight - 48 ? place.top - 48 : place.bottom + 8;
  // A long selection may begin above the window and end below it.
  const within = (at, most) => `${Math.max(8, Math.min(at, most))}px`;
  adder.style.setProperty("left", within(place.left, innerWidth - adder.offsetWidth - 8));
  adder.style.setProperty("top", within(top, innerHeight - 48));
}

// A name, claim or turn that is not there yet, with what the turn around it tells.
function draftItem(reading, layer, span) {
  const turn = reading.items.turns.find(({ start, end }) => start <= span.start && span.end <= end);
  const shared = { layer, id: "+", ...span, base: null, slot: "", state: "", isNew: true, turn: turn && turn.id };
  if (layer === "entity") return { ...shared, label: "PER", kind: null, name: null };
  if (layer === "turn") return { ...shared, role: turn ? turn.role : "answer", speaker: turn ? turn.speaker : null };
  return { ...shared, type: "fact", key: false, negated: false, hedged: false, modality: "asserted",
    attribution: "speaker", source: null, speaker: turn ? turn.speaker : null, entities: [], quantities: [], cues: [] };
}

