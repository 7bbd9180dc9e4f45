"""Gather first names that are women's or men's and write `src/analysis/data/first_names.yml`: python training/first_names.py.

The names are those that the package Faker (MIT, Daniele Faraglia and contributors) lists for its locales in Latin script; it must
be installed where this runs, and is not needed afterwards. A name counts as a woman's where at least four times as many locales
list it for women as for men, and the other way round; the others are kept as borne by both. Names of fewer than three
letters are left out.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from importlib import import_module, metadata
from pkgutil import iter_modules

from analysis.lexicon import DATA

MAJORITY, SHORTEST, WIDTH = 4, 3, 130
HEAD = """\
# First names that are a woman's or a man's nearly wherever they are given, and those that both bear; accents left out. They
# tell which person "he" or "she" may be, and that two capitalised words are the name of a person.
# Made by training/first_names.py from Faker {version} (MIT licence, copyright Daniele Faraglia and contributors).
# Family names that stand first tell nothing: see `family_name_first` in titles.yml.
"""


def main() -> None:
    import faker.providers.person as person

    seen = {"female": Counter[str](), "male": Counter[str]()}
    for locale in sorted(module.name for module in iter_modules(person.__path__)):
        provider = import_module(f"{person.__name__}.{locale}").Provider
        for gender, counts in seen.items():
            counts.update({plain for name in getattr(provider, f"first_names_{gender}", ()) if (plain := folded(name))})
    text = HEAD.format(version=metadata.version("faker"))
    for gender, other in (("female", "male"), ("male", "female")):
        kept = sorted(n for n, count in seen[gender].items() if count >= MAJORITY * seen[other][n])
        text += f"{gender}: >-\n" + "".join(f"  {line}\n" for line in lines(kept))
        print(gender, len(kept))
    both = sorted(n for n in seen["female"] if MAJORITY * seen["male"][n] > seen["female"][n] > seen["male"][n] / MAJORITY)
    text += "both: >-\n" + "".join(f"  {line}\n" for line in lines(both))
    (DATA / "first_names.yml").write_text(text, encoding="utf-8")


def folded(name: str) -> str | None:
    """A name in lower case without accents; None where it is in another script, several words, or too short."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    latin = all("LATIN" in unicodedata.name(c, "") for c in name)
    return plain if latin and plain.isalpha() and len(plain) >= SHORTEST else None


def lines(words: list[str]) -> list[str]:
    """The words in lines of at most `WIDTH` characters."""
    out = [""]
    for word in words:
        if len(out[-1]) + 1 + len(word) > WIDTH:
            out.append("")
        out[-1] = f"{out[-1]} {word}".strip()
    return out


if __name__ == "__main__":
    main()
