// Offsets of the data count code points; a string of the browser counts UTF-16 units.

class Points {
  constructor(text) {
    this.text = text;
    if (!/[\ud800-\udbff]/.test(text)) return; // both counts are the same
    const units = [];
    for (let unit = 0; unit < text.length; unit += text.codePointAt(unit) > 0xffff ? 2 : 1) units.push(unit);
    this.units = Uint32Array.from([...units, text.length]);
  }

  get length() {
    return this.units ? this.units.length - 1 : this.text.length;
  }

  unit(point) {
    return this.units ? this.units[point] : point;
  }

  // The point at a unit, or before it where the unit lies inside a pair.
  point(unit) {
    if (!this.units) return unit;
    let low = 0;
    let high = this.units.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.units[middle] <= unit) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  slice(start, end) {
    return this.text.slice(this.unit(start), this.unit(end));
  }
}

const FOLDED = new Map([["’", "'"], ["‘", "'"], ["œ", "oe"], ["æ", "ae"], ["«", "\""], ["»", "\""],
  ["“", "\""], ["”", "\""], ["\u00a0", " "], ["\u202f", " "], ["\u2009", " "], ["\n", " "], ["‑", "-"]]);

function foldedUnit(unit) {
  if (!FOLDED.has(unit)) FOLDED.set(unit, unit.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase());
  return FOLDED.get(unit);
}

// Without case, accents, ligatures and kinds of apostrophe and space.
const fold = (text) => folded(text).text;

// The folded text with `at`: folded index -> index in `text`; null where both are the same.
function folded(text) {
  const lower = text.replace(/[A-Z]+/g, (part) => part.toLowerCase());
  if (!/[^\x20-\x7e]/.test(lower)) return { text: lower, at: null };
  let same = true;
  const plain = lower.replace(/[^\x20-\x7e]/g, (unit) => {
    const out = foldedUnit(unit);
    if (out.length !== 1) same = false;
    return out;
  });
  if (same) return { text: plain, at: null };
  const at = new Uint32Array(plain.length + 1);
  let to = 0;
  for (let from = 0; from < lower.length; from += 1) {
    const unit = lower[from];
    const width = unit >= " " && unit <= "~" ? 1 : foldedUnit(unit).length;
    for (let step = 0; step < width; step += 1) at[to + step] = from;
    to += width;
  }
  at[to] = lower.length;
  return { text: plain, at };
}

// Starts and ends, in points, of the words and marks of a text: the places where a span may end.
function edges(points) {
  const found = { starts: [], ends: [] };
  for (const match of points.text.matchAll(/[\p{L}\p{M}\p{N}]+['’]?|[^\s\p{L}\p{M}\p{N}]/gu)) {
    found.starts.push(points.point(match.index));
    found.ends.push(points.point(match.index + match[0].length));
  }
  return found;
}

// A line end in the middle of a sentence is how the file was wrapped, not how it reads.
const unwrapped = (text) =>
  text.replace(/([^\n]{40,100}[^\n.!?:;…»"])\n(?=[^\n])/g, "$1 ");

