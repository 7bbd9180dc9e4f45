"""The parts of the README that are made from the code and its results; `python tests/readme.py` writes them anew.

Between `<!-- NAME -->` and `<!-- /NAME -->` stands what the function of that name here returns. A block quote is a sentence that a
notebook printed, found again by its words whatever its numbers; the text of a picture is the alt text of its figure.
"""

from __future__ import annotations

import ast
import csv
import json
import re
from graphlib import TopologicalSorter
from pathlib import Path

from analysis import steps, tables

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
QUOTE = re.compile(r"^( *)> (.+)$", flags=re.MULTILINE)
RELEASE = "data/studies/china-arms"
PICTURE = re.compile(r"!\[[^\]]*\]\((([\w/-]+/figures/\w+)\.png)\)")
NUMBER = re.compile(r"\d[\d,.]*\d|\d")
LINK = re.compile(r"\[(\*\*[^*]+\*\*)\]\([^)]*\)")

DOZENS = ("actors", "articles", "assets", "rows")  # folders whose files the table of outputs does not list

FLOORS: dict[str, str] = {
    "1 texts and tables": "dependencies growing intervals lexicon mark_forms pairing quotation sequences study tables text whole",
    "1 when": "calendar_rules dates named_periods named_times relative_times tense time_forms time_words timex",
    "2 from files to clean articles": "archives articles cleaning datelines decoding line_patterns line_roles page_dates pages"
    " paragraphs publication raw_files records repairs sources spreadsheets texts",
    "2 when it was published": "inferred_publication",
    "2 what the researcher says": "actor_rows codebook codebook_advice codebook_faults codebook_new codebook_yaml",
    "2 the language pipeline": "language pieces reader weights",
    "3 who is meant": "actor_names actors antecedents cast casting genders holders issuers known_actors missed_names naming place_names"
    " roles unnamed",
    "3 how it is put": "modality negation scope terms",
    "3 who said what": "attribution chains confidence contents cue_contents cue_sources cues loose_quotations marks quoted_names"
    " quoted_words statements triples",
    "4 when it was said": "statement_dates",
    "4 which side": "acts breadth clauses positions readings screen sentences statement_readings wording",
    "5 corrected by people": "corrected_following corrected_places corrected_rows corrected_tables correction_cells"
    " correction_files correction_targets corrections",
    "5 across articles": "alignments changes comparison copied copies coverage likeness networks occasions originals shingles tellings"
    " utterances voices wordings",
    "5 how good it is": "accuracy agreement alpha coded_units estimates evaluation facts matching pair_scores quantities survey weighting",
    "5 what coders say": "answer_cells answers brat coded_sample coding coding_sheets gold_coder sampling sampling_units",
    "6 numbers and figures": "charts coverage_figure discourse_figures drawing figures listing numbers reliability shown sheet validation"
    " validation_figures",
    "6 pages": "actor_pages article_pages coverage_page discourse_pages document_markup document_tables documents findings marked methods"
    " methods_appendix methods_text passages queries report report_figures row_columns row_marks row_pages site",
    "6 for other programs": "dna dna_events dna_import dna_matching dna_names dna_reading dna_records dna_schema dna_text export"
    " manifest ro_crate",
    "6 without the texts": "nine_words rehydrate release release_readme standoff",
    "7 many articles": "batches engines extraction parts progress",
    "7 commands": "build cli codebook_breadth codebook_suggest codebook_texts codebook_use coding_new doctor folders making notebook"
    " running steps study_new",
}
"""The modules by floor; each imports only from its own floor and those before it, and never in a circle."""


def dictionary() -> str:
    """Every table and column."""
    return tables.dictionary()


def sources() -> str:
    """Each raw file with what its row of sources.csv states."""
    lines = [("file", "outlet", "published", "known damage")]
    for row in _rows("data/raw/sources.csv"):
        damage = row["note"].removeprefix("written for this package").lstrip("; ")
        lines.append((f"[{row['file'][:2]}](data/raw/{row['file']})", row["outlet"], row["published"] or "not stated", damage))
    return _table(lines)


def scores() -> str:
    """The scores on the coded articles, as the validation notebook wrote them."""
    lines = [("part", "measure", "value", "95 % interval", "coded", "found")]
    for row in _rows("reports/tables/07_scores.csv"):
        value, low, high = (f"{float(row[name]):.0f}" if row[name] else "–" for name in ("value", "low", "high"))
        lines.append((row["part"], row["measure"], value, f"{low} to {high}", row["gold"], row["found"]))
    return _table(lines)


def trained() -> str:
    """The scores of the trained components, as `training/evaluate.py` wrote them."""
    rows = json.loads((ROOT / "training/scores.json").read_text(encoding="utf-8"))["scores"].items()
    return _table([("component's score", "value", "measured on"), *((name, str(row["value"]), row["on"]) for name, row in rows)])


def findings() -> str:
    """What the figures of the released study say, each with a link to it."""
    stems = ("06_coverage", "04_positions", "05_change", "05_timeline")
    return "\n".join(f"- {words(f'{RELEASE}/figures/{stem}', 'title')} ([figure]({RELEASE}/figures/{stem}.svg))" for stem in stems)


def outputs() -> str:
    """Each step of the build with its notebook, the files it makes, and the folders of what it makes by the dozen."""
    lines = [("step", "what it shows", "figures", "files")]
    for step in steps.STEPS:
        made = sorted({path for pattern in step.outputs for path in _made(pattern)})
        figures = [_link(path) for path in made if path.suffix == ".svg" and ".phone" not in path.suffixes]
        dozens = {path.parent for path in made if path.parent.name in DOZENS}
        files = [_link(path) for path in made if path.parent.name not in ("figures", *DOZENS) and path.suffix != ".parquet"]
        files += [f"folder {_link(folder)}" for folder in sorted(dozens)]
        notebook = f"[{step.name}](notebooks/{step.name}.ipynb)" if step.run is None else f"`{step.name}`"
        lines.append((notebook, step.help, ", ".join(figures), ", ".join(files)))
    return _table(lines)


def house() -> str:
    """The modules by floor, each after those it imports, with the first sentence of its docstring."""
    lines = [("floor", "module", "what is in it")]
    for floor, names in FLOORS.items():
        own = {name: sorted(imports(name) & {*names.split()}) for name in sorted(names.split())}
        lines += [(floor, f"`{name}`", _opening(name)) for name in TopologicalSorter(own).static_order()]
    return _table(lines)


def imports(module: str) -> set[str]:
    """The modules of the package that a module imports."""
    found: set[str] = set()
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.ImportFrom) and node.module == "analysis":
            found |= {name.name for name in node.names if not name.name.startswith("_")}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysis."):
            found.add(str(node.module).split(".")[1])
    return found


PARTS = {part.__name__: part for part in (findings, sources, scores, trained, outputs, dictionary, house)}


def written(text: str) -> str:
    """The README with every such part as it is now."""
    for name, part in PARTS.items():
        before, rest = text.split(f"<!-- {name} -->\n")
        text = f"{before}<!-- {name} -->\n{part()}\n<!-- /{name} -->{rest.split(f'<!-- /{name} -->')[1]}"
    said = {NUMBER.sub("#", line): line for line in printed()}
    text = QUOTE.sub(lambda quote: f"{quote[1]}> {said.get(NUMBER.sub('#', quote[2]), quote[2])}", text)
    return PICTURE.sub(lambda picture: f"![{words(picture[2], 'alt')}]({picture[1]})", text)


def printed() -> list[str]:
    """Every line that a notebook printed as text, in order, its numbers without their links."""
    lines: list[str] = []
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                lines += "".join(output.get("data", {}).get("text/markdown", "")).splitlines()
    return [LINK.sub(r"\1", line).removeprefix("- ") for line in lines]


def words(figure: str, part: str) -> str:
    """The title, caption or alt text of a figure."""
    told = json.loads((ROOT / f"{figure}.json").read_text(encoding="utf-8"))[part]
    return told if isinstance(told, str) else "".join(text for _, text, *_ in told)


def _rows(file: str) -> list[dict[str, str]]:
    with (ROOT / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _made(pattern: str) -> list[Path]:
    """The files that a pattern of a step names, in order."""
    folder = ROOT / "data" if pattern.startswith("processed/") else ROOT
    return sorted(path for path in folder.glob(pattern) if path.is_file())


def _link(path: Path) -> str:
    return f"[{path.name if path.suffix != '.svg' else path.stem}]({path.relative_to(ROOT).as_posix()})"


def _tree(module: str) -> ast.Module:
    return ast.parse((ROOT / f"src/analysis/{module}.py").read_text(encoding="utf-8"))


def _opening(module: str) -> str:
    return (ast.get_docstring(_tree(module)) or "").split("\n\n")[0].replace("\n", " ")


def _table(rows: list[tuple[str, ...]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in [rows[0], ("---",) * len(rows[0]), *rows[1:]])


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
