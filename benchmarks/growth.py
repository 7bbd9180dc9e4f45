"""How the time of each stage grows with the text, 1 to 16 times: python benchmarks/growth.py.

Texts that repeat one thing only (a quotation never closed, a name, a date, a tag …) are the hardest that can be written. Each is made
at 1, 2, 4, 8 and 16 times a size, and each stage of the extraction is timed in processor time of one thread. Where all is in proportion,
twice the text costs twice the time. Exit code 1 where a stage that takes long enough to be measured costs more than 2.6 times as much
at the largest size as at the one before.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

from analysis import articles, codebook, language, sources
from analysis.extraction import Extractor
from speed import ONE_THREAD, REST, STAGES, Seconds, Stopwatch

ROOT = Path(__file__).parents[1]
SIZES = (1, 2, 4, 8, 16)
MOST = 2.6  # how many times as much twice the text may cost
LEAST = 0.15  # seconds; shorter times are noise
SENTENCE = "The ferry is late, Ann Holm said on 3 May 2024 in Vienna, and the harbour of the old town will stay closed. "

Make = Callable[[int], str]

TEXTS: dict[str, tuple[int, Make]] = {
    "plain": (20, lambda n: (SENTENCE * 3 + "\n\n") * n),
    "one line": (60, lambda n: SENTENCE * n),
    "one word": (3000, lambda n: "a" * n),
    "one line without a stop": (1000, lambda n: "the ferry " * n),
    "opening marks": (500, lambda n: "“The ferry " * n),
    "opening marks alone": (2000, lambda n: "“" * n),
    "straight marks": (500, lambda n: 'He said "the ferry ' * n),
    "single marks": (500, lambda n: "‘the ferry " * n),
    "apostrophes": (1000, lambda n: "rock ’n’ roll " * n),
    "paragraphs with an open mark": (100, lambda n: "“The ferry is late and the harbour is closed.\n\n" * n),
    "quotations without cue": (100, lambda n: "“The ferry is late and the harbour is closed.”\n\n" * n),
    "quotations in one line": (200, lambda n: "“The ferry is late.” " * n),
    "nested quotations": (200, lambda n: "“a ‘b " * n + "c’ d” " * n),
    "nested brackets": (500, lambda n: "(the [ferry " * n + "])" * n),
    "names": (500, lambda n: "Ann Holm and Bo Lind met. " * n),
    "different names": (200, lambda n: "".join(f"{_name(i)} met {_name(i + 7)}. " for i in range(n))),
    "one surname": (200, lambda n: "".join(f"{_name(i).split()[0]} Holm met Holm. " for i in range(n))),
    "pronouns": (400, lambda n: "He told her that they saw him. " * n),
    "paragraphs of pronouns": (100, lambda n: "He told her that they saw him.\n\n" * n),
    "said": (500, lambda n: "said " * n),
    "said, in sentences": (200, lambda n: "He said that. " * n),
    "said, nested": (200, lambda n: "He said that " * n),
    "according to": (200, lambda n: "according to Ann Holm, " * n),
    "denials": (200, lambda n: "Vienna did not say that it had not denied it. " * n),
    "dates": (300, lambda n: "3 May 2024, " * n),
    "relative dates": (300, lambda n: "two days after the day before yesterday " * n),
    "figures": (1000, lambda n: "12 34 5,6 " * n),
    "one number": (3000, lambda n: "7" * n),
    "commas": (3000, lambda n: ", " * n),
    "hyphens": (3000, lambda n: "-" * n),
    "full stops": (3000, lambda n: "." * n),
    "capitals": (1000, lambda n: "A. B. C. " * n),
    "identical paragraphs": (60, lambda n: (SENTENCE + "\n\n") * n),
    "list": (300, lambda n: "- the ferry\n" * n),
    "short lines": (1000, lambda n: "Ferry\n" * n),
    "blank lines": (5000, lambda n: "Ferry\n" + " \n" * n + "The ferry is late and the harbour is closed.\n"),
    "white space": (20000, lambda n: "The ferry" + " " * n + "is late and the harbour is closed.\n"),
    "invisible marks": (5000, lambda n: "The ferry" + "\u200b" * n + "is late and the harbour is closed.\n"),
    "mojibake": (500, lambda n: "said â€œnoâ€\x9d " * n),
    "entities": (500, lambda n: "&amp;lt;&nbsp;a&quot; " * n),
    "glued": (500, lambda n: "It is late.It is" * n),
    "addresses": (500, lambda n: "ann.holm@ferry.example/www.ferry.example " * n),
    "copyright": (500, lambda n: "© 2024 by Ferry " * n),
    "codebook words": (200, lambda n: "weapons supply peace talks mediation sanctions Beijing Moscow condemn war " * n),
    "page": (60, lambda n: _page("".join(f"<p>{SENTENCE}</p>" for _ in range(n)))),
    "nested tags": (300, lambda n: _page("<div>" * n + SENTENCE + "</div>" * n)),
    "unclosed tags": (300, lambda n: _page(f"<b><p>{SENTENCE[:40]}" * n)),
    "inline tags": (300, lambda n: _page("<p>" + "<b>ferry</b> " * n + SENTENCE + "</p>")),
    "unclosed comments": (1000, lambda n: _page(SENTENCE + "<!-- ferry " * n)),
    "opening angles": (5000, lambda n: _page(SENTENCE + "<" * n)),
    "unclosed scripts": (1000, lambda n: _page(SENTENCE + "<script>ferry " * n)),
    "meta tags": (500, lambda n: _page(SENTENCE, "<meta name='x' " * n)),
    "attributes": (1000, lambda n: _page(f"<p {'a=1 ' * n}>{SENTENCE}</p>")),
    "nested tables": (100, lambda n: _page("<table><tr><td>" * n + SENTENCE)),
    "headings": (200, lambda n: _page(f"<h1>{SENTENCE}</h1>" * n)),
}
"""Name of each text, its number at the first size, and the function that makes it."""


def _name(i: int) -> str:
    syllables = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su")
    parts = ["".join(syllables[int(digit)] for digit in f"{(i * step) % 997:03}").title() for step in (1, 31)]
    return " ".join(parts)


def _page(body: str, head: str = "") -> str:
    return f"<html><head><title>Ferry stops</title>{head}</head><body><h1>Ferry stops</h1><p>{SENTENCE * 3}</p>{body}</body></html>"


def measured(extractor: Extractor, name: str, times: int) -> tuple[int, str | None, Seconds]:
    """Characters of a text at so many times its size, the reason where it failed, and the seconds of each stage."""
    size, make = TEXTS[name]
    raw = make(size * times)
    file = "growth.html" if raw.startswith("<html>") else "growth.txt"
    watch = Stopwatch()
    with watch.on_stages():
        rows = watch.timed(REST, extractor.rows)(articles.Article("growth", file, "0" * 64, raw, "ok", None, sources.Source()))
    return len(raw), rows["articles"][0]["reason"], watch.seconds


def main() -> int:
    arguments = argparse.ArgumentParser(
        prog="benchmarks/growth.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--only", nargs="+", choices=TEXTS, metavar="NAME", help=f"these texts alone: {', '.join(TEXTS)}")
    arguments.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many times the first size (default: 1 2 4 8 16)")
    arguments.add_argument("--light", action="store_true", help="with the smaller network for attributions")
    options = arguments.parse_args()
    logging.disable()
    extractor = Extractor(codebook.load(ROOT / "data" / "codebook"), language.load(light=options.light))
    measured(extractor, "plain", 1)  # loads what is read on first use
    steep = 0
    print(f"{'text':30}{'characters':>11}{'µs each':>9}  {'stage':20}" + "".join(f"{f'{size}x':>8}" for size in options.sizes))
    for name in options.only or TEXTS:
        found = [measured(extractor, name, size) for size in options.sizes]
        characters, reason, last = found[-1]
        total = sum(last.values())
        print(f"{name:30}{characters:>11,}{1e6 * total / characters:>9.0f}  {reason or ''}")
        for stage in (*(stage for stage, _, _ in STAGES), REST):
            seconds = [one[2].get(stage, 0.0) for one in found]
            grows = max(seconds[-1], 0.0) > LEAST and seconds[-1] > MOST * max(seconds[-2], LEAST / 2)
            steep += grows
            if grows or seconds[-1] > 0.3 * total:
                print(f"{'':52}{stage:20}" + "".join(f"{second:>8.2f}" for second in seconds) + ("  STEEP" if grows else ""), flush=True)
    print(f"\n{steep} stages grow by more than {MOST} where the text doubles")
    return 1 if steep else 0


if __name__ == "__main__":
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):  # libraries read these when they are loaded
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})
    sys.exit(main())
