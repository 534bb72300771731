// Files that the reader takes away.

function save(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

// A text that a spreadsheet would take for a formula gets an apostrophe; numbers stay as they are.
function csvCell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = String(value).replace(/^(?=\s*[=+\-@\t\r])/, "'");
  return /[",\n\r]/.test(text) ? `"${text.replaceAll("\"", "\"\"")}"` : text;
}

// With a byte order mark, without which spreadsheets misread accents.
function csv(header, lines) {
  return "\ufeff" + [header, ...lines].map((line) => line.map(csvCell).join(",") + "\r\n").join("");
}

