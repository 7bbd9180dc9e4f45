"""A study as stand-off data: tables, codebook, figures and sources without a sentence of the articles, in a folder that may be shared."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis import __version__, articles, nine_words, raw_files, release_readme, sources, standoff, tables
from analysis.articles import Article
from analysis.study import Study

FORMAT, VERSION = "who-said-what release", 1
RECORD = "release.json"
SOURCES = ("file", "sha256", "bytes", "outlet", "url", "published", "licence", "note")
# Columns of the tables and figures in `reports` that hold words of the articles, by file ("": in any).
REPORTED: dict[str, tuple[str, ...]] = {
    "": ("content", "text", "title", "verbatim", "narrowed_by", "widened_by"),
    "06_coverage": ("label",),
    "07_errors": ("gold", "found"),
}
# Marks of a figure lead to their rows in the report, which is no part of a release; their names may quote what was said.
_INTO_THE_REPORT = re.compile(rb'<a\b[^<>]*href="\.\./[^<>]*>(?:<title>[^<]*</title[^<>]*>)?')
_INTO_THE_ROWS = re.compile(rb"\[([^\]\n]*)\]\((?:rows/|numbers\.html)[^)\n]*\)")
_FIGURES = (".svg", ".png", ".csv", ".json")


class Refused(ValueError):
    """A release that is not written; the message says why, one fault a line."""


@dataclass(frozen=True)
class Stated:
    """What the researcher states about a release: its title, the licence of what is in it, and what is left out."""

    title: str = "A study of news texts, without the texts"
    licence: str = "not stated: ask the authors of the study"
    without: tuple[str, ...] = ()
    """Figures and tables of the reports that are left out, by name without suffix."""


def release(study: Study, target: Path, stated: Stated | None = None) -> list[str]:
    """Write a study to a folder as stand-off data and return the names of the files, sorted.

    Parameters
    ----------
    study
        Its raw articles, read as it says; tables and codebook; and its reports, where a build made them.
    target
        A folder that is not there, is empty, or holds an earlier release, which is replaced.
    stated
        Title, licence and what is left out.

    Raises
    ------
    Refused
        Before anything is written: where a file would hold nine words in a row of an article, a raw file is not the one that the
        tables were made from, words do not stand where a table says, reports were made from other tables, or the target holds
        something else than a release. All faults of a kind at once.
    FileNotFoundError
        Where a table or the raw folder is missing.

    Notes
    -----
    What is in it: see the README that it writes. Same study, same bytes. Links are not followed, neither in the
    codebook and the reports, nor in the target.
    """
    stated = stated or Stated()
    _free(target)
    found = list(articles.read(study.raw, **study.reading))
    runs = nine_words.runs_of(found)
    files, full = _tables(study, found)
    files["sources.csv"] = _sources(study.raw, found)
    files |= _codebook(study.codebook)
    reported, left_out = _reports(study, runs, stated.without)
    files |= reported
    counts = {name: record["rows"] for name, record in full.items()}
    states = [article.status for article in found]
    files["README.md"] = release_readme.written(stated.title, stated.licence, counts, states, sorted(files), left_out).encode()
    faults = [str(leak) for name in sorted(files) for leak in nine_words.leaks(name, files[name], runs)]
    if faults:
        raise Refused("\n".join([*faults, _advice()]))
    record = {
        "format": FORMAT, "version": VERSION, "made_by": __version__, "title": stated.title, "licence": stated.licence,
        "tables": full, "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
    }  # fmt: skip
    files[RECORD] = (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode()
    _write(target, files)
    return sorted(files)


def _advice() -> str:
    return (
        "nothing was written: shorten the label, note or address that quotes them (in the codebook, sources.csv, a correction or the"
        " notebook that made the file), build again and release again; a figure or table of the reports can be left out by --without NAME"
    )


# ---- what is in it --------------------------------------------------------------------------------------------------


def _tables(study: Study, found: Iterable[Article]) -> tuple[dict[str, bytes], dict[str, dict[str, Any]]]:
    """The tables without words; and of the full ones columns, number of rows and checksum, by which they are known again."""
    data = {name: tables.read(name, study.processed) for name in tables.ALL}
    at_hand = {article.article_id: article for article in found}
    faults = []
    for row in standoff.plain(data["articles"]):
        article = at_hand.pop(row["article_id"], None)
        if article is None:
            faults.append(f"{row['file']}: not among the raw files, but the tables have it: extract anew, or put it back")
        elif (article.sha256, article.status) != (row["sha256"], tables.raw_status(row["status"])):
            faults.append(f"{row['file']}: not the file that the tables were made from: extract anew, or put that file back")
    faults += [f"{article.file}: the tables do not have it: extract anew, or take it away" for article in at_hand.values()]
    if faults:
        raise Refused("\n".join(faults))
    texts = standoff.Texts({article.article_id: article.raw for article in found}, {article.article_id: article.title for article in found})
    texts.statements = {row["statement_id"]: row for row in standoff.plain(data["statements"])}
    try:
        files = {name: standoff.stripped(name, data[name], texts) for name in data}
    except ValueError as fault:
        raise Refused(f"{fault}: extract anew") from None
    columns = {name: list(table.columns) for name, table in data.items()}
    full = {name: {"rows": len(table), "columns": columns[name], "sha256": standoff.digest(table)} for name, table in data.items()}
    again = standoff.restored({name: standoff.read(name, files[name]) for name in files}, columns, texts)
    odd = [name for name in data if standoff.digest(again[name]) != full[name]["sha256"]]
    if odd:
        raise Refused("\n".join(f"table {name!r}: its words are not those that stand at its spans: extract anew" for name in odd))
    return {f"tables/{name}.csv": data for name, data in files.items()}, full


def _sources(raw: Path, found: Iterable[Article]) -> bytes:
    """What is known of each raw file but its text."""
    folder, stated_of = raw_files.folder(raw), sources.stated(raw)
    out = io.StringIO(newline="")
    rows = csv.DictWriter(out, SOURCES, lineterminator="\n")
    rows.writeheader()
    for name in sorted({article.file for article in found}):
        stated = stated_of.get(name, sources.Source(file=name))
        row: dict[str, Any] = {column: getattr(stated, column) for column in SOURCES if column != "bytes"}
        path = folder / name
        data = path.read_bytes() if path.is_file() else None
        rows.writerow(row | ({"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} if data is not None else {"bytes": ""}))
    return out.getvalue().encode()


def _codebook(folder: Path) -> dict[str, bytes]:
    return {f"codebook/{path.name}": path.read_bytes() for path in _plain_files(folder) if path.suffix in (".yml", ".yaml")}


def _plain_files(folder: Path) -> list[Path]:
    """The files of a folder, sorted; what is hidden is left out.

    Raises
    ------
    Refused
        Where one is a link: it may lead out of the study.
    """
    if not folder.is_dir():
        return []
    found = [path for path in sorted(folder.iterdir()) if not path.name.startswith(".")]
    links = [path for path in (folder, *found) if path.is_symlink()]
    if links:
        raise Refused("\n".join(f"{path.name}: a link, which a release does not follow: put the file itself there" for path in links))
    return [path for path in found if path.is_file()]


def _reports(study: Study, runs: set[int], without: Collection[str]) -> tuple[dict[str, bytes], list[str]]:
    """The figures, the methods, the tables of the reports without words, and the manifest; and which columns were left out."""
    manifest = study.reports / "manifest.json"
    if not manifest.is_file():
        return {}, []
    _made_from_these(manifest, study)
    files, left_out = {"manifest.json": manifest.read_bytes()}, []
    files |= {path.name: _INTO_THE_ROWS.sub(rb"\1", path.read_bytes()) for path in _plain_files(study.reports) if path.name == "methods.md"}
    for path in _plain_files(study.reports / "figures"):
        if path.suffix == ".png" and not path.with_suffix(".svg").is_file():
            raise Refused(f"figures/{path.name}: words in a picture cannot be read: put the SVG of the same name beside it")
        if path.suffix in _FIGURES:
            data = path.read_bytes()
            files[f"figures/{path.name}"] = _INTO_THE_REPORT.sub(b"<a>", data) if path.suffix == ".svg" else data
    again = {path.read_bytes() for path in study.processed.glob("*.csv")}  # the reports hold the tables, too
    results = {f"results/{path.name}": path.read_bytes() for path in _plain_files(study.reports / "tables") if path.suffix == ".csv"}
    files |= {name: data for name, data in results.items() if data not in again}
    gone = [name for name in files if Path(name).name.split(".")[0] in without]
    files = {name: data for name, data in files.items() if name not in gone}
    left_out += [f"{name}: all of it" for name in gone]
    for name in [name for name in files if name.endswith(".csv")]:
        files[name], columns = _without_words(name, files[name], runs)
        left_out += [f"{name}: {', '.join(columns)}"] if columns else []
    return files, sorted(left_out)


def _made_from_these(manifest: Path, study: Study) -> None:
    """See that the reports were made from these tables.

    Raises
    ------
    Refused
        Where the manifest is none, or records other tables.
    """
    try:
        steps = json.loads(manifest.read_text(encoding="utf-8"))["steps"].values()
        made = {name: digest for step in steps for name, digest in step["outputs"].items() if re.fullmatch(r"processed/\w+\.\w+", name)}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused("manifest.json in the reports is no manifest of a build: build again") from None
    present = {f"processed/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in study.processed.glob("*.parquet")}
    odd = [name for name, digest in made.items() if name.endswith(".parquet") and present.get(name) != digest]
    if odd:
        raise Refused(f"the reports were made from other tables ({', '.join(odd[:3])}): name their folder by --reports, or build again")


def _without_words(name: str, data: bytes, runs: set[int]) -> tuple[bytes, list[str]]:
    """A table of the reports without the columns that hold words of the articles, and which these are."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    header = rows[0] if rows else []
    words = {*REPORTED[""], *REPORTED.get(Path(name).stem, ())} | {leak.column for leak in nine_words.leaks(name, data, runs)}
    gone = [column for column in header if column in words]
    if not gone:
        return data, []
    kept = [number for number, column in enumerate(header) if column not in words]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([[row[number] for number in kept] for row in rows])
    return out.getvalue().encode(), gone


# ---- the folder -----------------------------------------------------------------------------------------------------


def _free(target: Path) -> None:
    """See that the target may be written.

    Raises
    ------
    Refused
        Where it is a link or a file, or holds anything that no release wrote.
    """
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise Refused(f"{target} is a {'link' if target.is_symlink() else 'file'}: name a folder that is new, empty or a release")
    known = _released(target)
    odd = [name for name, path in _there(target).items() if name not in known or path.is_symlink()]
    if odd:
        more = f" and {len(odd) - 3} more" if len(odd) > 3 else ""
        raise Refused(f"{target} holds {', '.join(odd[:3])}{more}, which no release wrote: take that away, or name another folder")


def _released(target: Path) -> set[str]:
    """The files of the release that is in a folder; none where there is no release."""
    try:
        record = json.loads((target / RECORD).read_text(encoding="utf-8"))
        return {RECORD, *record["files"]} if record["format"] == FORMAT else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _there(target: Path) -> dict[str, Path]:
    """The files and links in a folder, by their names from there on."""
    found = (path for path in sorted(target.rglob("*")) if path.is_symlink() or not path.is_dir())
    return {path.relative_to(target).as_posix(): path for path in found}


def _write(target: Path, files: Mapping[str, bytes]) -> None:
    """Replace what is there. The record comes first: a release cut short is known by its checksums, and may be written again."""
    for name, path in _there(target).items():
        if name not in files:
            path.unlink()
    for name, data in sorted(files.items(), key=lambda item: item[0] != RECORD):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(data)
    for folder in [path for path in target.iterdir() if path.is_dir() and not any(path.iterdir())]:
        folder.rmdir()
