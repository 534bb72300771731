// The data blocks of the page. An interview is parsed when it is needed, and the last few are kept.

const corpus = JSON.parse(byId("corpus").textContent);
const LABELS = corpus.labels;
const KEPT = 4;

function rows(kind, values) {
  const columns = corpus.columns[kind];
  return values.map((row) => {
    const item = {};
    columns.forEach((column, index) => {
      item[column] = row[index];
    });
    return item;
  });
}

const interviews = rows("interviews", corpus.interviews);
interviews.forEach((interview, number) => {
  interview.number = number;
});
const groups = rows("groups", corpus.groups);
groups.forEach((group, number) => {
  group.number = number;
  group.key = `${group.label}:${group.name}`;
});

const called = (interview) => interview.title || interview.id;
const numberOf = new Map(interviews.map((interview) => [interview.id, interview.number]));
const groupOf = new Map(groups.map((group) => [group.key, group]));
const raw = (number) => JSON.parse(byId(`itw-${number}`).textContent);

const opened = new Map();

function openInterview(number) {
  const found = opened.get(number) || decode(raw(number), number);
  opened.delete(number);
  opened.set(number, found);
  if (opened.size > KEPT) opened.delete(opened.keys().next().value);
  return found;
}

// One interview: rows become objects, and whatever can be reviewed gets its `layer`.
function decode(data, number) {
  const people = data.participants.map(([id, name, role, function_, organisation, labels]) =>
    ({ id, name, role, function: function_, organisation, labels }));
  const doc = {
    ...data,
    number,
    points: new Points(data.text),
    participants: people,
    persons: new Map(people.map((person) => [person.id, person])),
    turns: rows("turns", data.turns).map((turn) => ({ layer: "turn", ...turn })),
    exchanges: rows("exchanges", data.exchanges),
    entities: rows("entities", data.entities),
    claims: rows("claims", data.claims).map((claim) => ({ layer: "claim", ...claim })),
  };
  doc.mentions = doc.entities.flatMap((entity) =>
    rows("mentions", entity.mentions).map(({ start, end, turn, confidence }) => ({
      layer: "entity", id: entity.id, start, end, turn, confidence,
      label: entity.label, kind: entity.kind, name: entity.name, group: entity.group,
    })));
  doc.exchangeOf = exchangesOf(doc);
  return doc;
}

// Turn id -> exchange id; a turn of no exchange between two of one exchange stands in it as well.
function exchangesOf(doc) {
  const owners = new Map();
  for (const exchange of doc.exchanges) {
    for (const turn of [...exchange.question, ...exchange.answers]) owners.set(turn, exchange.id);
  }
  let before = null;
  let between = [];
  for (const { id } of doc.turns) {
    const own = owners.get(id);
    if (!own) between.push(id);
    else {
      if (own === before) for (const turn of between) owners.set(turn, own);
      before = own;
      between = [];
    }
  }
  return owners;
}

function speakerName(doc, id) {
  const person = doc.persons.get(id);
  if (!person) return null;
  return person.name || person.labels[0] || LABELS.participant[person.role];
}

const quoted = (doc, span) => unwrapped(doc.points.slice(span.start, span.end));

// Gives all interviews one after another without blocking the page; `visit` gets raw data.
async function eachInterview(visit, isStale) {
  for (const { number } of interviews) {
    if (number % 40 === 39) await breathe();
    if (isStale && isStale()) return false;
    visit(raw(number), number);
  }
  return true;
}

