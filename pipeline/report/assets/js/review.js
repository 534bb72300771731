// Review: decisions on turns, names and claims, one at a time, and the file they become.

const review = {
  isOn: false,

  bar(reading) {
    const mode = toggle("Relire", this.isOn, (on) => this.switch(reading, on), { class: "review-toggle" });
    this.box = el("div", { class: "review", hidden: !this.isOn });
    this.refresh();
    return el("div", { class: "review-bar" }, mode, this.box);
  },

  switch(reading, on) {
    this.isOn = on;
    reading.isReviewing = on;
    this.box.hidden = !on;
    sheet.close();
    byId("adder").hidden = true;
    const onlyKey = reading.bar.querySelector(".key-toggle");
    if ((onlyKey.getAttribute("aria-pressed") === "true") === on) onlyKey.click();
    reading.draw();
  },

  refresh() {
    if (!this.box) return;
    const name = el("input", { value: corrections.reviewer, autocomplete: "off", size: 12 });
    name.addEventListener("input", () => {
      corrections.reviewer = name.value.trim();
      stored.write("entretiens:relecteur", corrections.reviewer || null);
    });
    const file = el("input", { type: "file", accept: ".jsonl", class: "unseen", tabindex: -1, "aria-label": "Fichier corrections.jsonl" });
    file.addEventListener("change", () => this.load(file));
    this.tally = el("span", { class: "tally", role: "status" });
    this.box.replaceChildren(labelled("Relu par", name), this.tally,
      button("Télécharger corrections.jsonl", () => this.download(), { class: "download-corrections" }),
      button("Charger…", () => file.click()), file,
      button("Tout effacer", () => this.forgetAll(), { class: "link" }));
    this.count();
  },

  count(note = "") {
    const all = corrections.all().length;
    const kept = corrections.isKept ? "" : "\u202f; ce navigateur ne les garde pas, téléchargez-les";
    this.tally.textContent = `${count(all, "décision", "décisions")}${kept}${note}`;
  },

  download() {
    save("corrections.jsonl", "application/x-ndjson", corrections.written());
  },

  async load(file) {
    const told = corrections.load(await file.files[0].text());
    file.value = "";
    this.redraw("");
    this.count([` · ${count(told.taken, "ligne chargée", "lignes chargées")}`,
      told.foreign && `${told.foreign} d’autres textes, gardées telles quelles`,
      told.unread && `${told.unread} illisibles, laissées`].filter(Boolean).join(", "));
  },

  forgetAll() {
    if (!confirm("Effacer toutes les décisions de cette page\u202f?")) return;
    corrections.forgetAll();
    sheet.close();
    this.redraw("");
  },

  redraw(slot) {
    this.count();
    if (current.reading) current.reading.draw(slot);
  },

  // The next item in text order, names before claims before turns at one place.
  step(reading, by) {
    const { turns, mentions, claims } = reading.items;
    const order = { entity: 0, claim: 1, turn: 2 };
    const all = [...mentions, ...claims, ...turns.filter(({ isRest }) => !isRest)].sort((a, b) => a.start - b.start || order[a.layer] - order[b.layer]);
    const at = all.findIndex(({ slot }) => sheet.item && slot === sheet.item.slot);
    const next = all[at < 0 ? 0 : at + by];
    if (!next) return;
    flash(reading.pieces, [next]);
    sheet.open(reading, next, null);
  },
};

// --- the form of the sheet -------------------------------------------------------------------

function reviewForm(reading, item) {
  const { doc } = reading;
  const draft = { ...item, note: item.note || "" };
  const fields = { turn: turnFields, entity: entityFields, claim: claimFields }[item.layer](doc, draft);
  const note = el("input", { value: draft.note, name: "note", autocomplete: "off" });
  const act = (action) => () => decideOn(reading, item, draft, action, note.value.trim(), all);
  const fellows = item.layer === "entity" && item.base ? reading.items.mentions.filter(({ id, base }) => base && id === item.id) : [];
  const all = fellows.length > 1 ? el("input", { type: "checkbox", name: "all" }) : null;
  const form = el("form", { class: "correction" },
    item.base && el("p", { class: "verdict" },
      button("Accepter", act("accept"), { class: "accept", "aria-keyshortcuts": "a", "aria-pressed": String(item.state === "accept") }),
      button("Rejeter", act("reject"), { class: "reject", "aria-keyshortcuts": "r", "aria-pressed": String(item.state === "reject") })),
    all && el("label", { class: "check" }, all, `pour les ${fellows.length} mentions de ce nom (sans les bornes)`),
    fields, boundaryFields(reading, draft), labelled("Remarque", note),
    el("p", { class: "verdict" }, el("button", { class: "correct" }, item.base ? "Enregistrer la correction" : item.isNew ? "Ajouter" : "Enregistrer"),
      item.state && button("Annuler la décision", () => undo(reading, item), { class: "link undo" })),
    item.layer === "turn" && item.base && el("p", {}, additionButtons(reading, item)),
    el("p", { class: "steps" }, button("‹ élément précédent", () => review.step(reading, -1), { class: "link" }),
      button("élément suivant ›", () => review.step(reading, 1), { class: "link" })));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(item.base ? "correct" : "add")();
  });
  return form;
}

// By keyboard a span cannot be selected: it begins as the turn's first word and is moved from there.
function additionButtons(reading, turn) {
  const { ends } = edges(reading.doc.points);
  const span = { start: turn.start, end: Math.min(turn.end, ends.find((place) => place > turn.start) || turn.end) };
  const add = (layer) => () => sheet.open(reading, draftItem(reading, layer, span), null);
  return [button("Ajouter un nom ici", add("entity"), { class: "link" }), " ",
    button("Ajouter une affirmation ici", add("claim"), { class: "link" })];
}

function decideOn(reading, item, draft, action, note, all) {
  const { doc } = reading;
  const isForAll = all && all.checked;
  const chosen = isForAll ? reading.items.mentions.filter(({ id, base }) => base && id === item.id) : [item];
  let slot = "";
  for (const each of chosen) {
    const filled = isForAll && each.slot !== item.slot ? { ...draft, start: each.start, end: each.end } : draft;
    const made = corrections.decide(doc.number, {
      layer: item.layer, action, target: each.base ? targetOf(doc, each.base) : null, note,
      value: ["correct", "add"].includes(action) ? valueOf(filled) : null, replaces: each.slot });
    if (each.slot === item.slot) slot = made;
  }
  finish(reading, slot);
}

function undo(reading, item) {
  corrections.forget(reading.doc.number, item.slot);
  finish(reading, item.base ? keyOf({ layer: item.layer, target: item.base }) : "");
}

// Draws the text anew and goes on with the same item, so that the next one is a key away.
function finish(reading, slot) {
  review.count();
  reading.draw();
  const item = reading.itemAt(slot);
  if (item) sheet.open(reading, item, null);
  else sheet.close();
  say(item && item.state ? `${itemTitle(item)}\u00a0: ${stateName(item).toLowerCase()}` : "Décision annulée");
}

function valueOf(draft) {
  const { start, end } = draft;
  if (draft.layer === "turn") return { role: draft.role, speaker: draft.speaker, start, end };
  if (draft.layer === "entity") return { label: draft.label, kind: draft.kind, name: draft.name, start, end };
  return { start, end, type: draft.type, key: draft.key, negated: draft.negated, hedged: draft.hedged, modality: draft.modality,
    attribution: { kind: draft.attribution, source: draft.attribution === "reported" ? draft.source : null }, speaker: draft.speaker };
}

