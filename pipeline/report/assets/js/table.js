// A table that is sorted, filtered and paged, and whose state stands in the address.
//
// columns: {key, name, value(row) -> text or number, cell(row) -> node, numeric, narrow}
// facets:  {key, name, value(row) -> text or list of texts, names(value) -> shown}
// extra:   columns that only the downloaded file has

const PAGE = 50;
const collator = new Intl.Collator("fr", { numeric: true, sensitivity: "base", ignorePunctuation: true });

class Table {
  constructor({ file, caption, columns, facets, rows: all, sort, empty, extra = [] }, params) {
    // A column without a value in the whole table is left out here, not in the downloaded file.
    const isUsed = (column) => !all.length || all.some((row) => !isNone(column.value(row)));
    Object.assign(this, { file, columns: columns.filter(isUsed), all, empty, written: [...extra, ...columns] });
    this.facets = facets.filter((facet) => this.valuesOf(facet).size > 1 || params.has(facet.key));
    this.query = params.get("q") || "";
    this.chosen = new Map(this.facets.map(({ key }) => [key, params.get(key) || ""]));
    const order = params.get("tri") || sort;
    this.usual = sort;
    this.sort = { key: order.replace(/^-/, ""), down: order.startsWith("-") };
    this.page = Number(params.get("page") || 1) - 1;
    this.params = params;
    this.texts = new Map();
    this.head = el("tr", { role: "row" });
    this.body = el("tbody", { role: "rowgroup" });
    this.tally = el("span", { class: "tally", role: "status" });
    this.pager = el("nav", { class: "pager", "aria-label": "Pages" });
    this.tools = this.makeTools();
    this.node = el("div", { class: "listing" }, this.tools,
      el("div", { class: "rows" }, el("table", { role: "table" }, el("caption", { class: "unseen" }, caption),
        el("thead", { role: "rowgroup" }, this.head), this.body)), this.pager);
    this.body.addEventListener("keydown", (event) => this.turnPage(event));
    this.update();
    roving(this.body, "a.main");
  }

  valuesOf(facet) {
    return new Set(this.all.flatMap((row) => facet.value(row)));
  }

  makeTools() {
    const field = el("input", { type: "search", value: this.query, spellcheck: "false" });
    field.addEventListener("input", () => this.change(() => {
      this.query = field.value;
    }));
    this.menus = this.facets.map((facet) => select([], "", (value) => this.change(() => {
      this.chosen.set(facet.key, value);
    })));
    return el("div", { class: "tools" },
      labelled("Filtrer", field),
      this.facets.map((facet, index) => labelled(facet.name, this.menus[index])),
      this.tally,
      button("Télécharger (CSV)", () => this.download(), { class: "download" }));
  }

  change(act) {
    act();
    this.page = 0;
    this.update();
  }

  textOf(row) {
    if (!this.texts.has(row)) this.texts.set(row, fold(this.columns.map((column) => column.value(row)).join(" ")));
    return this.texts.get(row);
  }

  isChosen(row, facet) {
    const wanted = this.chosen.get(facet.key);
    return !wanted || [facet.value(row)].flat().includes(wanted);
  }

  update() {
    const terms = fold(this.query).split(/\s+/).filter(Boolean);
    const found = this.all.filter((row) => terms.every((term) => this.textOf(row).includes(term)));
    this.shown = found.filter((row) => this.facets.every((facet) => this.isChosen(row, facet)));
    const column = this.columns.find(({ key }) => key === this.sort.key) || this.columns[0];
    const sign = this.sort.down ? -1 : 1;
    const keyed = this.shown.map((row) => [column.value(row), row]);
    keyed.sort(([a], [b]) => compare(a, b, sign));
    this.shown = keyed.map(([, row]) => row);
    this.fillMenus(found);
    this.draw();
    this.remember();
  }

  // Each facet counts what the others leave.
  fillMenus(found) {
    this.facets.forEach((facet, index) => {
      const counts = new Map();
      for (const row of found) {
        if (!this.facets.every((other) => other === facet || this.isChosen(row, other))) continue;
        for (const value of [facet.value(row)].flat()) counts.set(value, (counts.get(value) || 0) + 1);
      }
      const chosen = this.chosen.get(facet.key);
      if (chosen && !counts.has(chosen)) counts.set(chosen, 0);
      const named = [...counts].map(([value, n]) => [value, facet.names ? facet.names(value) : value, n]);
      named.sort((a, b) => collator.compare(a[1], b[1]));
      this.menus[index].replaceChildren(el("option", { value: "" }, "tous"),
        ...named.map(([value, name, n]) =>
          el("option", { value, selected: value === chosen }, `${name} (${n.toLocaleString("fr")})`)));
    });
  }

  draw() {
    const pages = Math.max(1, Math.ceil(this.shown.length / PAGE));
    this.page = Math.max(0, Math.min(this.page, pages - 1));
    const slice = this.shown.slice(this.page * PAGE, (this.page + 1) * PAGE);
    this.drawHead();
    this.body.replaceChildren(...slice.map((row) => el("tr", { role: "row" },
      this.columns.map((column) => this.cell(column, row)))));
    this.body.querySelectorAll("a.main").forEach((link, index) => {
      link.tabIndex = index ? -1 : 0;
    });
    if (!slice.length) this.body.append(el("tr", {}, el("td", { class: "none", colspan: this.columns.length }, this.empty)));
    const all = this.all.length.toLocaleString("fr");
    this.tally.textContent = this.shown.length === this.all.length ? `${all} en tout`
      : `${this.shown.length.toLocaleString("fr")} sur ${all}`;
    this.drawPager(pages);
  }

  drawHead() {
    if (!this.head.children.length) {
      this.head.append(...this.columns.map((column) => el("th", { role: "columnheader", scope: "col", class: column.numeric && "number" },
        button(column.name, () => this.sortBy(column)))));
    }
    this.columns.forEach((column, index) => {
      const order = column.key !== this.sort.key ? "none" : this.sort.down ? "descending" : "ascending";
      this.head.children[index].setAttribute("aria-sort", order);
    });
  }

  sortBy(column) {
    const down = column.key === this.sort.key ? !this.sort.down : Boolean(column.numeric);
    this.change(() => {
      this.sort = { key: column.key, down };
    });
  }

  cell(column, row) {
    const value = column.value(row);
    const shown = column.cell ? column.cell(row)
      : typeof value === "number" ? value.toLocaleString("fr") : words(value ?? "");
    return el("td", { role: "cell", class: column.numeric ? "number" : column.narrow ? "narrow" : null,
      "data-name": column.name, "data-empty": isNone(value) || value === 0 }, shown);
  }

  drawPager(pages) {
    this.pager.hidden = pages < 2;
    const go = (step) => () => {
      this.page += step;
      this.draw();
      this.remember();
      this.node.scrollIntoView();
    };
    this.pager.replaceChildren(
      button("‹ Précédente", go(-1), { disabled: this.page === 0 }),
      el("span", {}, `Page ${this.page + 1} sur ${pages.toLocaleString("fr")}`),
      button("Suivante ›", go(1), { disabled: this.page === pages - 1 }));
  }

  turnPage(event) {
    const step = { PageDown: 1, PageUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.page += step;
    this.draw();
    this.remember();
    this.body.querySelector("a.main")?.focus();
  }

  remember() {
    const order = (this.sort.down ? "-" : "") + this.sort.key;
    const state = { vue: this.params.get("vue"), nom: this.params.get("nom"), q: this.query,
      ...Object.fromEntries(this.chosen), tri: order === this.usual ? "" : order,
      page: this.page ? this.page + 1 : "" };
    history.replaceState(history.state, "", hash(state));
  }

  download() {
    const lines = this.shown.map((row) => this.written.map((column) => column.value(row)));
    save(this.file, "text/csv;charset=utf-8", csv(this.written.map(({ name }) => name), lines));
    say(`${count(lines.length, "ligne", "lignes")} dans ${this.file}`);
  }
}

const isNone = (value) => value === null || value === undefined || value === "";

// Empty values stand last, whatever the direction.
function compare(a, b, sign) {
  if (isNone(a) || isNone(b)) return isNone(a) - isNone(b);
  return sign * (typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b));
}

