"""Which side a statement or a narrated act takes on the topics of the codebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from analysis import breadth, clauses, lexicon, modality, scope, terms
from analysis.actors import Mention
from analysis.acts import Act, ActReader, not_done
from analysis.codebook import Codebook, Topic
from analysis.intervals import Intervals
from analysis.readings import Reader, Reading, decides, rule
from analysis.sentences import Sentences, Stretch, name_of, objects
from analysis.statement_readings import StatementReader
from analysis.statements import Statement

# Stance where an act of a class was not done and so takes no side; other classes then take no position at all.
_UNDONE = {"critical": "refrain", "commissive": "no_commitment", "denial": "no_commitment", "refusal": "no_commitment"}
# Those whom one tells as it is their work to be told: they are not aimed at.
_PRESS = ("MEDIA:", "GRP:JOURNALISTS")


# Words between a statement and the word of a gloss: ", in what was seen as a reference to".
_GLOSS_WITHIN = 8


@dataclass(frozen=True)
class Position:
    """One side taken on a topic; offsets are code points of the Doc's text. Fields as in the table `positions`."""

    statement: int | None
    evidence: Stretch
    actors: tuple[str, ...]
    organisations: tuple[str, ...]
    topic: str
    stance: str
    agreement: int | None
    modality: str
    negated: bool
    target: tuple[str, ...]
    target_explicit: bool | None
    evidence_type: str
    rule: str
    narrowed: tuple[Stretch, ...] = ()
    widened: tuple[Stretch, ...] = ()


def find(doc: Doc, statements: Sequence[Statement], mentions: Sequence[Mention], codebook: Codebook) -> list[Position]:
    """The positions of an article, ordered by evidence and topic.

    Parameters
    ----------
    doc
        A Doc as `language.parse` makes it.
    statements
        Its statements, in order of their first character; their offsets are those of the Doc's text.
    mentions
        Its mentions of actors.
    codebook
        The topics to look for; and for whom an actor speaks.

    Notes
    -----
    A statement without a source and without a speaker (a quoted fragment) takes no position, nor does a question that
    is not rhetorical, nor what is only supposed ("if it sold arms"). An act that the outlet narrates ("refused to condemn",
    "backed the plan") takes one without a statement, and so does what a noun says that somebody claims, fears or demands
    ("warnings from Austria not to send arms"). What others do meanwhile ("while the West tightens its sanctions") is no
    position of the speaker's.

    A denial of a denial agrees; an act of denial, refusal or blame that was not done ("did not rule out") leaves the side
    open, with the stance `no_commitment` or `refrain`.
    """
    return _Positions(doc, statements, mentions, codebook).run()


class _Positions:
    """The work on one article: its statements in order, then what the outlet narrates."""

    def __init__(self, doc: Doc, statements: Sequence[Statement], mentions: Sequence[Mention], codebook: Codebook) -> None:
        self.statements = statements
        self.words = Sentences(doc, mentions, codebook)
        self._reader = Reader(self.words)

    def run(self) -> list[Position]:
        found = [*self._statements(), *map(self._act, ActReader(self.words, self._reader).acts(self.statements))]
        return sorted(found, key=lambda p: (p.evidence, p.topic, p.statement is None, p.statement or 0))

    def _statements(self) -> Iterator[Position]:
        said = StatementReader(self.words, self._reader, self.statements)
        for i, statement in enumerate(self.statements):
            cue = self.words.tokens(statement.cue)
            for read in said.read(i):
                position = self._position(i, statement, read, cue)
                if position is not None:
                    yield position

    def _position(self, index: int, statement: Statement, read: Reading, cue: list[Token]) -> Position | None:
        if self._reader.is_open(read, statement):
            return None
        kind, topic = statement.cue_class or "neutral", self._topic(read, statement)
        effect, undone = self._effect(statement, read, cue)
        agreement: int | None = None if effect is None else int(read.side * effect > 0)
        if read.match is not None and self._reader.abstains(read):
            agreement, stance = None, "abstain"
        elif read.left_open is not None and agreement is not None:
            agreement, stance = None, not_done(read.left_open)
        elif agreement is None:
            if kind not in _UNDONE or not undone:
                return None
            stance = _UNDONE[kind]
        else:
            stance = _stance(statement, topic, agreement, read, undone, told=self._told(read, statement))
        put = self._reader.modality(read, statement)
        promised = put == "commitment" and read.match is not None and not read.anchor.dep_.startswith("nsubj")
        if stance in ("affirm", "support") and promised and topic.kind == "normative":
            stance = "pledge"
        target, explicit = self._target(statement, stance, cue, read)
        wide = breadth.of(read)
        speakers = self._actors(statement, cue)
        return Position(
            statement=index,
            evidence=(statement.start, statement.end),
            actors=speakers,
            organisations=self._organisations(statement, speakers),
            topic=topic.id,
            stance=stance,
            agreement=agreement,
            modality=put,
            negated=len(read.turned_by) % 2 == 1,
            target=target,
            target_explicit=explicit,
            evidence_type="quotation",
            rule=rule(read, f"cue {kind}" + (", not done" if undone else "")),
            narrowed=wide.narrowed,
            widened=wide.widened,
        )

    def _actors(self, statement: Statement, cue: list[Token]) -> tuple[str, ...]:
        """Who takes the position: the speakers, but none where the source is an event that several take part in.

        Where the cue says what a report holds ("information cited by Chile suggesting that …") it is whose report that is.
        """
        source = self.words.tokens(statement.source)
        if source and terms.has(terms.root(source), "happenings"):
            return ()
        noun = clauses.reported(terms.root(cue)) if cue else None
        return (self.words.owners(noun) if noun is not None else ()) or tuple(statement.speakers)

    def _organisations(self, statement: Statement, actors: tuple[str, ...]) -> tuple[str, ...]:
        """For whom the actors speak: as the statement says where they are its speakers."""
        stated = statement.on_behalf_of if actors and actors == tuple(statement.speakers) else ()
        return tuple(stated) or tuple(sorted(self.words.sides(actors)))

    def _topic(self, read: Reading, statement: Statement) -> Topic:
        """The topic, or its normative twin where the words say what should be."""
        twin = read.topic.normative_twin
        if not twin or read.match is None:
            return read.topic
        helpers = [read.anchor, *read.anchor.children]
        demand = clauses.worded(read.anchor)
        demanded = demand is not None and terms.has(demand, "demands")
        if (
            demanded
            or (statement.cue_class == "directive" and not self._told(read, statement))
            or any(terms.has(token, "deontic") for token in helpers)
        ):
            return self.words.codebook.topic(twin)
        return read.topic

    def _told(self, read: Reading, statement: Statement) -> bool:
        """Whether the words tell what is so, though the cue is one of demands: "warned that it could send boats"."""
        tells = read.match is not None and statement.cue_lemma in terms.words("telling_demands")
        return tells and clauses.told(read.anchor, {t.i for t in self.words.content(statement)})

    def _effect(self, statement: Statement, read: Reading, cue: list[Token]) -> tuple[int | None, bool]:
        """What the cue does to the side of the content (None: leaves it open), and whether the act was not done."""
        words = lexicon.read("positions")
        named = [t for t in cue if read.match is not None and t.i in read.match.tokens]
        undone = clauses.undone(terms.root(named) if named else clauses.done(cue, statement.cue_lemma)) if cue else []
        not_done = statement.negated if not undone else len(undone) % 2 == 1
        if read.cue_in_words:
            return (-1 if not_done else 1), not_done
        kind = statement.cue_class or "neutral"
        if kind in ("denial", "critical") and self._told_instead(statement, read):
            return 1, False
        at_cue = {token.i for token in cue}
        if kind == "critical" and any(t.lower_ == "against" and {t.i, t.head.head.i} & at_cue for t in read.turned_by):
            return 1, False  # "protested against the toll": against it once
        if decides(read) and kind != "question":
            return (-1 if kind == "denial" and read.topic.kind == "factual" else 1), not_done
        if self._only_names(statement, read):
            return None, False
        if not_done:
            return words["negated_effect"].get(kind), True
        asked = self._asked(statement, read)
        if asked is not None:
            return (-1 if asked else None), False
        if kind == "critical" and statement.cue_lemma in terms.words("accusing"):
            return 1, False
        if statement.cue_lemma in terms.words("worried") and read.topic.kind == "normative":
            ill = any(terms.has(word, "turning_subject") or scope.bad(word) for word in read.turned_by)
            return (1 if ill else -1), False  # "feared that the toll would ruin the shops"
        if statement.cue_class is None and cue and terms.has(clauses.done(cue), "turning"):
            return -1, False
        return words["cue_effect"][kind], False

    def _only_names(self, statement: Statement, read: Reading) -> bool:
        """Whether a cue only tells of what was spoken, and not what was said of it: "discussed the toll"."""
        if statement.cue_lemma not in terms.words("naming_only") or statement.quoted_spans or read.topic.kind != "normative":
            return False
        head = terms.root(self.words.content(statement))
        return head.pos_ in ("NOUN", "PROPN") and not any(child.dep_ in ("cop", "nsubj", "ccomp") for child in head.children)

    def _told_instead(self, statement: Statement, read: Reading) -> bool:
        """Whether words stand behind the colon of a denial that itself only points back: "denied this: “Nobody will pay.”"""
        content = self.words.content(statement)
        colon = next((t for t in content[:4] if t.text == ":"), None)
        if colon is None or read.match is None or read.anchor.i < colon.i:
            return False
        return any(terms.has(token, "anaphors") for token in content if token.i < colon.i)

    def _asked(self, statement: Statement, read: Reading) -> bool | None:
        """Whether the content is a question (else None), and one that wants no answer.

        That is one in quotation marks that asks why, how, what, who or since when, and that nobody asks whose work is to
        ask. "Why does Austria sell boats?" takes for granted that it does, so it does not deny it.
        """
        number = self.words.sentence_of[read.anchor.i]
        content = [t for t in self.words.content(statement) if self.words.sentence_of[t.i] == number]
        letters = [token for token in content if not token.is_punct]
        question = statement.cue_class == "question" or any(token.text == "?" for token in content)
        if not letters:
            return None
        if statement.cue_class == "intention" and _wants_to_know(letters):
            return False
        if not question:
            return None
        quoted = statement.type == "direct" or any(s <= letters[0].idx < e for s, e in statement.quoted_spans)
        opening = " ".join(token.lower_ for token in letters[:4])
        opened = [word for word in terms.words("rhetorical") if f"{opening} ".startswith(f"{word} ")]
        granted = opened == ["why"] and read.topic.kind == "factual" and modality.of(read.anchor, {t.i for t in content}, set()) is None
        asker = any(terms.has(t, "askers") for t in self.words.tokens(statement.source)) or any(
            s.startswith("MEDIA:") for s in statement.speakers
        )
        ahead = any(token.lower_ in ("will", "would", "’ll", "'ll") for token in letters[:3])  # "“Who will pay?” she asked"
        to_be_answered = (
            statement.cue_class == "question"
            and ahead
            and opened != ["why"]
            and not any(terms.has(token, "negations") for token in letters)
        )
        return quoted and bool(opened) and not granted and not asker and not to_be_answered

    def _target(self, statement: Statement, stance: str, cue: list[Token], read: Reading) -> tuple[tuple[str, ...], bool | None]:
        """At whom it is aimed, and whether the words name them or only the outlet does.

        A demand is aimed at whom it is put to or who should act, a reproach at the first who is named in it; whom a
        measure meets or where a thing happens ("sanctions on Austria", "the war in Austria") is no target.
        """
        if stance not in terms.words("aimed"):
            return (), None
        own = self.words.sides(statement.speakers) | set(statement.speakers)
        addressed = tuple(a for a in statement.addressees if not a.startswith(_PRESS))
        if addressed:
            return addressed, True
        asked = objects(clauses.done(cue)) if cue else []
        gloss = self._gloss(statement)
        behind = {t.i for t in gloss}
        content = [t for t in self.words.content(statement) if t.i not in behind and not clauses.elsewhere(t, read.anchor)]
        if stance == "call_for":
            doer = clauses.subject(read.anchor) if read.match is not None else None
            content = [t for t in content if doer is not None and t.i in {word.i for word in name_of(doer)}]
            asked = [t for t in asked if not clauses.aside(t)] if statement.cue_class == "directive" else []
        words = [t for t in [*content, *asked] if not clauses.aside(t)]
        named = self.words.first_named(words, own)
        glossed = self.words.first_named(gloss, own)
        if named and not (glossed and named.startswith("GRP:")):
            return (named,), not named.startswith("GRP:UNNAMED")
        return ((glossed,), False) if glossed else ((), None)

    def _gloss(self, statement: Statement) -> list[Token]:
        """The words in which the outlet says at whom it was aimed: "…, in an implicit reference to Washington".

        They follow the statement at once or, behind "in" and a comma or mark, stand at the end of what was taken as said.
        """
        content = self.words.content(statement)
        number, quoted = self.words.sentence_of[content[-1].i], Intervals(statement.quoted_spans)
        unquoted = [t for t in content if self.words.sentence_of[t.i] == number and not quoted.touching(t.idx, t.idx + 1)]
        opening = [t.i for t in unquoted if t.lower_ == "in" and t.i > 0 and t.nbor(-1).is_punct]
        rest = [t for t in unquoted if opening and t.i >= opening[-1]]
        rest += [t for t in self.words.sentences[self.words.sentence_of[content[-1].i]] if t.idx >= statement.end]
        after = " ".join(t.lower_ for t in rest)
        places = [after[: after.find(gloss)].count(" ") for gloss in lexicon.read("positions")["glosses"] if gloss in after]
        return rest[min(places) :] if places and min(places) <= _GLOSS_WITHIN else []

    def _act(self, act: Act) -> Position:
        wide = breadth.of(act.read)
        return Position(
            statement=None,
            evidence=act.evidence,
            actors=act.actors,
            organisations=tuple(sorted(self.words.sides(act.actors))),
            topic=act.read.topic.id,
            stance=act.stance,
            agreement=act.agreement,
            modality=self._reader.modality(act.read, None),
            negated=len(act.read.turned_by) % 2 == 1,
            target=act.target,
            target_explicit=True if act.target else None,
            evidence_type="narrated" if act.narrated else "outlet_assertion",
            rule=rule(act.read, f"act {act.lemma}"),
            narrowed=wide.narrowed,
            widened=wide.widened,
        )


def _wants_to_know(letters: Sequence[Token]) -> bool:
    """Whether what somebody wants is an answer: "to know who would pay"."""
    opening = [token for token in letters[:4] if token.lower_ not in ("to", "out", "from")]
    return len(opening) > 1 and terms.has(opening[0], "wanting_to_know") and terms.has(opening[1], "question_words")


def _stance(statement: Statement, topic: Topic, agreement: int, read: Reading, undone: bool, told: bool) -> str:
    """What is done about the proposition, by the cue, then its class, then the kind of the topic."""
    words = lexicon.read("positions")
    kind = statement.cue_class or "neutral"
    if undone:
        refrained = kind in ("critical", "endorsing") or (statement.cue_lemma or "").startswith("refrain")
        return "refrain" if refrained else "refuse"
    named = words["stance_of_cue"].get(statement.cue_lemma or "")
    if named:
        return str(named)
    if statement.cue_lemma in words["stance_of_lemma"]:
        return str(words["stance_of_lemma"][statement.cue_lemma][1 - agreement])
    if kind in words["stance_of_class"] and not (kind == "directive" and told):
        return str(words["stance_of_class"][kind][1 - agreement])
    if agreement and topic.agreeing:
        return topic.agreeing
    if agreement and read.match is not None and _deontic(read.anchor):
        return "call_for"
    return str(words["stance_of_kind"][topic.kind][1 - agreement])


def _deontic(anchor: Token) -> bool:
    """Whether a word, or a verb above it, is said of what should be."""
    return any(terms.has(child, "deontic") for word in (anchor, *anchor.ancestors) for child in word.children if child.dep_ == "aux")
