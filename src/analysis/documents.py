"""The executed notebooks as documents for readers: `reports/notebooks/NN_name.html`, with links that work from there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import markupsafe

from analysis import document_markup
from analysis.document_markup import Figure, Link, Outline
from analysis.study import Study

TEMPLATES = Path(__file__).parent / "templates"
NARROW = "screen and (max-width: 44rem)"
"""The screens that are shown the narrow version of a figure; the same as in report.css."""

_OUTSIDE = ("http", "https", "mailto")

Cell = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """A piece of a document: what it shows, as HTML, and the code that made it; either may be empty."""

    shown: str = ""
    code: str = ""


@dataclass(frozen=True)
class Document:
    """A notebook as it was read: its title in full, and its cells."""

    path: Path
    title: str
    cells: Sequence[Cell]

    @property
    def file(self) -> str:
        """The file name of the document."""
        return f"{self.path.stem}.html"

    @property
    def short(self) -> str:
        """The title as far as its colon."""
        return self.title.partition(":")[0]


@dataclass(frozen=True)
class Places:
    """Where the links of notebooks lead from `reports/notebooks`."""

    reports: Path
    documents: frozenset[str]

    def link(self, address: str) -> Link:
        """An address of a notebook as it works from a document.

        How many folders an address goes up depends on where its notebook lay when it ran, so only what follows counts: a notebook
        leads to its document, a table of `data/processed` to the page of its rows, `reports/` to what is there.
        """
        parts = urlsplit(address)
        if parts.scheme or address.startswith(("#", "//")):
            return Link(address if parts.scheme in _OUTSIDE or address.startswith("#") else None, "")
        name = "/".join(part for part in unquote(parts.path).split("/") if part not in ("", ".", ".."))
        found = self._below(name)
        return Link(quote(found) + (f"#{parts.fragment}" if parts.fragment else ""), name) if found else Link(None, name)

    def figure(self, address: str, alt: str) -> Figure | None:
        """The figure at an address, wide and narrow, with links to the picture and its data; None where it is not there."""
        wide = address if address.startswith("data:image/") else self.link(address).href or ""
        if not wide.startswith("data:") and not self._there(wide):
            return None
        narrow = wide.removesuffix(".svg") + ".phone.svg"
        source = f'<source media="{NARROW}" srcset="{escape(narrow)}"></source>' if self._there(narrow) else ""
        image = f'<picture>{source}<img src="{escape(wide)}" alt="{escape(alt)}"></picture>'
        # Without a narrow version the wide one is scrolled sideways on narrow screens: the keyboard must reach it for that.
        region = ' wide-only" role="group" aria-label="Figure, scrolls sideways" tabindex="0' if not source else ""
        data = wide.removesuffix(".svg") + ".csv"
        links = [f'<a href="{escape(wide)}">Picture alone, with links to its rows</a>'] if self._there(wide) else []
        links += [f'<a href="{escape(data)}">Data of the picture</a>'] if self._there(data) else []
        return Figure(f'<div class="picture{region}">{image}</div>', " · ".join(links))

    def _below(self, name: str) -> str | None:
        """The path from `reports/notebooks` of what a notebook calls by a name; None where the report does not hold it."""
        stem, _, suffix = name.rpartition("/")[2].rpartition(".")
        if suffix == "ipynb":
            return f"{stem}.html" if stem in self.documents else None
        if re.search(r"(^|/)processed/\w+\.(csv|parquet)$", name):
            name = f"rows/{stem}.html"
        name = name.removeprefix("reports/")
        return f"../{name}" if name and (self.reports / name).is_file() else None

    def _there(self, address: str) -> bool:
        return address.startswith("../") and (self.reports / unquote(address[3:])).is_file()


def write(study: Study) -> list[Path]:
    """Write each executed notebook of a study as a document, and remove documents whose notebook is gone.

    Read are `study.notebooks` where they lie beside the reports, else `reports/notebooks`; written is below
    `reports/notebooks`. Nothing is fetched or run. A link to a file that the reports do not hold becomes its words and the name of
    the file; figures need `reports/figures`, links to rows need `reports/rows`: so this comes after the report.

    Returns
    -------
    The files written, in order of their names.

    Raises
    ------
    ValueError
        Where a notebook cannot be read as one.
    """
    source, folder = study.notebooks if study.own else study.reports / "notebooks", study.reports / "notebooks"
    documents = [_read(path) for path in sorted(source.glob("[0-9][0-9]_*.ipynb"))]
    places = Places(study.reports, frozenset(document.path.stem for document in documents))
    for old in sorted(folder.glob("[0-9][0-9]_*.html")):
        if old.stem not in places.documents:
            old.unlink()
    render = _renderer()
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for document, before, after in zip(documents, (None, *documents), (*documents[1:], None), strict=False):
        around = {"documents": documents, "before": before, "after": after}
        path = folder / document.file
        path.write_text(render(document, list(_parts(document, places)), around), encoding="utf-8", newline="")
        written.append(path)
    return written


def _read(path: Path) -> Document:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        prose = "\n".join(_text(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    except (ValueError, KeyError, TypeError) as fault:
        raise ValueError(f"{path.name} is not a notebook: {fault}") from fault
    title = re.search(r"^#\s+(.+)$", prose, flags=re.MULTILINE)
    return Document(path, title[1].strip() if title else path.stem.replace("_", " "), cells)


def _parts(document: Document, places: Places) -> Iterator[Part]:
    """The cells in order; code that shows nothing is joined to the code that follows it."""
    outline = Outline()
    silent: list[str] = []
    for cell in document.cells:
        source = _text(cell["source"])
        if cell["cell_type"] == "code":
            silent.append(source)
            shown = "\n".join(_output(output, outline, places) for output in cell.get("outputs", ()))
            if shown:
                yield Part(shown, "\n\n".join(silent))
                silent = []
            continue
        if silent:
            yield Part(code="\n\n".join(silent))
            silent = []
        yield Part(_prose(source, outline, places, cell) if cell["cell_type"] == "markdown" else _printed(source))
    if silent:
        yield Part(code="\n\n".join(silent))


def _output(output: Cell, outline: Outline, places: Places) -> str:
    """What a cell showed, in the form that reads best."""
    if output["output_type"] == "stream":
        return _printed(_text(output["text"]))
    if output["output_type"] == "error":
        return _printed(f"{output['ename']}: {output['evalue']}")
    data = {kind: _text(value) for kind, value in output["data"].items() if isinstance(value, (str, list))}
    if "text/markdown" in data:
        return _prose(data["text/markdown"], outline, places, output)
    if "text/html" in data:
        return document_markup.written(data["text/html"], outline, places.link, places.figure)
    if "image/png" in data:
        alt = f"Picture in the part “{outline.heading}”"
        image = f'<p><img src="data:image/png;base64,{"".join(data["image/png"].split())}" alt="{escape(alt)}"></p>'
        return document_markup.written(image, outline, places.link, places.figure)
    return _printed(data.get("text/plain", ""))


def _prose(markdown: str, outline: Outline, places: Places, cell: Cell) -> str:
    """Markdown as HTML; markup that stands in it shows as text."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    renderer = IPythonRenderer(escape=True, exclude_anchor_links=True, attachments=cell.get("attachments", {}))
    return document_markup.written(MarkdownWithMath(renderer).render(markdown), outline, places.link, places.figure)


def _printed(text: str) -> str:
    from nbconvert.filters import strip_ansi

    seen = strip_ansi(text)  # type: ignore[no-untyped-call]
    return f'<pre class="printed data">{escape(seen, quote=False)}</pre>' if text.strip() else ""


def _renderer() -> Callable[[Document, Sequence[Part], Mapping[str, Any]], str]:
    """Writes a document with nbconvert, by the template of this package: the same for every user of a machine."""
    from nbconvert.exporters import TemplateExporter

    options = {"template_paths": [str(TEMPLATES)], "template_file": "notebook.html.j2", "file_extension": ".html"}
    exporter = TemplateExporter(**options)  # type: ignore[no-untyped-call]
    exporter.environment.autoescape = True
    css = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("report.css", "documents.css"))

    def render(document: Document, parts: Sequence[Part], around: Mapping[str, Any]) -> str:
        shown = [{"shown": markupsafe.Markup(part.shown), "code": part.code} for part in parts]
        resources = {**around, "document": document, "parts": shown, "css": markupsafe.Markup(css)}
        html, _ = exporter.from_filename(str(document.path), resources=resources)
        return str(html)

    return render


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
