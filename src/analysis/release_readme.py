"""The README of a release: what is in it, what each column means and where words were left out, and how the texts are joined to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from analysis import nine_words, standoff, tables

_FOLDERS = {
    "tables": "the tables, one CSV file each, without the words of the articles",
    "codebook": "the topics, actors and events of the study",
    "figures": "the figures, each as picture (without the links and names of its marks), numbers (CSV) and words about it (JSON)",
    "results": "the tables of the reports, but for those that are in `tables`",
    "methods.md": "what was done, in words, with an appendix on data, programs and versions",
    "sources.csv": "each raw file: name, SHA-256, bytes, and what is known of where it comes from",
    "manifest.json": "what the reports were made from, as checksums",
    "release.json": "this release: version of its form, and checksums of its files and of the full tables",
}
_TYPES = {
    "string": "text", "int64": "whole number", "double": "number", "bool": "true or false",
    "list<item: string>": "list of texts", "list<element: string>": "list of texts",
    "list<item: list<item: int64>>": "list of lists of whole numbers",
    "list<element: list<element: int64>>": "list of lists of whole numbers",
}  # fmt: skip
_TEXT = """# {title}

This is a study as stand-off data: what was found in {articles} news articles, each row with the characters of the article it was
read from, and no sentence of an article. It was written by `python -m analysis release`.

## What is here

| file or folder | what it holds |
|---|---|
{folders}

| table | a row is | rows |
|---|---|---|
{counts}

Of the articles, {states}.

No file here holds {run} words in a row of an article. That is checked before a release is written: words are letters and digits,
whatever their case and what stands between them; in scripts without spaces between words three letters count as a word. Names,
labels and single words stay.
{left_out}
## How to join the texts to it

The articles belong to their publishers. Whoever has the files that `sources.csv` names, unchanged, gets the full tables back:

    python -m analysis rehydrate RELEASE --raw RAW --processed PROCESSED

RELEASE is this folder, RAW the folder of the articles (the `sources.csv` here may be copied beside them), PROCESSED a folder
for the tables. Every SHA-256 and every span is verified first; what is missing, changed or too many is listed, a line each.
With `--partial` the tables are written all the same, without the words of what is not at hand; with `--reports REPORTS` figures
and report are made from the tables, too.

The same study from the start, and this release of it:

    python -m analysis build --raw RAW --codebook RELEASE/codebook --processed PROCESSED --reports REPORTS
    python -m analysis release RELEASE --raw RAW --codebook RELEASE/codebook --processed PROCESSED --reports REPORTS \\
        --title "{title}" --licence "{licence}"

## Licence

Tables, codebook, figures and this text: {licence}. The articles are not part of the release; no right to them is given here.

## The columns

Tables are CSV in UTF-8, sorted as said below; lists are JSON; texts stand between quotation marks, and a field that is null is
empty. Offsets count code points of the raw file, decoded as UTF-8 without newline translation, from 0; ends are exclusive. Where
`text_basis` is extracted they count in the text taken from that file, which is stored as `text_file` when the texts are joined.

{dictionary}
"""


def written(
    title: str, licence: str, counts: Mapping[str, int], states: Iterable[str], files: Sequence[str], left_out: Sequence[str]
) -> str:
    """The README.

    Parameters
    ----------
    title, licence
        As stated by the researcher.
    counts
        Rows of each table.
    states
        `status` of each article.
    files
        Names of the files of the release.
    left_out
        Files of the reports with the columns that were left out of them, a line each.
    """
    there = {"README.md", "release.json", *(name.split("/")[0] for name in files)}
    found = Counter(states)
    gone = (
        [f"\nLeft out of the figures and tables of the reports, because of the words of articles in them:\n\n{_list(left_out)}\n"]
        if left_out
        else [""]
    )
    return _TEXT.format(
        title=title,
        licence=licence,
        articles=found.total(),
        folders="\n".join(f"| `{name}` | {what} |" for name, what in _FOLDERS.items() if name in there),
        counts="\n".join(f"| `{name}` | {tables.ALL[name].row} | {n} |" for name, n in counts.items()),
        states=", ".join(f"{n} {'are' if n > 1 else 'is'} {state}" for state, n in sorted(found.items())) or "none is there",
        run=nine_words.RUN,
        left_out=gone[0],
        dictionary=dictionary(),
    )


def dictionary() -> str:
    """Every column of every released table: what it means, and for what words it stands in."""
    return "\n\n".join(_table(name) for name in tables.ALL)


def _table(name: str) -> str:
    table = tables.ALL[name]
    short = standoff.SHORT.get(name, {})
    rows = [
        f"| `{column.name}` | {_TYPES[str(column.type)]} | {column.meaning} | {short.get(column.name, '')} |"
        for column in standoff.released_columns(name)
    ]
    lost = [f"- `{column}` is left out: {words.how}" for column, words in standoff.WORDS.get(name, {}).items()]
    head = [f"### `{name}`: {table.row}", "", f"Sorted by {', '.join(f'`{column}`' for column in table.order)}.", ""]
    return "\n".join([*head, *lost, *([""] if lost else []), "| column | type | meaning | words it may hold |", "|---|---|---|---|", *rows])


def _list(lines: Sequence[str]) -> str:
    return "\n".join(f"- `{line.partition(': ')[0]}`: {line.partition(': ')[2]}" for line in lines)
