// The reader's decisions: one a target, kept in this browser and written as corrections.jsonl.

const LAYERS = ["turn", "entity", "claim"];
const ACTIONS = ["accept", "reject", "correct", "add"];

const corrections = {
  own: new Map(), // number of an interview -> Map(key -> line)
  foreign: [], // lines of a loaded file that belong to no text of this page
  reviewer: stored.read("entretiens:relecteur") || "",
  isKept: true, // whether the browser stores them

  of(number) {
    if (!this.own.has(number)) this.own.set(number, new Map(this.restore(number).map((line) => [keyOf(line), line])));
    return this.own.get(number);
  },

  place(number) {
    return `entretiens:relecture:${interviews[number].text_sha256}:${interviews[number].id}`;
  },

  restore(number) {
    try {
      return JSON.parse(stored.read(this.place(number)) || "[]").filter((line) => !problemIn(line));
    } catch {
      return []; // another program's, or damaged
    }
  },

  keep(number) {
    const lines = this.of(number);
    const written = lines.size ? JSON.stringify([...lines.values()]) : null;
    this.isKept = stored.write(this.place(number), written) && this.isKept;
  },

  decide(number, { layer, action, target, value = null, note = "", replaces = null }) {
    const interview = interviews[number];
    const line = {
      schema_version: "1.0", record: interview.id, source_sha256: interview.source_sha256,
      text_sha256: interview.text_sha256, layer, action, target, value, note,
      reviewer: this.reviewer, made: new Date().toISOString(),
    };
    const lines = this.of(number);
    if (replaces) lines.delete(replaces);
    lines.delete(keyOf(line)); // so that the last decision is the last line
    lines.set(keyOf(line), line);
    this.keep(number);
    return keyOf(line);
  },

  forget(number, key) {
    this.of(number).delete(key);
    this.keep(number);
  },

  forgetAll() {
    for (const { number } of interviews) {
      if (!this.of(number).size) continue;
      this.of(number).clear();
      this.keep(number);
    }
    this.foreign = [];
  },

  all() {
    return [...interviews.flatMap(({ number }) => [...this.of(number).values()]), ...this.foreign];
  },

  written() {
    return this.all().map((line) => JSON.stringify(line) + "\n").join("");
  },

  // Takes the lines of a file on top of what is there; returns what became of them.
  load(content) {
    const told = { taken: 0, foreign: 0, unread: 0 };
    const changed = new Set();
    for (const text of content.split(/\r?\n/).filter((part) => part.trim())) {
      const line = parsed(text);
      const number = line && numberOf.get(line.record);
      if (!line) told.unread += 1;
      else if (number === undefined || interviews[number].text_sha256 !== line.text_sha256) {
        const same = JSON.stringify(line);
        if (!this.foreign.some((other) => JSON.stringify(other) === same)) this.foreign.push(line);
        told.foreign += 1;
      } else {
        const lines = this.of(number);
        lines.delete(keyOf(line));
        lines.set(keyOf(line), line);
        changed.add(number);
        told.taken += 1;
      }
    }
    for (const number of changed) this.keep(number);
    return told;
  },
};

// What tells one target from another; an addition is told by its place and name.
function keyOf({ layer, target, value }) {
  if (target) return [layer, target.id, target.start, target.end].join(" ");
  return [layer, "+", value.start, value.end, value.label || value.type || value.role].join(" ");
}

function parsed(text) {
  try {
    const line = JSON.parse(text);
    return problemIn(line) ? null : line;
  } catch {
    return null;
  }
}

function problemIn(line) {
  const isPlaced = (part) => part && Number.isInteger(part.start) && Number.isInteger(part.end) && part.start < part.end;
  if (!line || typeof line.record !== "string" || typeof line.text_sha256 !== "string") return "record";
  if (!String(line.schema_version).startsWith("1.")) return "schema_version";
  if (!LAYERS.includes(line.layer) || !ACTIONS.includes(line.action)) return "action";
  if (line.action === "add" ? line.target !== null : !isPlaced(line.target)) return "target";
  if (["add", "correct"].includes(line.action) && !isPlaced(line.value)) return "value";
  return "";
}

