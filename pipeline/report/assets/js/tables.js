// What the four tables show.

const yes = (value) => (value ? "oui" : "");
const isYes = (value) => (value ? "oui" : "non");

function mainLink(text, address) {
  return el("a", { class: "main", href: address }, words(text));
}

const tag = (kind, code, name) => el("span", { class: `tag ${code.toLowerCase()}`, "data-kind": kind }, name);

function interviewsTable(params, group) {
  const all = group ? group.interviews.map((number) => interviews[number]) : interviews;
  return new Table({
    file: "entretiens.csv",
    caption: "Entretiens",
    empty: "Aucun entretien ne correspond.",
    rows: all,
    sort: "id",
    extra: [{ name: "id", value: (row) => row.id }],
    columns: [
      { key: "id", name: "Entretien", value: called, cell: (row) => [
        mainLink(called(row), hash({ itw: row.id })), row.title && words(row.id, { class: "id" })] },
      { key: "people", name: "Personnes", value: (row) => row.people.join("\u202f; ") },
      { key: "date", name: "Date", value: (row) => row.date || "", narrow: true },
      { key: "publication", name: "Publication", value: (row) => row.publication || "" },
      { key: "format", name: "Format", value: (row) => row.format, narrow: true },
      { key: "words", name: "Mots", value: (row) => row.words, numeric: true },
      { key: "exchanges", name: "Échanges", value: (row) => row.exchanges, numeric: true },
      { key: "mentions", name: "Mentions", value: (row) => row.mentions, numeric: true },
      { key: "claims", name: "Affirmations", value: (row) => row.claims, numeric: true },
      { key: "keys", name: "dont clés", value: (row) => row.keys, numeric: true },
      { key: "warnings", name: "Avert.", value: (row) => row.warnings.length, numeric: true },
      { key: "reviewed", name: "Relecture", value: (row) => corrections.of(row.number).size, numeric: true },
    ],
    facets: [
      { key: "format", name: "Format", value: (row) => row.format },
      { key: "annee", name: "Année", value: (row) => (row.date || "sans date").slice(0, row.date ? 4 : 9) },
      { key: "publication", name: "Publication", value: (row) => row.publication || "sans publication" },
      { key: "relu", name: "Relu", value: (row) => isYes(corrections.of(row.number).size) },
    ],
  }, params);
}

function entitiesTable(params) {
  return new Table({
    file: "noms.csv",
    caption: "Noms du corpus",
    empty: "Aucun nom ne correspond.",
    rows: groups,
    sort: "-mentions",
    columns: [
      { key: "name", name: "Nom", value: (row) => row.name,
        cell: (row) => mainLink(row.name, hash({ vue: "recherche", nom: row.key })) },
      { key: "label", name: "Type", value: (row) => LABELS.label[row.label], narrow: true,
        cell: (row) => tag("label", row.label, LABELS.label[row.label]) },
      { key: "kind", name: "Nature", value: (row) => LABELS.kind[row.kind] || "" },
      { key: "mentions", name: "Mentions", value: (row) => row.mentions, numeric: true },
      { key: "exchanges", name: "Échanges", value: (row) => row.exchanges, numeric: true },
      { key: "interviews", name: "Entretiens", value: (row) => row.interviews.length, numeric: true,
        cell: (row) => el("a", { href: hash({ vue: "entretiens", nom: row.key }), tabindex: -1 },
          row.interviews.length.toLocaleString("fr")) },
    ],
    facets: [
      { key: "label", name: "Type", value: (row) => row.label, names: (value) => LABELS.label[value] },
      { key: "kind", name: "Nature", value: (row) => row.kind || "-",
        names: (value) => LABELS.kind[value] || "sans nature" },
    ],
  }, params);
}

let everyClaim = null;

async function allClaims(isStale) {
  if (everyClaim) return everyClaim;
  const found = [];
  const whole = await eachInterview((data, number) => {
    const doc = decode(data, number);
    const groupOfId = new Map(doc.entities.map(({ id, group }) => [id, group]));
    for (const claim of doc.claims) {
      found.push({
        number, id: claim.id, type: claim.type, key: claim.key, negated: claim.negated,
        hedged: claim.hedged, modality: claim.modality, salience: claim.salience,
        attribution: claim.attribution, statement: claim.statement || quoted(doc, claim),
        who: claim.attribution === "reported" ? claim.source || "" : speakerName(doc, claim.speaker) || "",
        groups: claim.entities.map((id) => groupOfId.get(id)),
      });
    }
  }, isStale);
  if (whole) everyClaim = found;
  return found;
}

function claimsTable(params, group, all) {
  return new Table({
    file: "affirmations.csv",
    caption: "Affirmations du corpus",
    empty: "Aucune affirmation ne correspond.",
    rows: group ? all.filter((row) => row.groups.includes(group.number)) : all,
    sort: "-salience",
    extra: [
      { name: "id de l’entretien", value: (row) => interviews[row.number].id },
      { name: "id", value: (row) => row.id },
    ],
    columns: [
      { key: "statement", name: "Affirmation", value: (row) => row.statement,
        cell: (row) => mainLink(row.statement, hash({ itw: interviews[row.number].id, c: row.id })) },
      { key: "type", name: "Type", value: (row) => LABELS.type[row.type], narrow: true,
        cell: (row) => tag("type", row.type, LABELS.type[row.type]) },
      { key: "who", name: "Selon", value: (row) => row.who },
      { key: "kind", name: "Voix", value: (row) => (row.attribution === "reported" ? LABELS.attribution.reported : ""), narrow: true },
      { key: "key", name: "Clé", value: (row) => yes(row.key), narrow: true },
      { key: "negated", name: "Niée", value: (row) => yes(row.negated), narrow: true },
      { key: "hedged", name: "Atténuée", value: (row) => yes(row.hedged), narrow: true },
      { key: "modality", name: "Modalité", value: (row) => (row.modality === "asserted" ? "" : LABELS.modality[row.modality]), narrow: true },
      { key: "salience", name: "Saillance", value: (row) => row.salience, numeric: true },
      { key: "interview", name: "Entretien", value: (row) => called(interviews[row.number]) },
    ],
    facets: [
      { key: "type", name: "Type", value: (row) => row.type, names: (value) => LABELS.type[value] },
      { key: "key", name: "Clé", value: (row) => isYes(row.key) },
      { key: "kind", name: "Voix", value: (row) => row.attribution, names: (value) => LABELS.attribution[value] },
      { key: "negated", name: "Niée", value: (row) => isYes(row.negated) },
      { key: "hedged", name: "Atténuée", value: (row) => isYes(row.hedged) },
      { key: "modality", name: "Modalité", value: (row) => row.modality, names: (value) => LABELS.modality[value] },
    ],
  }, params);
}

function warningsTable(params) {
  const all = interviews.flatMap((interview) => interview.warnings.map((warning) => {
    const [, motif, detail] = /^([^:]*)(?:: *)?(.*)$/s.exec(warning);
    return { interview, motif, detail };
  }));
  const turnsIn = ({ motif, detail }) => (motif === "doubtful turns" ? detail.split(", ") : []);
  const nameOf = (motif) => LABELS.warning[motif] || motif;
  return new Table({
    file: "avertissements.csv",
    caption: "Avertissements",
    empty: "Aucun avertissement.",
    rows: all,
    sort: "interview",
    extra: [{ name: "id de l’entretien", value: (row) => row.interview.id }],
    columns: [
      { key: "interview", name: "Entretien", value: (row) => called(row.interview),
        cell: (row) => mainLink(called(row.interview), hash({ itw: row.interview.id })) },
      { key: "motif", name: "Motif", value: (row) => nameOf(row.motif) },
      { key: "detail", name: "Précision", value: (row) => row.detail, cell: (row) => (turnsIn(row).length
        ? turnsIn(row).map((turn, index) => [index ? ", " : "", el("a", { href: hash({ itw: row.interview.id, t: turn }) }, turn)])
        : words(row.detail)) },
    ],
    facets: [{ key: "motif", name: "Motif", value: (row) => row.motif, names: nameOf }],
  }, params);
}

