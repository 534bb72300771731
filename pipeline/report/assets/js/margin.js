// Beside an exchange: what it comes to, and its claims, each of which leads to its words.

function margin(reading, exchange) {
  const claims = reading.items.claims.filter((claim) => claim.exchange === exchange.id);
  const keys = claims.filter(({ key }) => key).length;
  const { summary, keywords, status } = exchange;
  const box = el("aside", { class: "margin", "aria-label": `Notes de l’échange ${exchange.id.slice(1)}` });
  if (summary && summary.sentences.length) {
    box.append(el("div", { class: "brief" }, summary.sentences.map((sentence) => sentenceButton(reading, sentence))));
  }
  if (keywords.length || status) {
    box.append(el("p", { class: "keywords" }, status && el("b", {}, `${LABELS.status[status]} `), words(keywords.join(" · "))));
  }
  if (claims.length) {
    const wide = matchMedia("(min-width: 60rem)").matches;
    box.append(el("details", { class: "claims", open: wide || reading.isReviewing },
      el("summary", {}, count(claims.length, "affirmation", "affirmations"), keys ? `, dont ${count(keys, "clé", "clés")}` : ""),
      el("ul", {}, claims.map((claim) => el("li", { class: `${claim.type}${claim.key ? " key" : ""}${claim.state ? ` state-${claim.state}` : ""}` },
        claimButton(reading, claim))))));
  }
  return box;
}

function claimButton(reading, claim) {
  const flags = claimFlags(reading.doc, claim);
  return button([el("i", { class: "type", title: LABELS.type[claim.type] }, TYPE_MARK[claim.type]),
    el("span", {}, words(claim.statement || quoted(reading.doc, claim)), flags.length ? el("small", {}, flags.join(" · ")) : null)],
  (event) => {
    reading.show([claim]);
    if (reading.isReviewing) reading.open(claim, event.currentTarget);
    else history.replaceState(history.state, "", hash({ itw: reading.doc.id, c: claim.id }));
  }, { class: `claim-button ${claim.type}`, "aria-label": `${LABELS.type[claim.type]}\u00a0: ${claim.statement || quoted(reading.doc, claim)}${flags.length ? ` (${flags.join(", ")})` : ""}` });
}

function claimFlags(doc, claim) {
  return [
    claim.key && "clé", claim.negated && "niée", claim.hedged && "atténuée",
    claim.modality !== "asserted" && LABELS.modality[claim.modality],
    claim.attribution === "reported" && `selon ${claim.source || "un tiers"}`,
    claim.state && stateName(claim).toLowerCase(),
  ].filter(Boolean);
}

const STATES = { accept: "Accepté", reject: "Rejeté", correct: "Corrigé", add: "Ajouté" };
const stateName = (item) => STATES[item.state] || "";

function itemTitle(item) {
  if (item.layer === "entity") return `Nom, ${LABELS.label[item.label].toLowerCase()}`;
  if (item.layer === "claim") return `Affirmation, ${LABELS.type[item.type].toLowerCase()}`;
  return `Tour, ${LABELS.role[item.role]}`;
}

