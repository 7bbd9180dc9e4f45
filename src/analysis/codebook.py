"""The researcher's codebook: topics with the patterns that recognise them, actors with their roles, events with their dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo

from analysis import codebook_faults, codebook_yaml
from analysis.codebook_faults import ACTOR_ID
from analysis.codebook_yaml import Fault, Page

TOPIC_ID = r"^[a-z][a-z0-9_]*$"
EVENT_ID = r"^EV:\S+$"
COUNTRY = r"^[A-Z]{3}$"

FILES = {"topics": "topics.yml", "actors": "actors.yml", "events": "events.yml"}
"""The files of a codebook, each by the key that holds its entries."""

_ALLOWED = {
    ACTOR_ID: "PER:name_in_lower_case, GOV:ISO, ORG:KEY, GRP:KEY, DOC:KEY or MEDIA:KEY",
    TOPIC_ID: "lower-case letters, digits and underscores, a letter first",
    EVENT_ID: "EV: and a key without spaces",
    COUNTRY: "the three letters of ISO 3166, such as AUT",
}
_MEANT = {
    "string_type": "must be a text",
    "string_too_short": "must not be empty",
    "tuple_type": "must be a list, such as [one, two]",
    "model_type": "must be an entry with keys, such as id: …",
}

Stance = Literal[
    "affirm", "deny", "support", "oppose", "criticise", "accuse", "pledge", "offer", "call_for", "warn", "refuse", "refrain", "threaten",
    "express_concern", "announce", "abstain", "no_commitment",
]  # fmt: skip


class CodebookError(ValueError):
    """Everything that is wrong with a codebook, a line for each fault: file, key, bad value, what is allowed."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join([f"The codebook has {len(faults)} fault{'s' * (len(faults) > 1)}:", *(f"  {f}" for f in faults)]))


@dataclass(frozen=True)
class Phrase:
    """One way to fill a part of a pattern: words in a row (lower case, `*` for any ending), or a mention of an actor."""

    words: tuple[str, ...] = ()
    actor: str | None = None


@dataclass(frozen=True)
class Pattern:
    """Parts that must all stand in one sentence of what was said, in any order; each part is a choice of phrases."""

    text: str
    parts: tuple[tuple[Phrase, ...], ...]


# What a choice of a pattern may not look like, and why; the first that fits is told.
_WRONG = {
    r"^$": "a part or choice is empty",
    r"(^|\s)\+(\s|$)|^\+|\w\+\w": "+ joins two parts of a pattern, with a space before and after it",
    r"^@\s*$|.@": "@ opens a choice and is followed by the name of a list",
    r"\*\S|(^|\s)\*": "a wildcard may only end a word",
    r"[\"“”„«»]": "quotation marks are never matched: leave them out",
    r"(?i)^(PER|GOV|ORG|GRP|DOC|MEDIA):|\s(PER|GOV|ORG|GRP|DOC|MEDIA):\S": f"no actor id; allowed, alone: {_ALLOWED[ACTOR_ID]}",
}


def pattern(text: str, words: Mapping[str, Sequence[str]] | None = None) -> Pattern:
    """Read a pattern: parts joined by ` + `, choices in a part by `|`, `@name` for a list of `words`.

    Raises
    ------
    ValueError
        Where a part is empty, a list is unknown or leads back to itself, an actor id is none, or a `+`, `@` or wildcard
        stands where it joins, opens or ends nothing.

    Examples
    --------
    >>> [len(part) for part in pattern("@supply + weapon*|arms", {"supply": ["send", "hand over"]}).parts]
    [2, 2]
    >>> pattern("position paper").parts[0][0].words
    ('position', 'paper')
    """
    return Pattern(text, tuple(tuple(_choices(part, words or {}, ())) for part in text.split(" + ")))


def _choices(part: str, words: Mapping[str, Sequence[str]], inside: tuple[str, ...]) -> Iterator[Phrase]:
    """The phrases of a part, read `inside` of these lists."""
    for choice in part.split("|"):
        choice = choice.strip()
        if re.match(ACTOR_ID, choice):
            yield Phrase(actor=choice)
            continue
        for form, why in _WRONG.items():
            if re.search(form, choice):
                raise ValueError(f"{choice!r}: {why}" if choice else why)
        if not choice.startswith("@"):
            yield Phrase(tuple(choice.lower().split()))
            continue
        name = choice[1:]
        if name not in words:
            raise ValueError(f"no list {choice!r}; lists in `words`: {', '.join(sorted(words)) or 'none'}")
        if name in inside:
            raise ValueError(f"the list {choice!r} leads back to itself")
        for entry in words[name]:
            yield from _choices(entry, words, (*inside, name))


def _read_pattern(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, Pattern):
        return value
    if not isinstance(value, str):
        raise ValueError("a pattern is a text, such as: supply|sell + weapon*")
    return pattern(value, (info.context or {}).get("words"))


def _read_day(value: Any) -> Any:
    """A day of the calendar, written as one; whatever else YAML or pydantic would take for a day is none."""
    try:
        return value if type(value) is date else date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError("must be a day of the calendar, such as 2024-05-31") from error


_E = TypeVar("_E", bound=BaseModel)

ActorId = Annotated[str, Field(pattern=ACTOR_ID)]
TopicId = Annotated[str, Field(pattern=TOPIC_ID)]
Patterns = tuple[Annotated[Pattern, BeforeValidator(_read_pattern)], ...]
Day = Annotated[date, BeforeValidator(_read_day)]
Name = Annotated[str, Field(min_length=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Topic(_Entry):
    """A topic: its proposition, and the wording that recognises it.

    Attributes
    ----------
    terms, contrary
        Wording that states the proposition, or its opposite; negation and governing verbs around it turn its side.
    pro, con
        Wording that by itself agrees or disagrees with the proposition, whatever stands around it.
    none
        Wording that keeps the topic out of a sentence.
    subject
        Of whom the proposition speaks: a clause about the deeds of somebody else does not count.
    context
        Actors of whom one must be in play: in the sentence or, where it names nobody new, shortly before.
    normative_twin
        Topic that takes over where the sentence says what should be, not what is.
    gives_way_to
        Topics that win where both are found in one sentence.
    agreeing
        What somebody does who asserts the proposition, where that is more exact than `affirm`.
    """

    id: TopicId
    label: str = Field(min_length=1)
    proposition: str = Field(min_length=1)
    kind: Literal["factual", "normative"]
    terms: Patterns = ()
    contrary: Patterns = ()
    pro: Patterns = ()
    con: Patterns = ()
    none: Patterns = ()
    subject: tuple[ActorId, ...] = ()
    context: tuple[ActorId, ...] = ()
    normative_twin: TopicId | None = None
    gives_way_to: tuple[TopicId, ...] = ()
    agreeing: Stance | None = None

    def patterns(self) -> Iterator[tuple[str, Pattern]]:
        """Every pattern that can recognise the topic, with the name of its list, in order."""
        for name in ("terms", "contrary", "pro", "con"):
            for entry in getattr(self, name):
                yield name, entry


class Role(_Entry):
    """An office that an actor held: title, of which country or organisation, from and to which day (None: open)."""

    title: str = Field(min_length=1)
    also: tuple[Name, ...] = ()
    of: ActorId | None = None
    start: Day | None = None
    end: Day | None = None
    source: str = Field(min_length=1)

    def held(self, earliest: date, latest: date) -> bool:
        """Whether the office was held on some day from `earliest` to `latest`, both included."""
        return (self.start is None or self.start <= latest) and (self.end is None or earliest <= self.end)


class Actor(_Entry):
    """Somebody, or a document, that takes positions or is aimed at; `names` are the forms found in texts.

    `gender` is that of the pronouns by which texts speak of a person; leave it out where they differ.
    """

    id: ActorId
    label: str = Field(min_length=1)
    type: Literal["person", "government", "organisation", "group", "document", "media"]
    country: str | None = Field(default=None, pattern=COUNTRY)
    acts_for: ActorId | None = None
    gender: Literal["female", "male"] | None = None
    names: tuple[Name, ...] = ()
    roles: tuple[Role, ...] = ()


class Event(_Entry):
    """Something that happened, or an occasion to speak, with its days (both included) and the phrases that name it in texts."""

    id: str = Field(pattern=EVENT_ID)
    label: str = Field(min_length=1)
    earliest: Day
    latest: Day
    speaker: ActorId | None = None
    speakers: tuple[ActorId, ...] = ()
    place: str | None = None
    names: tuple[Name, ...] = ()
    venue: tuple[Name, ...] = ()
    source: str = Field(min_length=1)


@dataclass(frozen=True)
class Codebook:
    """Topics, actors and events of a study, in the order of their files.

    `words` are the lists that patterns use, by name; `formulas` the stock phrases to follow through the texts, by name.
    """

    topics: tuple[Topic, ...] = ()
    actors: tuple[Actor, ...] = ()
    events: tuple[Event, ...] = ()
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    formulas: tuple[tuple[str, tuple[Pattern, ...]], ...] = ()

    def topic(self, topic_id: str) -> Topic:
        """The topic of that id.

        Raises
        ------
        KeyError
            Where there is none.
        """
        for topic in self.topics:
            if topic.id == topic_id:
                return topic
        raise KeyError(f"no topic {topic_id!r}; topics: {', '.join(t.id for t in self.topics)}")

    def actor(self, actor_id: str) -> Actor | None:
        """The actor of that id; None where the codebook has none (governments need no entry)."""
        return next((actor for actor in self.actors if actor.id == actor_id), None)

    def side(self, actor_id: str) -> str:
        """The actor on whose behalf `actor_id` speaks; itself where it speaks for nobody else."""
        actor = self.actor(actor_id)
        return actor.acts_for if actor and actor.acts_for else actor_id


def load(folder: Path) -> Codebook:
    """Read and check `topics.yml`, `actors.yml` and `events.yml` of a folder.

    Raises
    ------
    CodebookError
        Where the folder is a file, or anything is wrong in it: all faults at once, in the order of files and lines, each with
        file, line, key, bad value and what is allowed. What is odd but allowed is no fault; `codebook_advice` tells of it.
    """
    if folder.is_file():
        raise CodebookError([f"{folder.name} is a file; a codebook is the folder that holds {', '.join(FILES.values())}"])
    faults: list[Fault] = []
    also = {"topics": ("words", "formulas")}
    pages = {name: codebook_yaml.read(folder / file, name, also.get(name, ()), faults) for name, file in FILES.items()}
    words = _words(pages["topics"], faults)
    formulas = _formulas(pages["topics"], words, faults)
    topics = tuple(_entries(Topic, pages["topics"], {"words": words}, faults))
    actors = tuple(_entries(Actor, pages["actors"], {}, faults))
    events = tuple(_entries(Event, pages["events"], {}, faults))
    faults += codebook_faults.between(pages["topics"], pages["actors"], pages["events"])
    if faults:
        order = list(FILES.values())
        faults.sort(key=lambda fault: (order.index(fault.file), fault.line or 0))
        raise CodebookError(list(dict.fromkeys(str(fault) for fault in faults)))
    return Codebook(topics, actors, events, tuple((name, tuple(entries)) for name, entries in words.items()), formulas)


def _words(page: Page, faults: list[Fault]) -> dict[str, list[str]]:
    """The lists of words; one that is faulty is kept with what is sound of it, so that patterns that use it are not blamed."""
    words = _named_lists(page, "words", "words", faults)
    for name, entries in words.items():
        for i, entry in list(entries.items()):
            try:
                tuple(_choices(entry, {other: list(listed.values()) for other, listed in words.items()}, (name,)))
            except ValueError as error:
                faults.append(page.fault(("words", name, i), f"{entry!r}: {error}"))
                del entries[i]
    return {name: list(entries.values()) for name, entries in words.items()}


def _formulas(page: Page, words: Mapping[str, Sequence[str]], faults: list[Fault]) -> tuple[tuple[str, tuple[Pattern, ...]], ...]:
    """The stock phrases: a name, and the patterns of which one must stand in a statement."""
    read: dict[str, list[Pattern]] = {}
    for name, entries in _named_lists(page, "formulas", "patterns", faults).items():
        for i, entry in entries.items():
            try:
                read.setdefault(name, []).append(pattern(entry, words))
            except ValueError as error:
                faults.append(page.fault(("formulas", name, i), f"{entry!r}: {error}"))
    return tuple((name, tuple(patterns)) for name, patterns in read.items())


def _named_lists(page: Page, key: str, of: str, faults: list[Fault]) -> dict[str, dict[int, str]]:
    """Lists of texts by name, each text by its place, without those that are none."""
    found = page.data.get(key) or {}
    if not isinstance(found, dict):
        faults.append(page.fault((key,), f"must be named lists of {of}"))
        return {}
    lists: dict[str, dict[int, str]] = {}
    for name, entries in found.items():
        if not isinstance(entries, list) or not entries:
            faults.append(page.fault((key, name), f"must be a list of {of}, at least one"))
        listed = list(enumerate(entries if isinstance(entries, list) else ()))
        faults += [page.fault((key, name, i), f"{entry!r}: must be a text") for i, entry in listed if not isinstance(entry, str)]
        lists[str(name)] = {i: entry for i, entry in listed if isinstance(entry, str)}
    return lists


def _entries(model: type[_E], page: Page, context: dict[str, Any], faults: list[Fault]) -> Iterator[_E]:
    for i, entry in enumerate(page.data.get(page.key, [])):
        try:
            yield model.model_validate(entry, context=context)
        except ValidationError as error:
            faults += [_fault(page, (page.key, i), fault, model) for fault in error.errors()]


def _fault(page: Page, at: tuple[str | int, ...], fault: Any, model: type[BaseModel]) -> Fault:
    """A fault of pydantic in the house's words: what stands there, what is allowed."""
    path, context = (*at, *fault["loc"]), fault.get("ctx", {})
    kind, value = fault["type"], fault["input"]
    if kind == "missing":
        return page.fault(path, f"is missing{_choice(model, fault['loc'])}")
    if kind == "extra_forbidden":
        return page.fault(path, f"unknown key; {_nearest(str(path[-1]), Role if 'roles' in path else model)}")
    if value is None:
        return page.fault(path, "is empty; fill it in, or leave the key out where it may be")
    allowed = f"allowed: {context['expected']}" if kind == "literal_error" else _MEANT.get(kind)
    if kind == "string_pattern_mismatch":
        allowed = f"allowed: {_ALLOWED[context['pattern']]}"
    shown = repr(str(value) if isinstance(value, date) else value)
    return page.fault(path, f"{shown}; {allowed}" if allowed else f"{shown}: {str(fault['msg']).removeprefix('Value error, ')}")


def _choice(model: type[BaseModel], at: tuple[str | int, ...]) -> str:
    """What a key of an entry may hold, where it is one of a few words."""
    field = model.model_fields.get(str(at[0])) if len(at) == 1 else None
    words = get_args(field.annotation) if field and get_origin(field.annotation) is Literal else ()
    return f"; allowed: {', '.join(words)}" if words else ""


def _nearest(key: str, model: type[BaseModel]) -> str:
    """The key that was probably meant, else all that are allowed."""
    near = get_close_matches(key, list(model.model_fields), 1)
    return f"did you mean {near[0]!r}?" if near else f"allowed: {', '.join(model.model_fields)}"
