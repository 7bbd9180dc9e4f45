"""The figures as the overview shows them: what the notebooks have saved, as pictures in the page, wide and for a phone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from analysis.numbers import Data, Part
from analysis.site import Row, Stated

_WORDS = ("title", "caption", "alt")


def read(folder: Path) -> list[Row]:
    """The figures of a folder in order of their names: `title`, `caption` and `alt` as parts, `wide` and `phone` (or None) as SVG."""
    found = []
    for path in sorted(folder.glob("*.svg")):
        about = path.with_suffix(".json")
        if path.stem.endswith(".phone") or not about.exists():
            continue
        words = {name: parts(value) for name, value in json.loads(about.read_text(encoding="utf-8")).items() if name in _WORDS}
        phone = path.with_suffix(".phone.svg")
        found.append(
            {
                **words, "alt": "".join(part.text if isinstance(part, Stated) else str(part) for part in words["alt"]), "stem": path.stem,
                "csv": f"figures/{quote(path.stem)}.csv",
                "id": "figure-" + re.sub(r"\W", "-", path.stem),
                "wide": inline(path.read_text(encoding="utf-8"), path.stem),
                "phone": inline(phone.read_text(encoding="utf-8"), f"{path.stem}-phone") if phone.exists() else None,
            }
        )  # fmt: skip
    return found


def behind(figure: Row, words: Mapping[str, str], texts: Mapping[str, str]) -> list[tuple[Stated, str]]:
    """The numbers that the marks of a figure lead to, each once in the order of the picture, with what it counts.

    Parameters
    ----------
    words, texts
        What the numbers of numbers.json count, and how they are written, by id.
    """
    links = dict(re.findall(r'href="([^"]*#(n-[0-9a-f]{12}))"', figure["wide"])).items()
    return [(Stated(key, texts[key], href), words[key]) for href, key in links if key in words]


def parts(value: str | Iterable[list[Any]]) -> list[Part | Stated]:
    """The words of a figure as parts of a sentence: a text as it is, or a list of ["text" | "data" | "number", text, id, href]."""
    if isinstance(value, str):
        return [Data(value)]
    return [_part(*part) for part in value]


def _part(kind: str, text: str, key: str = "", href: str = "") -> Part | Stated:
    if kind == "number":
        return Stated(key, text, href.removeprefix("../"))
    return Data(text) if kind == "data" else text


def inline(svg: str, stem: str) -> Markup:
    """An SVG without its XML head, its ids made unique in the page, its links as seen from the folder of reports.

    It is hidden from readers aloud, who hear the alt text; so its links are for the pointer alone, and not in the order of the keys.
    """
    body = svg[svg.index("<svg") :]
    prefix = re.sub(r"\W", "-", stem) + "-"
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{prefix}", body)
    body = re.sub(r'(href=")\.\./', r"\g<1>", body)
    body = re.sub(r"<a\b", '<a tabindex="-1"', body)
    return Markup(body.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))
