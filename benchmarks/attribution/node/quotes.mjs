// Finds quotations with a package of npm: node quotes.mjs quote-parser|compromise
//
// Reads texts, one JSON object a line: {"name": …, "text": …}. Writes for each a line {"name": …, "rows": [{"content": [start, end],
// "source": [start, end] or null}, …]}; offsets count UTF-16 units of the text, `end` exclusive.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);

function quoteParser() {
  const parser = require("quote-parser");
  return (text) =>
    parser.parse(text, "en", { minLength: 10 }).map((quote) => ({
      content: [quote.index, quote.index + quote.text.length],
      source: trimmed(text, quote.name.index, quote.name.index + quote.name.text.length),
    }));
}

function compromise() {
  const nlp = require("compromise");
  return (text) =>
    nlp(text)
      .quotations()
      .json({ offset: true, terms: false })
      .map((quote) => ({ content: found(text, quote), source: null }));
}

// Its offset is that of the first word, behind the marks that its text begins with: the text itself is looked for, from there backwards.
function found(text, { text: words, offset }) {
  const at = text.lastIndexOf(words, offset.start);
  const start = at < 0 ? offset.start : at;
  return trimmed(text, start, start + words.length);
}

function trimmed(text, start, end) {
  const part = text.slice(start, end);
  return [start + part.length - part.trimStart().length, end - part.length + part.trimEnd().length];
}

const FINDERS = { "quote-parser": quoteParser, compromise };
const find = FINDERS[process.argv[2]]();

for await (const line of createInterface({ input: process.stdin })) {
  const { name, text } = JSON.parse(line);
  process.stdout.write(JSON.stringify({ name, rows: text.trim() ? find(text) : [] }) + "\n");
}
