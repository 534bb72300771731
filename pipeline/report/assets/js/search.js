// Words in all interviews, or the mentions of one name, each with what stands around it.

const AROUND = 70; // characters on each side of a hit
const SHOWN = 200; // hits drawn at a time
const index = []; // number of an interview -> its folded text

async function buildIndex(isStale) {
  if (index.length === interviews.length) return true;
  const made = [];
  const whole = await eachInterview(({ text }) => made.push({ ...folded(text), original: text }), isStale);
  if (whole) index.splice(0, index.length, ...made);
  return whole;
}

// « exact phrase » or "exact phrase"; otherwise each word.
function termsOf(query) {
  const terms = [...fold(query).matchAll(/"([^"]+)"|[^\s"]+/g)].map(([all, phrase]) => (phrase ?? all).trim());
  return terms.filter(Boolean);
}

// Hits in UTF-16 units of the interview's text: [[start, end]…], in text order, apart.
function hitsIn({ text, at }, terms) {
  const found = [];
  for (const term of terms) {
    let from = text.indexOf(term);
    if (from < 0) return [];
    for (; from >= 0; from = text.indexOf(term, from + term.length)) {
      found.push(at ? [at[from], at[from + term.length - 1] + 1] : [from, from + term.length]);
    }
  }
  found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  return found.filter(([start], place) => !place || start >= found[place - 1][1]);
}

async function searchView(params, isStale) {
  const query = params.get("q") || "";
  const terms = termsOf(query);
  byId("query").value = query;
  if (!terms.length) return hitsView("Recherche", "Écrivez un mot dans le champ de recherche.", []);
  say("Recherche en cours");
  if (!(await buildIndex(isStale))) return null;
  const found = index.flatMap((entry, number) => {
    const hits = hitsIn(entry, terms);
    return hits.length ? [{ number, text: entry.original, hits }] : [];
  });
  const title = el("span", {}, "Recherche\u00a0: ", words(query, { class: "sought" }));
  return hitsView(title, "Rien ne correspond. Casse et accents ne comptent pas\u202f; entre guillemets, l’expression exacte.", found);
}

function mentionsView(group) {
  const found = group.interviews.map((number) => {
    const doc = openInterview(number);
    const mentions = doc.mentions.filter((mention) => mention.group === group.number);
    const spans = mentions.map(({ start, end }) => [doc.points.unit(start), doc.points.unit(end)]);
    return { number, text: doc.text, points: doc.points, hits: spans.sort((a, b) => a[0] - b[0]) };
  });
  const kind = LABELS.kind[group.kind];
  const title = el("span", {}, words(group.name), " ", tag("label", group.label, LABELS.label[group.label]),
    kind && el("span", { class: "kind" }, kind));
  return hitsView(title, "Aucune mention.", found);
}

function hitsView(title, none, found) {
  const total = found.reduce((sum, { hits }) => sum + hits.length, 0);
  const list = el("div", { class: "hits" });
  const tally = total ? `${count(total, "occurrence", "occurrences")} dans ${count(found.length, "entretien", "entretiens")}` : none;
  const lines = found.flatMap((entry) => entry.hits.map((hit, place) => ({ entry, hit, isFirst: !place })));
  const more = button("Afficher la suite", () => draw(), { class: "more" });
  let drawn = 0;
  function draw() {
    for (const line of lines.slice(drawn, drawn + SHOWN)) {
      if (line.isFirst) list.append(hitsHeading(line.entry));
      line.entry.points ??= new Points(line.entry.text);
      list.append(hitLine(line.entry, line.hit));
    }
    drawn += SHOWN;
    more.hidden = drawn >= lines.length;
  }
  draw();
  roving(list, "a.hit");
  say(tally);
  return el("section", {}, el("h1", { tabindex: -1 }, title), el("p", { class: "lede" }, tally), list, more);
}

function hitsHeading({ number, hits }) {
  const interview = interviews[number];
  return el("h2", {}, el("a", { href: hash({ itw: interview.id }) }, words(called(interview))),
    " ", el("span", {}, String(hits.length)));
}

function hitLine({ number, text, points }, [start, end]) {
  const span = `${points.point(start)}-${points.point(end)}`;
  const { before, after } = around(text, start, end, AROUND);
  return el("a", { class: "hit", href: hash({ itw: interviews[number].id, s: span }) },
    el("span", { class: "left" }, before), el("mark", {}, clean(text.slice(start, end))),
    el("span", { class: "right" }, after));
}

// What stands before and after a place, up to `most` characters each, in whole words.
function around(text, start, end, most) {
  const from = Math.max(0, start - most);
  const before = text.slice(from, start);
  const after = text.slice(end, end + most);
  return {
    before: from ? `…${clean(before.replace(/^\S*\s+/, ""))}` : clean(before),
    after: end + most < text.length ? `${clean(after.replace(/[\s.,;:…]+\S*$/, ""))}…` : clean(after),
  };
}

// On one line, and without half a pair where one word was longer than what is shown.
const clean = (text) => text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "").replace(/\s+/g, " ");

