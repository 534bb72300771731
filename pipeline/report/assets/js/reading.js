// One interview to read: its text in exchanges, with marks, and beside it what was drawn from it.

const DOUBTFUL = 0.6; // below it a turn's role is shown with a question mark

class Reading {
  constructor(doc, params) {
    this.doc = doc;
    this.params = params;
    this.isReviewing = review.isOn;
    this.flow = el("div", { class: "flow" });
    this.bar = layerBar(this);
    this.node = el("article", { class: "reading" }, readingHead(this),
      this.bar, el("div", { class: "columns-2" }, exchangeList(doc), this.flow), readingFoot(doc));
    this.wanted = wantedSpans(doc, params);
    this.flow.addEventListener("click", (event) => this.clicked(event));
    this.flow.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.dataset.slot) this.open(this.itemAt(event.target.dataset.slot), event.target);
    });
    this.draw();
  }

  // Draws the text anew, as after a decision; `slot` names what shall keep the focus.
  draw(slot = "") {
    this.items = itemsOf(this.doc, this.isReviewing);
    this.pieces = [];
    this.flow.classList.toggle("reviewing", this.isReviewing);
    this.flow.replaceChildren(...this.sections());
    if (this.isReviewing) this.makeFocusable();
    if (slot) this.focusOn(slot);
  }

  // Spans that something leads to must begin and end with a piece.
  cuts() {
    const { summary, exchanges, claims } = this.doc;
    const sentences = [summary, ...exchanges.map((exchange) => exchange.summary)].flatMap((part) => (part ? part.sentences : []));
    return [...sentences.flatMap(([, evidence]) => evidence.flat()),
      ...claims.flatMap(({ cues }) => cues.flatMap(([, start, end]) => [start, end])),
      ...this.wanted.flatMap(({ start, end }) => [start, end])];
  }

  sections() {
    const cuts = this.cuts();
    const marked = [...this.items.claims, ...this.items.mentions];
    const sections = [];
    let section = null;
    let owner;
    let end = 0;
    for (const turn of this.items.turns) {
      const exchange = turn.base ? this.doc.exchangeOf.get(turn.base.id) : owner;
      if (!section || exchange !== owner) {
        section = el("section", { class: exchange ? "exchange" : "between", id: exchange ? `section-${exchange}` : null });
        sections.push(section);
        section.append(el("div", { class: "said" }));
        if (exchange) this.openExchange(section, exchange);
        owner = exchange;
      }
      const said = section.querySelector(".said");
      if (this.isReviewing) this.gap(said, end, turn.start, marked, cuts);
      said.append(this.turn(turn, marked, cuts));
      end = Math.max(end, turn.end);
    }
    if (section && this.isReviewing) this.gap(section.querySelector(".said"), end, this.doc.points.length, marked, cuts);
    return sections;
  }

  openExchange(section, id) {
    const exchange = this.doc.exchanges.find((other) => other.id === id);
    const address = hash({ itw: this.doc.id, x: id });
    section.prepend(el("h2", { class: "unseen", tabindex: -1 }, `Échange ${id.slice(1)}`));
    section.querySelector(".said").append(el("a", { class: "anchor", href: address, "aria-label": `Lien vers l’échange ${id.slice(1)}` }, id.slice(1)));
    section.append(margin(this, exchange));
  }

  // What stands in no turn: labels, numbers, times; a line each, without the empty space around it.
  gap(parent, start, end, marked, cuts) {
    const { points } = this.doc;
    const lines = end > start ? [...points.slice(start, end).matchAll(/\S(?:.*\S)?/g)] : [];
    if (!lines.length) return;
    const node = el("p", { class: "gap", title: "Hors des tours" });
    for (const { index, 0: line } of lines) {
      const unit = points.unit(start) + index;
      const outside = el("span", { class: "outside" });
      appendMarked(outside, this.doc, points.point(unit), points.point(unit + line.length), marked, cuts, this.pieces);
      node.append(outside);
    }
    parent.append(node);
  }

  turn(turn, marked, cuts) {
    const { doc } = this;
    const name = speakerName(doc, turn.speaker);
    const place = doc.source.locators.find(([start, end]) => start <= turn.start && turn.start < end);
    const isDoubtful = turn.confidence !== undefined && turn.confidence < DOUBTFUL;
    const showsRole = this.isReviewing || !["question", "answer"].includes(turn.role);
    const head = el("p", { class: "who" }, name && words(name), showsRole && el("span", { class: "role" }, LABELS.role[turn.role]),
      isDoubtful && el("span", { class: "doubt", title: `Rôle incertain (confiance ${turn.confidence.toLocaleString("fr")})` }, "?"),
      place && el("span", { class: "locator" }, locatorText(place)),
      this.isReviewing && !turn.isRest && button(stateName(turn) || "Relire ce tour", (event) => this.open(turn, event.target), { class: "link turn-button", "data-slot": turn.slot }));
    const body = el("div", { class: "words", dir: "auto" });
    appendMarked(body, doc, turn.start, turn.end, marked, cuts, this.pieces);
    return el("div", { class: `turn ${turn.role}${turn.state ? ` state-${turn.state}` : ""}`, "data-turn": turn.id,
      title: this.isReviewing && turn.cue ? `indice : ${LABELS.cue[turn.cue]}` : null }, head.childNodes.length ? head : null, body);
  }

  makeFocusable() {
    for (const node of this.flow.querySelectorAll(".name[data-slot], .claim[data-slot]")) {
      const item = this.itemAt(node.dataset.slot);
      fill(node, { tabindex: 0, role: "button", "aria-label": `${itemTitle(item)}\u00a0: ${quoted(this.doc, item)}` }, []);
    }
  }

  itemAt(slot) {
    const { turns, mentions, claims } = this.items;
    return [...mentions, ...claims, ...turns].find((item) => item.slot === slot);
  }

  focusOn(slot) {
    [...this.flow.querySelectorAll("[data-slot]")].find((node) => node.dataset.slot === slot)?.focus();
  }

  clicked(event) {
    const node = event.target.closest(".piece");
    if (!node || !getSelection().isCollapsed) return;
    const { items } = this.pieces[node.dataset.piece];
    const visible = items.filter((item) => this.isShown(item)).sort((a, b) => (a.end - a.start) - (b.end - b.start));
    const item = visible.find(({ layer }) => layer === "entity") || visible[0];
    if (item) this.open(item, null);
  }

  isShown(item) {
    const hidden = (name) => this.flow.classList.contains(`hide-${name}`);
    if (item.layer === "entity") return !hidden(item.label.toLowerCase());
    return !hidden(item.type) && (item.key || !this.flow.classList.contains("only-key"));
  }

  open(item, from) {
    if (item) sheet.open(this, item, from);
  }

  show(spans) {
    flash(this.pieces, spans);
  }

  // Leads to what the address names: an exchange, a turn, a claim, a name or a span.
  arrive() {
    const exchange = this.params.get("x");
    const heading = exchange && byId(`section-${exchange}`)?.querySelector("h2");
    if (this.wanted.length) {
      const claim = this.items.claims.find(({ id }) => id === this.params.get("c"));
      if (claim && !claim.key) this.bar.querySelector(".key-toggle[aria-pressed=true]")?.click();
      this.show(this.wanted);
    }
    else if (heading) {
      heading.scrollIntoView();
      heading.focus({ preventScroll: true });
    }
    else return false;
    return true;
  }
}

function wantedSpans(doc, params) {
  const [from, to] = (params.get("s") || "").split("-").map(Number);
  if (to > from && to <= doc.points.length) return [{ start: from, end: to }];
  const turn = doc.turns.filter(({ id }) => id === params.get("t"));
  const claim = doc.claims.filter(({ id }) => id === params.get("c"));
  const name = doc.mentions.filter(({ id }) => id === params.get("e")).slice(0, 1);
  return [...turn, ...claim, ...name];
}

const locatorText = ([, , kind, value]) => (kind === "page" ? `p. ${value}` : kind === "time" ? value : `§ ${value}`);

