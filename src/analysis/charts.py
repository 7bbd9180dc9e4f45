"""A figure with all that goes with it, and its files: pictures whose marks lead to their rows, the data, and the words."""

from __future__ import annotations

import json
import os
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from IPython.display import Markdown
from markupsafe import escape

from analysis.numbers import Data, Number, Numbers, Sentence
from analysis.sheet import PHONE, TITLED, WIDE, Layout, Sheet, style
from analysis.study import Study
from analysis.tables import write_csv


@dataclass(frozen=True)
class Chart:
    """A picture and what must go with it.

    Attributes
    ----------
    title, caption, alt
        The finding; source, number of rows and what is not drawn; the picture in words. Their numbers lead to their rows.
    data
        What is drawn; the column `number` holds the id of the number behind each mark, none where a row is not drawn.
    draw
        The picture in a layout: WIDE and PHONE for a page, which has the title beside it, TITLED to stand alone.
    """

    title: Sentence
    caption: Sentence
    alt: Sentence
    data: pd.DataFrame
    draw: Callable[[Layout], Sheet]


def nothing(n: Numbers, subject: str, why: str) -> Chart:
    """A figure that says why there is none."""
    title = n.fill("{subject}: nothing to show, because {why}", subject=subject, why=why)

    def draw(layout: Layout) -> Sheet:
        sheet = Sheet(layout)
        sheet.paragraph(title.plain)
        return sheet.finish()

    caption, alt = (n.fill(words, why=why) for words in ("No figure: {why}.", "Empty figure: {why}."))
    return Chart(title, caption, alt, pd.DataFrame({"reason": [why]}), draw)


def save(chart: Chart, folder: Path, stem: str) -> list[Path]:
    """Write the figure into `folder`; the same chart gives the same bytes.

    `stem`.svg is the wide picture, `stem`.phone.svg the narrow one: each mark is a link, as seen from this folder, with a name.
    `stem`.png has the title, too. `stem`.csv is the data, `stem`.json has title, caption and alt as lists of parts
    (["text" | "data", words] or ["number", text, id, address as seen from the folder of reports]), the same as plain text, and the
    names of the files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = {kind: folder / f"{stem}.{kind}" for kind in ("svg", "phone.svg", "png", "csv", "json")}
    with style(), warnings.catch_warnings():
        # A name in a script that the font lacks is drawn as boxes; the data beside the figure has it whole.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        for kind, layout in (("svg", WIDE), ("phone.svg", PHONE)):
            paths[kind].write_text(_svg(chart.draw(layout), chart.title.plain), encoding="utf-8", newline="\n")
        chart.draw(TITLED).figure.savefig(paths["png"], dpi=150, metadata={"Software": None})
    write_csv(chart.data, paths["csv"])
    words = {"title": chart.title, "caption": chart.caption, "alt": chart.alt}
    about = {
        **{name: parts(words[name]) for name in words},
        **{f"{name}_plain": words[name].plain for name in words},
        "files": {kind: path.name for kind, path in paths.items()},
    }
    paths["json"].write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return list(paths.values())


def show(chart: Chart, stem: str, study: Study) -> Markdown:
    """Save the chart into the study's figures and return it for a notebook: title, picture with its alt text, and caption.

    The link is relative from the notebooks, so it works wherever the study lies. An alt text made from the data lets a
    check of stored outputs notice a changed figure, which it cannot see in the picture itself.
    """
    folder = study.reports / "figures"
    save(chart, folder, stem)
    notebooks = study.notebooks if study.own else study.reports / "notebooks"
    link = quote(Path(os.path.relpath(folder / f"{stem}.svg", notebooks)).as_posix())
    alt = " ".join(chart.alt.plain.replace("[", "(").replace("]", ")").split())
    return Markdown(f"{chart.title.markdown()}\n\n![{alt}]({link})\n\n{chart.caption.markdown()}")  # type: ignore[no-untyped-call]


def parts(sentence: Sentence) -> list[list[str]]:
    """A sentence as a list that JSON can hold: words of an author, words from the data, numbers with id and address."""
    found: list[list[str]] = []
    for part in sentence.parts:
        kind = "number" if isinstance(part, Number) else "data" if isinstance(part, Data) else "text"
        found.append([kind, str(part), *([part.id, part.href] if isinstance(part, Number) else [])])
    return found


def _svg(sheet: Sheet, title: str) -> str:
    """The picture as SVG, named, each link with a name, and words let the pointer through to the mark below them."""
    held = StringIO()
    metadata: Any = {"Date": None, "Creator": None}
    sheet.figure.savefig(held, format="svg", metadata=metadata)
    head, body = held.getvalue().split("<svg ", 1)
    body = re.sub(r'<a xlink:href="([^"]*)"[^>]*>', lambda link: _named(link[1], sheet.names), body)
    body = body.replace('<g id="text_', '<g pointer-events="none" id="text_')
    opening, rest = body.split(">", 1)
    return f'{head}<svg {opening} role="img" aria-label="{escape(title)}">\n <title>{escape(title)}</title>{rest}'


def _named(address: str, names: dict[str, str]) -> str:
    name = escape(names.get(address, address))
    return f'<a xlink:href="{address}" aria-label="{name}"><title>{name}</title>'
