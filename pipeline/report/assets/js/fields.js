// The fields of a correction: each reads and writes one property of a draft.

function choice(draft, name, shown, options, act) {
  return labelled(shown, select(options, draft[name] ?? "", (value) => {
    draft[name] = value || null;
    act?.();
  }, { name }));
}

function line(draft, name, shown) {
  const field = el("input", { value: draft[name] ?? "", name, autocomplete: "off" });
  field.addEventListener("input", () => {
    draft[name] = field.value.trim() || null;
  });
  return labelled(shown, field);
}

function check(draft, name, shown) {
  const box = el("input", { type: "checkbox", checked: draft[name], name });
  box.addEventListener("change", () => {
    draft[name] = box.checked;
  });
  return el("label", { class: "check" }, box, shown);
}

const optionsOf = (kind) => Object.entries(LABELS[kind]);

function speakerOptions(doc) {
  return [["", "personne"], ...doc.participants.map((person) =>
    [person.id, `${speakerName(doc, person.id)} (${LABELS.participant[person.role]})`])];
}

function turnFields(doc, draft) {
  return [choice(draft, "role", "Rôle", optionsOf("role")), choice(draft, "speaker", "Locuteur", speakerOptions(doc))];
}

function entityFields(doc, draft) {
  const kinds = el("div");
  const fillKinds = () => {
    const fits = (kind) => corpus.org_kinds.includes(kind) === (draft.label === "ORG");
    const fitting = ["ORG", "MISC"].includes(draft.label) ? optionsOf("kind").filter(([kind]) => fits(kind)) : [];
    if (!fitting.some(([kind]) => kind === draft.kind)) draft.kind = null;
    kinds.replaceChildren(choice(draft, "kind", "Nature", [["", "non précisée"], ...fitting]));
  };
  fillKinds();
  return [choice(draft, "label", "Type", optionsOf("label"), fillKinds), kinds, line(draft, "name", "Nom complet")];
}

function claimFields(doc, draft) {
  return [choice(draft, "type", "Type", optionsOf("type")), choice(draft, "modality", "Modalité", optionsOf("modality")),
    el("div", { class: "checks" }, check(draft, "key", "clé"), check(draft, "negated", "niée"), check(draft, "hedged", "atténuée")),
    choice(draft, "attribution", "Voix", optionsOf("attribution")), line(draft, "source", "Source rapportée"),
    choice(draft, "speaker", "Locuteur", speakerOptions(doc))];
}

// Moves the ends of a span word by word, or takes what is selected in the text.
function boundaryFields(reading, draft) {
  const { doc } = reading;
  const { starts, ends } = edges(doc.points);
  const shown = el("p", { class: "bounds", "aria-live": "polite", dir: "auto" });
  const AROUND_BOUNDS = 24;
  function draw() {
    const { points } = doc;
    const { before, after } = around(points.text, points.unit(draft.start), points.unit(draft.end), AROUND_BOUNDS);
    shown.replaceChildren(before, el("mark", {}, quoted(doc, draft)), after);
  }
  const move = (name, list, step) => () => {
    const next = step < 0 ? list.findLast((place) => place < draft[name]) : list.find((place) => place > draft[name]);
    const after = { ...draft, [name]: next };
    if (next === undefined || after.start >= after.end) return;
    draft[name] = next;
    draw();
  };
  const take = () => {
    const span = selectedSpan(reading);
    if (!span) return say("Rien n’est sélectionné dans le texte.");
    Object.assign(draft, span);
    draw();
  };
  draw();
  const arrow = (sign, name, label, list, step) => button(sign, move(name, list, step), { "aria-label": label, title: label });
  return el("fieldset", { class: "boundaries" }, el("legend", {}, "Bornes"), shown, el("div", { class: "arrows" },
    el("span", {}, "début", arrow("◂", "start", "Début\u00a0: un mot plus tôt", starts, -1), arrow("▸", "start", "Début\u00a0: un mot plus tard", starts, 1)),
    el("span", {}, "fin", arrow("◂", "end", "Fin\u00a0: un mot plus tôt", ends, -1), arrow("▸", "end", "Fin\u00a0: un mot plus tard", ends, 1)),
    // A press would take the selection away before the click could read it.
    button("Prendre la sélection", take, { class: "take", on: { mousedown: (event) => event.preventDefault() } })));
}

