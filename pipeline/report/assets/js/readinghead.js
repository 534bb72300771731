// What stands around an interview's text: title, people, summary, layers, list of exchanges, source.

function readingHead(reading) {
  const { doc } = reading;
  const { source } = doc;
  const kicker = [source.publication, frenchDate(source.date), source.author].filter(Boolean).join(" · ");
  const at = doc.number;
  const near = (number, name) => (interviews[number]
    ? el("a", { href: hash({ itw: interviews[number].id }), title: called(interviews[number]) }, name) : null);
  return el("header", {}, el("p", { class: "crumbs" }, el("a", { href: "#vue=entretiens" }, "Entretiens"), near(at - 1, "‹ précédent"), near(at + 1, "suivant ›")),
    kicker && el("p", { class: "kicker", dir: "auto" }, kicker),
    el("h1", { tabindex: -1, dir: "auto" }, unbroken(called(doc))),
    doc.lead && el("p", { class: "lead", dir: "auto" }, doc.lead),
    el("ul", { class: "people" }, doc.participants.map(personLine)),
    summaryBox(reading), namesBox(reading));
}

function personLine(person) {
  const about = [person.function, person.organisation].filter(Boolean).join(", ");
  const labels = person.labels.filter((label) => label !== person.name);
  return el("li", {}, el("b", {}, words(person.name || "sans nom")), about && [", ", words(about)],
    el("span", { class: "role" }, LABELS.participant[person.role]),
    labels.length ? el("span", { class: "labels", title: "Étiquettes dans le texte" }, words(labels.join(", "))) : null);
}

function summaryBox(reading) {
  const { summary, keywords, warnings } = reading.doc;
  return el("div", { class: "abstract" },
    summary.sentences.length ? el("section", { "aria-label": "Résumé" }, el("h2", {}, "Résumé"),
      el("p", {}, summary.sentences.map((sentence) => [sentenceButton(reading, sentence), " "]))) : null,
    keywords.length ? el("p", { class: "keywords" }, el("b", {}, "Mots-clés"), keywords.map((word) => [" ",
      el("a", { href: hash({ vue: "recherche", q: `"${word}"` }) }, words(word))])) : null,
    warnings.length ? el("p", { class: "notice" }, `${count(warnings.length, "avertissement", "avertissements")}\u00a0: `,
      words(warnings.map(frenchWarning).join("\u202f; "))) : null);
}

function sentenceButton(reading, [text, evidence]) {
  return button(words(text), () => reading.show(evidence.map(([start, end]) => ({ start, end }))),
    { class: "sentence", title: "Voir le passage" });
}

// Every name of the interview; each press leads to its next mention.
function namesBox(reading) {
  const { entities } = reading.doc;
  if (!entities.length) return null;
  return el("details", { class: "names" }, el("summary", {}, `${count(entities.length, "nom", "noms")} dans cet entretien`),
    el("ul", {}, entities.map((entity) => {
      let next = 0;
      const step = () => {
        const [start, end] = entity.mentions[next];
        next = (next + 1) % entity.mentions.length;
        reading.show([{ start, end }]);
      };
      return el("li", {}, button([words(entity.name), entity.mentions.length > 1 && el("small", {}, ` ${entity.mentions.length}`)],
        step, { class: `tag ${entity.label.toLowerCase()}`, "data-kind": "label",
          title: [LABELS.label[entity.label], LABELS.kind[entity.kind]].filter(Boolean).join(", ") }));
    })));
}

// The layers of marks, which are switched by classes of the text: nothing is drawn anew.
function layerBar(reading) {
  const { flow } = reading;
  const layer = (name, shown, mark, kind) => toggle([el("i", { "aria-hidden": "true" }, mark), shown], true,
    (on) => flow.classList.toggle(`hide-${name}`, !on), { class: `layer ${name}`, "data-kind": kind });
  const labels = Object.entries(LABELS.label).map(([code, name]) => layer(code.toLowerCase(), name, MARK[code], "label"));
  const types = Object.entries(LABELS.type).map(([code, name]) => layer(code, name, TYPE_MARK[code], "type"));
  flow.classList.toggle("only-key", !reading.isReviewing);
  const onlyKey = toggle("Clés seulement", !reading.isReviewing, (on) => flow.classList.toggle("only-key", on), { class: "layer key-toggle" });
  return el("div", { class: "layer-bar" },
    el("details", { class: "layers", open: matchMedia("(min-width: 60rem)").matches }, el("summary", {}, "Couches"),
      el("div", { class: "group", role: "group", "aria-label": "Noms" }, el("span", {}, "Noms"), labels),
      el("div", { class: "group", role: "group", "aria-label": "Affirmations" }, el("span", {}, "Affirmations"), onlyKey, types)),
    review.bar(reading));
}

function exchangeList(doc) {
  const first = (exchange) => doc.turns.find(({ id }) => id === (exchange.question[0] || exchange.answers[0]));
  return el("nav", { class: "contents", "aria-label": "Échanges" }, el("ol", {}, doc.exchanges.map((exchange) => {
    const text = quoted(doc, first(exchange));
    const link = el("a", { href: hash({ itw: doc.id, x: exchange.id }) }, words(text.length > 90 ? `${text.slice(0, 88).trim()}…` : text));
    return el("li", { value: exchange.id.slice(1) }, link);
  })));
}

function readingFoot(doc) {
  const { source } = doc;
  const isLink = /^https?:\/\//i.test(source.url || "");
  const facts = [["Fichier", source.file], ["Format", `${source.format}, ${source.encoding}`],
    ["Adresse", isLink ? el("a", { href: source.url, rel: "noopener noreferrer" }, source.url) : source.url],
    ["Publication", source.publication], ["Date", source.date], ["Auteur", source.author],
    ...Object.entries(doc.metadata), ["Empreinte du fichier", source.sha256]];
  return el("footer", {}, el("details", { class: "source" }, el("summary", {}, "Source et variables"),
    el("dl", {}, facts.filter(([, value]) => value).map(([name, value]) => [el("dt", {}, words(name)), el("dd", {}, words(value))]))));
}

function frenchDate(iso) {
  const [, year, month, day] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(iso || "") || [];
  if (!year || !month) return iso;
  const form = { year: "numeric", month: "long", ...(day ? { day: "numeric" } : {}), timeZone: "UTC" };
  return new Date(Date.UTC(year, month - 1, day || 1)).toLocaleDateString("fr", form);
}

function frenchWarning(warning) {
  const [motif, ...detail] = warning.split(": ");
  return [LABELS.warning[motif] || motif, ...detail].join("\u00a0: ");
}

