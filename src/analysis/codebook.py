"""The researcher's codebook: topics with the patterns that recognise them, actors with their roles, events with their dates."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo

ACTOR_ID = r"^(PER:[a-z0-9_]+|GOV:[A-Z]{3}|(ORG|GRP|DOC|MEDIA):[A-Z0-9_]+)$"
TOPIC_ID = r"^[a-z][a-z0-9_]*$"
EVENT_ID = r"^EV:\S+$"

_ALLOWED = {
    ACTOR_ID: "PER:name_in_lower_case, GOV:ISO, ORG:KEY, GRP:KEY, DOC:KEY or MEDIA:KEY",
    TOPIC_ID: "lower-case letters, digits and underscores, a letter first",
    EVENT_ID: "EV: and a key without spaces",
}
_FILES = {"topics": "topics.yml", "actors": "actors.yml", "events": "events.yml"}

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


def pattern(text: str, words: Mapping[str, Sequence[str]] | None = None) -> Pattern:
    """Read a pattern: parts joined by ` + `, choices in a part by `|`, `@name` for a list of `words`.

    Raises
    ------
    ValueError
        Where a part is empty, a list is unknown, or a wildcard stands elsewhere than at the end of a word.

    Examples
    --------
    >>> [len(part) for part in pattern("@supply + weapon*|arms", {"supply": ["send", "hand over"]}).parts]
    [2, 2]
    >>> pattern("position paper").parts[0][0].words
    ('position', 'paper')
    """
    return Pattern(text, tuple(tuple(_choices(part, words or {})) for part in text.split(" + ")))


def _choices(part: str, words: Mapping[str, Sequence[str]]) -> Iterator[Phrase]:
    for choice in part.split("|"):
        choice = choice.strip()
        if not choice:
            raise ValueError("a part or choice is empty")
        if choice.startswith("@"):
            if choice[1:] not in words:
                raise ValueError(f"no list {choice!r}; lists in `words`: {', '.join(sorted(words)) or 'none'}")
            for entry in words[choice[1:]]:
                yield from _choices(str(entry), words)
        elif re.match(ACTOR_ID, choice):
            yield Phrase(actor=choice)
        elif re.search(r"\*\S", choice) or re.search(r"(^|\s)\*", choice):
            raise ValueError(f"{choice!r}: a wildcard may only end a word")
        else:
            yield Phrase(tuple(choice.lower().split()))


def _read_pattern(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, Pattern):
        return value
    if not isinstance(value, str):
        raise ValueError("a pattern is a text, such as: supply|sell + weapon*")
    return pattern(value, (info.context or {}).get("words"))


_E = TypeVar("_E", bound=BaseModel)

ActorId = Annotated[str, Field(pattern=ACTOR_ID)]
TopicId = Annotated[str, Field(pattern=TOPIC_ID)]
Patterns = tuple[Annotated[Pattern, BeforeValidator(_read_pattern)], ...]


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
    also: tuple[str, ...] = ()
    of: ActorId | None = None
    start: date | None = None
    end: date | None = None
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
    country: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    acts_for: ActorId | None = None
    gender: Literal["female", "male"] | None = None
    names: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()


class Event(_Entry):
    """Something that happened, or an occasion to speak, with its days (both included) and the phrases that name it in texts."""

    id: str = Field(pattern=EVENT_ID)
    label: str = Field(min_length=1)
    earliest: date
    latest: date
    speaker: ActorId | None = None
    speakers: tuple[ActorId, ...] = ()
    place: str | None = None
    names: tuple[str, ...] = ()
    venue: tuple[str, ...] = ()
    source: str = Field(min_length=1)


@dataclass(frozen=True)
class Codebook:
    """Topics, actors and events of a study, in the order of their files."""

    topics: tuple[Topic, ...] = ()
    actors: tuple[Actor, ...] = ()
    events: tuple[Event, ...] = ()

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
        Where anything is wrong: all faults at once, each with file, key, bad value and what is allowed.
    """
    faults: list[str] = []
    data = {name: _read(folder / file, name, faults) for name, file in _FILES.items()}
    words = data["topics"].get("words") or {}
    if not isinstance(words, dict) or not all(isinstance(v, list) for v in words.values()):
        faults.append("topics.yml: words: must be named lists of words")
        words = {}
    topics = tuple(_entries(Topic, data["topics"], "topics", {"words": words}, faults))
    actors = tuple(_entries(Actor, data["actors"], "actors", {}, faults))
    events = tuple(_entries(Event, data["events"], "events", {}, faults))
    book = Codebook(topics, actors, events)
    complete = not faults
    faults += _cross_faults(book, complete)
    if faults:
        raise CodebookError(faults)
    return book


class _Loader(yaml.SafeLoader):
    """YAML's safe loader, which takes no key twice: the second would silently replace the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {key.value!r} stands twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _read(path: Path, key: str, faults: list[str]) -> dict[str, Any]:
    """The mapping in a YAML file; {} and a fault where it cannot be had."""
    allowed = (key, "words") if key == "topics" else (key,)
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except FileNotFoundError:
        faults.append(f"{path.name}: not found in {path.parent.name}/; a codebook has {', '.join(_FILES.values())}")
        return {}
    except UnicodeDecodeError as error:
        faults.append(f"{path.name}: byte {error.start} is not UTF-8")
        return {}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        faults.append(f"{path.name}: line {mark.line + 1 if mark else '?'}: {error.problem}")
        return {}
    if not isinstance(data, dict) or not isinstance(data.get(key), list):
        faults.append(f"{path.name}: must hold a list under the key {key!r}")
        return {}
    faults += [f"{path.name}: {name}: unknown key; allowed: {', '.join(allowed)}" for name in data if name not in allowed]
    return data


def _entries(model: type[_E], data: Mapping[str, Any], key: str, context: dict[str, Any], faults: list[str]) -> Iterator[_E]:
    for i, entry in enumerate(data.get(key, [])):
        try:
            yield model.model_validate(entry, context=context)
        except ValidationError as error:
            name = entry.get("id") if isinstance(entry, dict) else None
            at = f"{_FILES[key]}: {key}[{i}]" + (f" ({name})" if name else "")
            faults += [_fault(at, fault) for fault in error.errors()]


def _fault(at: str, fault: Any) -> str:
    """One line of a pydantic fault: where, what stands there, what is allowed."""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"])
    context = fault.get("ctx", {})
    kind, value = fault["type"], fault["input"]
    if kind == "missing":
        return f"{at}{path}: is missing"
    if kind == "extra_forbidden":
        return f"{at}{path}: unknown key"
    if kind == "literal_error":
        return f"{at}{path}: {value!r}; allowed: {context['expected']}"
    if kind == "string_pattern_mismatch":
        return f"{at}{path}: {value!r}; allowed: {_ALLOWED.get(context['pattern'], context['pattern'])}"
    return f"{at}{path}: {value!r}: {str(fault['msg']).removeprefix('Value error, ')}"


def _cross_faults(book: Codebook, complete: bool) -> Iterator[str]:
    """Faults between entries: ids that stand twice, days in the wrong order and, in a `complete` book, ids that lead nowhere."""
    for key, entries in (("topics", book.topics), ("actors", book.actors), ("events", book.events)):
        ids = [entry.id for entry in entries]
        yield from (f"{_FILES[key]}: {key}: id {i!r} stands {ids.count(i)} times" for i in sorted(set(ids)) if ids.count(i) > 1)
    yield from _day_faults(book)
    yield from _empty_faults(book)
    if not complete:
        return  # an entry that failed above would be reported as missing everywhere
    topics, actors = {t.id for t in book.topics}, {a.id for a in book.actors}
    for at, used in _topics_used(book):
        if used not in topics:
            yield f"{at}: {used!r}: no such topic; topics: {', '.join(sorted(topics))}"
    for at, used in _actors_used(book):
        if used not in actors and not used.startswith("GOV:"):
            yield f"{at}: {used!r}: no such actor in actors.yml (only governments need no entry)"


def _empty_faults(book: Codebook) -> Iterator[str]:
    for topic in book.topics:
        if not any(True for _ in topic.patterns()) and topic.id not in {t.normative_twin for t in book.topics}:
            yield f"topics.yml: topics ({topic.id}): no pattern; give at least one of terms, contrary, pro, con"


def _day_faults(book: Codebook) -> Iterator[str]:
    for actor in book.actors:
        for i, role in enumerate(actor.roles):
            if role.start and role.end and role.end < role.start:
                yield f"actors.yml: actors ({actor.id}).roles[{i}].end: {role.end} is before start {role.start}"
    for event in book.events:
        if event.latest < event.earliest:
            yield f"events.yml: events ({event.id}).latest: {event.latest} is before earliest {event.earliest}"


def _topics_used(book: Codebook) -> Iterator[tuple[str, str]]:
    for topic in book.topics:
        if topic.normative_twin:
            yield f"topics.yml: topics ({topic.id}).normative_twin", topic.normative_twin
        for used in topic.gives_way_to:
            yield f"topics.yml: topics ({topic.id}).gives_way_to", used


def _actors_used(book: Codebook) -> Iterator[tuple[str, str]]:
    for topic in book.topics:
        for field in ("subject", "context"):
            yield from ((f"topics.yml: topics ({topic.id}).{field}", used) for used in getattr(topic, field))
        for name, entry in topic.patterns():
            yield from ((f"topics.yml: topics ({topic.id}).{name}", p.actor) for part in entry.parts for p in part if p.actor)
    for actor in book.actors:
        if actor.acts_for:
            yield f"actors.yml: actors ({actor.id}).acts_for", actor.acts_for
        yield from ((f"actors.yml: actors ({actor.id}).roles.of", role.of) for role in actor.roles if role.of)
    for event in book.events:
        yield from ((f"events.yml: events ({event.id}).speakers", used) for used in (event.speaker, *event.speakers) if used)
