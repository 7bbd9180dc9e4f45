"""The commands of `python -m analysis`.

Exit codes
----------
0
    Done. Raw files that could not be read do not change that: each is listed in a line of its own and recorded,
    with the reason, in the table `articles`.
1
    A step failed, `check` found a difference, or `doctor` found a fault; or whoever read the output closed it.
2
    Wrong usage: an unknown command, option or parameter, or a folder that is not there.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from analysis import __version__, engines, folders, raw_files
from analysis.engines import Engine, EngineLost
from analysis.folders import WrongUsage
from analysis.study import VARIABLES, Study

if TYPE_CHECKING:
    from analysis.codebook import Codebook
    from analysis.listing import Listing

# Only what decides whether there is anything to do is imported above; a command imports what it needs itself, so
# that a build with nothing to do does not wait for spaCy and pandas (three seconds).

_CODES = """\
exit codes:
  0  done (raw files that could not be read are listed, one line each, and recorded in the table articles)
  1  a step failed, a difference or a fault was found
  2  wrong usage
"""


NETWORKS = ("affiliation", "congruence", "conflict", "subtract")
_EXPORTS = ("network", "undated", "password", "published", "licence")  # options that only some formats take
_BUILT = ("raw", "processed", "reports", "codebook", "notebooks")  # gold is read where it is there
_LIGHT = "read attributions with the light network: faster, less often right"
_SCREEN = "pass over articles that no actor or topic of the codebook touches, before they are parsed; they are recorded as screened"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise WrongUsage(f"{message}; see {self.prog} --help")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (see the top of this module)."""
    from analysis.build import WrongParameter
    from analysis.steps import StepFailed

    options = argparse.Namespace(traceback=False)
    try:
        _parser().parse_args(arguments, options)
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except BrokenPipeError:
        # Whoever read the output wants no more of it. What is still to be written must not end in a second fault at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (WrongUsage, WrongParameter, FileNotFoundError, StepFailed, EngineLost, ValueError, OSError, KeyboardInterrupt) as fault:
        if options.traceback:
            raise
        return _stopped(fault, wrong_usage=isinstance(fault, (WrongUsage, WrongParameter, FileNotFoundError)))


def _stopped(fault: BaseException, *, wrong_usage: bool) -> int:
    """Say why a command stopped and return its exit code; wrong usage takes one line."""
    message = "stopped; the next build goes on from here" if isinstance(fault, KeyboardInterrupt) else str(fault)
    print(f"analysis: {' '.join(message.split()) if wrong_usage else message}", file=sys.stderr)
    return 2 if wrong_usage else 1


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="analysis",
        description="Who said what, when, taking which side.",
        epilog=_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--traceback", action="store_true", help="show where in the code a command stopped")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    new = _add(commands, "new", _new, "begin a study: a folder with codebook, notebooks, a place for texts, and what to do next")
    new.add_argument("folder", metavar="STUDY", type=Path, help="folder to write: new or empty")
    new.add_argument("--texts", type=Path, metavar="FOLDER", help="articles to copy into it: a folder, or one file of records")
    new.add_argument("--notebooks", type=Path, metavar="DIR", help="folder of the notebooks to copy instead of the package's own")
    _add_build(commands)
    extract = _add(commands, "extract", _extract, "raw texts to tables, without the notebooks")
    extract.add_argument("source", metavar="RAW", type=Path, help="folder of articles, one file, or a pattern: 'texts/**/*.txt'")
    extract.add_argument("--processed", type=Path, required=True, metavar="DIR", help="folder for the tables")
    extract.add_argument("--codebook", type=Path, metavar="DIR", help="folder of topics, actors and events")
    extract.add_argument("--corrections", type=Path, metavar="DIR", help="folder of corrections (the folder `corrections` beside RAW)")
    _columns(extract)
    extract.add_argument("--light", action="store_true", help=_LIGHT)
    extract.add_argument("--screen", action="store_true", help=_SCREEN)
    extract.add_argument("--max-chars", type=int, default=None, metavar="N", help="longest article that is read, cleaned (1,000,000)")
    extract.add_argument("--retry", action="store_true", help="try articles again whose extraction failed before")
    _engine(extract)
    extract.add_argument("--verbose", action="store_true", help="one line for each article")
    _folders(_add(commands, "check", _check, "rebuild in a scratch folder and list what differs"))
    _folders(_add(commands, "evaluate", _evaluate, "measure the tables against the coded articles"))
    _folders(_add(commands, "doctor", _doctor, "versions, weights and raw texts, each fault with what mends it"))
    export = _add(commands, "export", _export, "tables for other programs")
    formats = "csv: every table; graphml: networks of actors; dna: Discourse Network Analyzer's database; events: its event list;"
    formats += " ro-crate: all that the build read and made, described for archives"
    export.add_argument("format", choices=("csv", "graphml", "dna", "events", "ro-crate"), help=formats)
    export.add_argument(
        "target",
        metavar="OUT",
        type=Path,
        help="folder (csv, graphml, ro-crate) or file (graphml, dna, events) to write; a name without an ending is a folder for graphml",
    )
    export.add_argument("--network", choices=NETWORKS, help="graphml: this network; into a file affiliation, into a folder all by default")
    dating = "dna, events: what becomes of articles without a day of publication (leave-out); first: dated by their first possible day"
    export.add_argument("--undated", choices=("leave-out", "first"), help=dating)
    export.add_argument("--password", help="dna: password of its coders, Admin and who-said-what (who-said-what)")
    export.add_argument("--published", metavar="DAY", help="ro-crate: its day, as 2024-02-18 (that of CITATION.cff beside the notebooks)")
    export.add_argument("--licence", metavar="TEXT", help="ro-crate: its licence (that of CITATION.cff)")
    _folders(export)
    coded = _add(commands, "import", _import, "what people coded in Discourse Network Analyzer to tables")
    coded.add_argument("file", metavar="FILE", type=Path, help="its database (.dna) or event list (.csv)")
    coded.add_argument("--raw", type=Path, metavar="DIR", help="folder of the articles that were coded, or one file of records")
    coded.add_argument("--processed", type=Path, required=True, metavar="DIR", help="folder for the tables, not that of a build")
    coded.add_argument("--codebook", type=Path, metavar="DIR", help="folder of topics, actors and events")
    _columns(coded)
    _add_codebook(commands)
    _add_sample(commands)
    _add_release(commands)
    return parser


def _add(commands: argparse._SubParsersAction[_Parser], name: str, run: Callable[[argparse.Namespace], int], help: str) -> _Parser:
    parser = commands.add_parser(name, help=help, description=help, epilog=_CODES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.set_defaults(command=run)
    return parser


def _add_build(commands: argparse._SubParsersAction[_Parser]) -> None:
    build = _add(commands, "build", _build, "raw texts to tables, figures and the report; does only what changed")
    build.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="set a parameter of the notebooks")
    build.add_argument("--light", action="store_true", help=_LIGHT)
    build.add_argument("--screen", action="store_true", help=_SCREEN)
    build.add_argument("--force", action="store_true", help="run every step, changed or not, and try again what failed")
    _engine(build)
    _folders(build)


def _engine(parser: _Parser) -> None:
    """Where articles are taken apart."""
    parser.add_argument("--engine", choices=engines.NAMES, default="local", help="processes of this machine (local), or Dask")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="so many at once (1); of Dask only where it is started here")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="dask: a running scheduler, as tcp://10.0.0.1:8786 (one is started here)")


def _chosen(options: argparse.Namespace) -> Engine:
    try:
        return Engine(options.engine, options.workers, options.scheduler)
    except ValueError as fault:
        raise WrongUsage(str(fault)) from fault


def _add_codebook(commands: argparse._SubParsersAction[_Parser]) -> None:
    book = commands.add_parser("codebook", help="begin a codebook, check it against texts, find wording for it")
    parts = book.add_subparsers(title="commands", metavar="COMMAND", required=True)
    new = _add(parts, "new", _codebook_new, "three files with comments, to begin a codebook with")
    new.add_argument("folder", metavar="FOLDER", type=Path, help="folder to write")
    check = _add(parts, "check", _codebook_check, "which patterns match, decide, collide or idle, and what no topic takes")
    check.add_argument("--all", action="store_true", help="show long lists whole")
    suggest = _add(parts, "suggest", _codebook_suggest, "frequent phrases of statements that no topic takes, with their contexts")
    suggest.add_argument("--top", type=int, default=20, metavar="N", help="how many phrases (20)")
    suggest.add_argument("--actor", metavar="ID", help="only statements of this actor, or of those who speak for it")
    suggest.add_argument("--all", action="store_true", help="show long lists whole")
    for parser in (check, suggest):
        parser.add_argument("--raw", type=Path, metavar="DIR", help="folder or file of articles instead of the study's own")
        parser.add_argument("--codebook", type=Path, metavar="DIR", help="folder `codebook` instead of the study's own")
        parser.add_argument("--out", type=Path, metavar="FOLDER", help="write the lists, whole, as CSV files too")
        _columns(parser)
        parser.add_argument("--light", action="store_true", help=_LIGHT)
        parser.add_argument("--verbose", action="store_true", help="one line for each article")


def _add_sample(commands: argparse._SubParsersAction[_Parser]) -> None:
    sample = _add(commands, "sample", _sample, "draw statements and sentences, with a sheet for each coder to check them by hand")
    sample.add_argument("--n", type=int, metavar="N", help="so many units in all (200)")
    missed = "share (0-1) that are sentences, in which coders look for what was missed (a third)"
    sample.add_argument("--sentences", type=float, metavar="SHARE", help=missed)
    strata = "what strata are made of, first to last, as far as the numbers bear it (outlet,type,topic,confidence)"
    sample.add_argument("--by", metavar="NAME,NAME", help=strata)
    sample.add_argument("--seed", type=int, metavar="S", help="another number, another draw (0)")
    sample.add_argument("--coder", action="append", default=[], metavar="NAME", help="a coder; give it again for each (coder)")
    sample.add_argument("--brat", action="store_true", help="write the units for the annotation tool brat, too")
    sample.add_argument("--show-machine", action="store_true", help="show in the sheets what the program says; else they are blind")
    only = "draw no sentence that holds a statement; else coders are asked what is said there beside it"
    sample.add_argument("--unmarked-only", action="store_true", help=only)
    gold = "draw from coded articles only, and let their coding answer a sheet, sheet_gold.csv"
    sample.add_argument("--from-gold", action="store_true", help=gold)
    _folders(sample)


def _add_release(commands: argparse._SubParsersAction[_Parser]) -> None:
    release = _add(commands, "release", _release, "the study as stand-off data, without a sentence of the articles")
    release.add_argument("target", metavar="TARGET", type=Path, help="folder to write: new, empty, or an earlier release")
    release.add_argument("--title", metavar="TEXT", help="title of its README")
    release.add_argument("--licence", metavar="TEXT", help="licence of what is released (not stated)")
    release.add_argument(
        "--without", action="append", default=[], metavar="NAME", help="leave out this figure or table of the reports (06_coverage)"
    )
    _folders(release)
    join = _add(commands, "rehydrate", _rehydrate, "join the texts to a release and get the full tables back")
    join.add_argument("source", metavar="RELEASE", type=Path, help="folder of the release")
    join.add_argument("--raw", type=Path, required=True, metavar="DIR", help="folder of the articles, or one file of records")
    join.add_argument("--processed", type=Path, required=True, metavar="DIR", help="folder for the tables")
    join.add_argument("--reports", type=Path, metavar="DIR", help="make figures and report from the tables, too")
    join.add_argument("--gold", type=Path, metavar="DIR", help="coded articles for that report instead of the study's own")
    join.add_argument("--partial", action="store_true", help="write the tables also where texts are missing, without their words")
    _columns(join)


def _columns(parser: _Parser) -> None:
    """The options that say how raw texts are read."""
    parser.add_argument(
        "--column", action="append", default=[], metavar="NAME=FIELD", help="field of the records that holds text, title, …"
    )
    parser.add_argument("--max-bytes", type=int, metavar="N", help="largest file or record that is read (20,000,000)")


def _folders(parser: _Parser) -> None:
    """One option for each folder of a study, and those that say how its raw texts are read."""
    for name in VARIABLES:
        parser.add_argument(f"--{name}", type=Path, metavar="DIR", help=f"folder `{name}` instead of the study's own")
    _columns(parser)


def _study(options: argparse.Namespace, *needs: str) -> Study:
    """The study around the current folder, with the folders given on the command line in their place."""
    given = {name: getattr(options, name) for name in VARIABLES if hasattr(options, name)}
    return replace(folders.study(given, needs), **_read_as(options))


def _read_as(options: argparse.Namespace) -> dict[str, Any]:
    """How raw texts are read, as fields of a study; empty where the command line does not say."""
    given: dict[str, Any] = {"columns": tuple(_pairs("--column", options.column).items())} if options.column else {}
    return given if options.max_bytes is None else given | {"max_bytes": options.max_bytes}


def _new(options: argparse.Namespace) -> int:
    from analysis import study_new

    begun = study_new.begin(options.folder, texts=options.texts, notebooks=options.notebooks)
    for line in begun.left_out:
        _say(f"not copied: {line}")
    texts = f"{begun.texts} file{'s' * (begun.texts != 1)} of articles" if options.texts else "no articles yet: they go into data/raw"
    _say(f"wrote {options.folder}: {len(begun.files)} files, among them {texts}")
    _say(f"next: cd {shlex.quote(str(options.folder))}; README.md there says what to do")
    return 0


def _build(options: argparse.Namespace) -> int:
    from analysis import build

    study = _study(options, *_BUILT)
    _apart(study)
    folders.articles_in(study.raw)
    given = {"values": _pairs("--set", options.set), "light": options.light, "screen": options.screen}
    given |= {"engine": _chosen(options), "force": options.force}
    ran = build.build(study, **given, say=_say)
    for line in build.unread(study.processed) if "extract" in ran else ():
        _say(f"not read: {line}")
    if options.screen and "extract" in ran:
        _say(build.screened(study.processed))
    return 0


def _apart(study: Study) -> None:
    """Refuse to put what is made of other texts or another codebook into the place of this study's own tables and reports."""
    usual = folders.usual()
    if usual is None:
        return
    other = [name for name in ("raw", "codebook") if getattr(study, name) != getattr(usual, name)]
    shared = [name for name in ("processed", "reports") if getattr(study, name) == getattr(usual, name)]
    if other and shared:
        missing = " and ".join(f"--{name} DIR" for name in shared)
        raise WrongUsage(f"--{other[0]} names another study, and its results would take the place of this one's: add {missing}")


def _pairs(option: str, settings: list[str]) -> dict[str, str]:
    """What an option that may be given several times sets, by name."""
    values = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise WrongUsage(f"{option} takes NAME=VALUE, not {setting!r}")
        values[name.strip()] = value.strip()
    return values


def _extract(options: argparse.Namespace) -> int:
    if not raw_files.is_there(options.source):
        raise WrongUsage(f"there is no folder, file or pattern {options.source}")
    from analysis import batches, comparison, corrections, sources
    from analysis.build import screened, unread

    options.raw = options.source
    study = _study(options, "codebook")
    folders.articles_in(options.source)
    reading = _reading(options)
    say = _say if options.verbose else None
    engine = _chosen(options)
    paths = (options.source.resolve(), study.processed, study.codebook)
    for line in sources.faults(options.source) if not options.source.is_file() else ():
        _say(line)
    given = {"light": options.light, "screen": options.screen, "engine": engine, "retry": options.retry}
    given |= {"max_chars": options.max_chars} if options.max_chars is not None else {}
    batches.run(*paths, reading=reading, say=say, **given)
    corrections.run(*paths, study.corrections, reading=reading, say=_say)
    comparison.run(*paths, reading=reading)
    for line in unread(options.processed):
        _say(f"not read: {line}")
    if options.screen:
        _say(screened(options.processed))
    return 0


def _reading(options: argparse.Namespace) -> dict[str, Any]:
    """How articles are to be read, as `articles.read` takes it."""
    return {name: dict(value) if name == "columns" else value for name, value in _read_as(options).items()}


def _check(options: argparse.Namespace) -> int:
    from analysis import build

    differences = build.check(_study(options, *_BUILT), say=_say)
    for line in differences:
        _say(line)
    _say(f"{len(differences)} files differ" if differences else "no difference: the rebuilt files are the same, byte by byte")
    return 1 if differences else 0


def _evaluate(options: argparse.Namespace) -> int:
    from analysis import evaluation

    _say(evaluation.report(_study(options, "processed", "gold")))
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from analysis import doctor

    faults = 0
    for finding in doctor.findings(_study(options, "raw", "notebooks")):
        _say(f"{'fault' if finding.mend else 'ok':<6} {finding.text}")
        if finding.mend:
            faults += 1
            _say(f"       mend: {finding.mend}")
    _say(f"{faults} faults" if faults else "all is well")
    return 1 if faults else 0


def _export(options: argparse.Namespace) -> int:
    from analysis import export

    taken = export.OPTIONS.get(options.format, ())
    given = {name: value for name in _EXPORTS if (value := getattr(options, name)) is not None}
    for name in given:
        if name not in taken:
            raise WrongUsage(f"--{name} means nothing for the format {options.format}")
    more = {**given, **({"say": _say} if "say" in taken else {})}
    into, target = export.INTO.get(options.format), options.target
    if into and target.exists() and target.is_dir() == (into == "a file"):
        raise WrongUsage(
            f"{target} is {'a folder' if target.is_dir() else 'a file'}; {options.format} is written into {into}: give another name"
        )
    for path in export.FORMATS[options.format](_study(options, *export.READS[options.format]), target, **more):
        _say(f"wrote {path}")
    return 0


def _import(options: argparse.Namespace) -> int:
    if not options.file.is_file():
        raise WrongUsage(f"there is no file {options.file}")
    from analysis import dna_import

    study = _study(options, "raw", "codebook")
    return 0 if dna_import.run(options.file, study.raw, study.processed, study.codebook, reading=_reading(options), say=_say) else 1


def _sample(options: argparse.Namespace) -> int:
    from analysis import coding_new

    study = _study(options, "raw", "processed", "codebook", *(["gold"] if options.from_gold else []))
    stated = {name: value for name in ("n", "sentences", "seed") if (value := getattr(options, name)) is not None}
    by = None if options.by is None else tuple(name.strip() for name in options.by.split(",") if name.strip())
    forms = {name: getattr(options, name) for name in ("brat", "show_machine", "unmarked_only", "from_gold")}
    for line in coding_new.draw(study, coding_new.Wanted(**stated, **forms, by=by, coders=tuple(options.coder))):
        _say(line)
    return 0


def _release(options: argparse.Namespace) -> int:
    from analysis import release

    stated = {name: value for name in ("title", "licence") if (value := getattr(options, name)) is not None}
    study = _study(options, "raw", "codebook", "processed", "reports")
    for name in release.release(study, options.target, release.Stated(**stated, without=tuple(options.without))):
        _say(f"wrote {name}")
    if not (study.reports / "manifest.json").is_file():
        _say("without figures: the folder of the reports holds no manifest.json of a build")
    return 0


def _rehydrate(options: argparse.Namespace) -> int:
    folders.check("raw", options.raw)
    from analysis import build, rehydrate, steps

    paths = (options.source.resolve(), options.raw.resolve(), options.processed.resolve())
    joined = rehydrate.run(*paths, partial=options.partial, reading=_reading(options))
    for line in joined.missing:
        _say(f"not joined: {line}")
    _say(f"{joined.articles} articles joined; " + ", ".join(f"{name} {n}" for name, n in joined.rows.items()))
    if options.reports:
        named = dict(zip(("codebook", "raw", "processed"), (paths[0] / "codebook", *paths[1:]), strict=True))
        named |= {name: path.resolve() for name in ("reports", "gold") if (path := getattr(options, name))}
        study = replace(Study.locate(), **named, **_read_as(options))
        build.build(study, steps.REPORTS, say=_say)
    return 0


def _codebook_new(options: argparse.Namespace) -> int:
    from analysis import codebook_new

    try:
        paths = codebook_new.begin(options.folder)
    except FileExistsError as fault:
        raise WrongUsage(str(fault)) from fault
    for path in paths:
        _say(f"wrote {path}")
    return 0


def _codebook_check(options: argparse.Namespace) -> int:
    from analysis import codebook_texts, codebook_use, listing

    raw, book = _texts_and_book(options)
    unread: list[str] = []
    say = _say if options.verbose else None
    use = codebook_use.survey(codebook_texts.read(raw, book, reading=_reading(options), light=options.light, say=say, unread=unread), book)
    _say(f"{use.summary()}\n\n{listing.text(use.listings(), options.all)}")
    return _told(options, use.listings(), unread)


def _codebook_suggest(options: argparse.Namespace) -> int:
    from analysis import codebook_suggest, codebook_texts, listing
    from analysis.codebook_faults import ACTOR_ID

    if options.top < 1:
        raise WrongUsage(f"--top takes a number from 1 on, not {options.top}")
    if options.actor and not re.match(ACTOR_ID, options.actor):
        raise WrongUsage(f"--actor takes an actor id, such as PER:anna_berg, not {options.actor!r}")
    raw, book = _texts_and_book(options)
    unread: list[str] = []
    say = _say if options.verbose else None
    texts = codebook_texts.read(raw, book, reading=_reading(options), light=options.light, say=say, unread=unread)
    suggestions = codebook_suggest.gather(texts, book, options.actor)
    if silent := suggestions.silent():
        raise WrongUsage(silent)
    found = suggestions.listings(options.top)
    _say(listing.text(found, options.all))
    return _told(options, found, unread)


def _texts_and_book(options: argparse.Namespace) -> tuple[Path, Codebook]:
    """The articles to read, and the codebook; a fault of it ends the command before any text is read."""
    from analysis import codebook

    study = _study(options, "raw", "codebook")
    folders.articles_in(study.raw)
    return study.raw, codebook.load(study.codebook)


def _told(options: argparse.Namespace, listings: Sequence[Listing], unread: Sequence[str]) -> int:
    """Write what was found where the user wants it as tables, and say what was not read."""
    from analysis import listing

    for path in listing.write(listings, options.out) if options.out else ():
        _say(f"wrote {path}")
    for line in unread:
        _say(f"not read: {line}")
    return 0


def _say(line: str) -> None:
    print(line, flush=True)
