// The sheet at the side: what is known of a name, a claim or a turn, and in review the form to correct it.

const sheet = {
  item: null,
  reading: null,

  open(reading, item, from) {
    Object.assign(this, { reading, item, from: from || document.activeElement });
    const node = byId("sheet");
    const form = reading.isReviewing ? reviewForm(reading, item) : null;
    node.replaceChildren(...[
      el("div", { class: "sheet-head" }, el("h2", { id: "sheet-title", tabindex: -1 }, itemTitle(item)),
        button("×", () => this.close(), { class: "quiet", "aria-label": "Fermer" })),
      el("blockquote", { dir: "auto" }, quoted(reading.doc, item)),
      form, form ? null : facts(reading.doc, item)].filter(Boolean));
    node.hidden = false;
    document.body.classList.add("with-sheet");
    this.light();
    byId("sheet-title").focus({ preventScroll: true });
  },

  close() {
    if (byId("sheet").hidden) return false;
    byId("sheet").hidden = true;
    document.body.classList.remove("with-sheet");
    this.light(false);
    const slot = this.item && this.item.slot;
    if (this.from && this.from.isConnected) this.from.focus({ preventScroll: true });
    else if (this.reading && slot) this.reading.focusOn(slot);
    this.item = null;
    return true;
  },

  // Marks the words of the open item in the text.
  light(isOn = true) {
    for (const node of document.querySelectorAll(".piece.open")) node.classList.remove("open");
    if (!isOn) return;
    for (const { start, end, node } of this.reading.pieces) {
      if (this.item.layer !== "turn" && start < this.item.end && end > this.item.start) node.classList.add("open");
    }
  },
};

function facts(doc, item) {
  const list = item.layer === "entity" ? entityFacts(item) : item.layer === "claim" ? claimFacts(doc, item) : [];
  return el("dl", {}, list.filter(([, value]) => value !== null && value !== undefined && value !== "" && value.length !== 0)
    .map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

function entityFacts(item) {
  const group = groups[item.group];
  return [["Nom", words(item.name)], ["Nature", LABELS.kind[item.kind]],
    ["Confiance", item.confidence.toLocaleString("fr")],
    ["Corpus", el("a", { href: hash({ vue: "recherche", nom: group.key }) },
      `${count(group.mentions, "mention", "mentions")} dans ${count(group.interviews.length, "entretien", "entretiens")}`)],
    ["", el("a", { href: hash({ vue: "entretiens", nom: group.key }) }, "Filtrer les tableaux par ce nom")]];
}

function claimFacts(doc, item) {
  const numberText = ([start, end, value, unit]) => `${doc.points.slice(start, end)} (${value.toLocaleString("fr")}${unit ? ` ${unit}` : ""})`;
  return [["Énoncé", item.statement && words(item.statement)],
    ["Selon", item.attribution === "reported" ? words(item.source || "un tiers") : words(speakerName(doc, item.speaker) || "")],
    ["Nuances", claimFlags(doc, item).join(", ")],
    ["Quantités", item.quantities.map(numberText).join("\u202f; ")],
    ["Indices", item.cues.map(([, start, end]) => doc.points.slice(start, end)).join("\u202f; ")],
    ["Saillance", item.salience && item.salience.toLocaleString("fr")],
    ["Noms", item.entities.map((id) => doc.entities.find((entity) => entity.id === id)?.name).filter(Boolean).join(", ")],
    ["Lien", el("a", { href: hash({ itw: doc.id, c: item.id }) }, `affirmation ${item.id.slice(1)}`)]];
}

