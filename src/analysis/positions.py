"""Which side a statement or a narrated act takes on the topics of the codebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spacy.tokens import Doc, Token

from analysis import lexicon, scope
from analysis.codebook import Codebook, Topic
from analysis.wording import Finder, Match, give_way

if TYPE_CHECKING:
    from analysis.actors import Mention
    from analysis.statements import Statement

Stretch = tuple[int, int]

_CONTEXT_SENTENCES = 2
_MEMORY_SENTENCES = 4
_SHORT = 8
_CAN_BE_TARGET = ("GOV:", "ORG:", "GRP:", "PER:")
# Stance where an act of a class was not done and so takes no side; other classes then take no position at all.
_UNDONE = {"critical": "refrain", "commissive": "no_commitment", "denial": "no_commitment", "refusal": "no_commitment"}


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
    is not rhetorical. An act that the outlet narrates ("refused to condemn") takes one without a statement.
    """
    return _Reader(doc, statements, mentions, codebook).run()


@dataclass
class _Read:
    """One topic read from one sentence: the side of the words before the cue's effect (1, -1), and what decided it."""

    match: Match | None
    topic: Topic
    side: int
    turned_by: list[Token]
    anchor: Token
    about: bool = False  # the sentence's subject is what the topic is about
    cue_in_words: bool = False


@dataclass
class _Said:
    """What is kept of a statement for those that refer back to it."""

    index: int
    statement: Statement
    sentence: int
    reads: list[_Read] = field(default_factory=list)


class _Reader:
    def __init__(self, doc: Doc, statements: Sequence[Statement], mentions: Sequence[Mention], codebook: Codebook) -> None:
        self.doc, self.statements, self.mentions, self.codebook = doc, statements, mentions, codebook
        self.finder = Finder(codebook.topics)
        self.sentences = [list(sentence) for sentence in doc.sents]
        self.sentence_of = {token.i: n for n, sentence in enumerate(self.sentences) for token in sentence}
        self.actors = self._actors_by_token()
        self.memory: list[_Said] = []

    def run(self) -> list[Position]:
        found = [position for i, statement in enumerate(self.statements) for position in self._statement(i, statement)]
        found += self._acts()
        return sorted(found, key=lambda p: (p.evidence, p.topic, p.statement is None, p.statement or 0))

    # ---- words and actors

    def _tokens(self, stretch: Stretch | None) -> list[Token]:
        if stretch is None:
            return []
        span = self.doc.char_span(*stretch, alignment_mode="expand")
        return list(span) if span is not None else []

    def _actors_by_token(self) -> dict[int, frozenset[str]]:
        """For every token the actors it mentions, and those for whom they speak."""
        found: dict[int, frozenset[str]] = {}
        for mention in self.mentions:
            if mention.actor_id:
                sides = frozenset({mention.actor_id, self.codebook.side(mention.actor_id)})
                for token in self._tokens((mention.start, mention.end)):
                    found[token.i] = found.get(token.i, frozenset()) | sides
        return found

    def _sides(self, actors: Sequence[str]) -> set[str]:
        return {self.codebook.side(actor) for actor in actors}

    # ---- statements

    def _statement(self, index: int, statement: Statement) -> Iterator[Position]:
        if statement.type == "fragment" or not self._content(statement):
            return
        cue = self._tokens(statement.cue)
        said = _Said(index, statement, self.sentence_of[self._content(statement)[0].i])
        for read in self._reads(said, cue):
            if not self._belongs_to_another(index, read):
                said.reads.append(read)
        self.memory.append(said)
        for read in said.reads:
            position = self._position(index, statement, read, cue)
            if position is not None:
                yield position

    def _content(self, statement: Statement) -> list[Token]:
        """The words of the content, in order."""
        tokens = {token.i: token for stretch in statement.content_spans for token in self._tokens(stretch)}
        return [tokens[i] for i in sorted(tokens)]

    def _reads(self, said: _Said, cue: list[Token]) -> list[_Read]:
        """One reading a topic: from the first sentence that has it, wording that decides by itself before all other."""
        reads: dict[str, _Read] = {}
        for tokens in self._units(said.statement, cue):
            for read in self._unit(said, tokens, cue):
                old = reads.get(read.topic.id)
                if old is None or (_decides(read) and not _decides(old)):
                    reads[read.topic.id] = read
        if not reads:
            reads = {read.topic.id: read for read in self._referred(said)}
        return list(reads.values())

    def _units(self, statement: Statement, cue: list[Token]) -> list[list[Token]]:
        """The words of the statement sentence by sentence: its content, and in the cue's sentence the cue and its object."""
        tokens = {token.i: token for token in self._content(statement)}
        if cue:
            source = {token.i for token in self._tokens(statement.source)}
            for token in [*cue, *_objects(scope.root(cue))]:
                if token.i not in source and self.sentence_of[token.i] in {self.sentence_of[i] for i in tokens}:
                    tokens[token.i] = token
        units: dict[int, list[Token]] = {}
        for i in sorted(tokens):
            units.setdefault(self.sentence_of[i], []).append(tokens[i])
        return list(units.values())

    def _unit(self, said: _Said, tokens: list[Token], cue: list[Token]) -> list[_Read]:
        matches = give_way(m for m in self.finder.find(tokens, self.actors) if self._in_play(m, tokens, said.statement))
        cue_at = {token.i for token in cue}
        region = {token.i for token in tokens} - cue_at
        reads = [self._read(match, region, cue_at) for match in matches]
        about = self._about(said, region, reads)
        reads = [read for read in reads if about is None or read.topic is about.topic or not _fails_to_say(read, about)]
        if about is not None and all(read.topic is not about.topic for read in reads):
            reads.append(about)
        return reads

    def _read(self, match: Match, region: set[int], cue_at: set[int]) -> _Read:
        """The side that the words of a match take, by what turns them between the match and the top of the content."""
        words = [self.doc[i] for i in sorted(match.tokens)]
        anchor = scope.root(words)
        in_cue = bool(match.tokens & cue_at)
        cue_side = cue_at | {n.i for i in cue_at for n in scope.negations(self.doc[i])}
        turned: dict[int, Token] = {}
        for word in words if match.list in ("terms", "contrary") else []:
            inside = region | match.tokens
            above = word.i == anchor.i
            found = scope.operators(word, inside, match.tokens) if above else scope.inner_operators(word, anchor, inside, set(match.tokens))
            for operator in found:
                if operator.i not in cue_side:
                    turned[operator.i] = operator
        side = 1 if match.list in ("pro", "terms") else -1
        if match.list in ("terms", "contrary") and any(c.dep_ == "amod" and scope.has(c, "bad") for c in anchor.children):
            side, turned = -1, {}
        return _Read(match, match.topic, side * _side(list(turned)), list(turned.values()), anchor, cue_in_words=in_cue)

    def _in_play(self, match: Match, tokens: list[Token], statement: Statement | None) -> bool:
        """Whether the topic's subject and context, where the codebook asks for them, are those of the sentence."""
        topic = match.topic
        if topic.subject:
            subject = self._subject_actors(match, {token.i for token in tokens})
            if subject and not subject & set(topic.subject):
                return False
        return not topic.context or self._context(topic, tokens, statement)

    def _subject_actors(self, match: Match, region: set[int]) -> set[str]:
        anchor = scope.root(self.doc[i] for i in match.tokens)
        subject = scope.subject(anchor) if anchor.pos_ in ("VERB", "AUX", "ADJ") or _has_subject(anchor) else _holder(anchor)
        if subject is None or subject.i not in region:
            return set()
        return set().union(*(self.actors.get(token.i, frozenset()) for token in _name(subject)))

    def _context(self, topic: Topic, tokens: list[Token], statement: Statement | None) -> bool:
        """Whether an actor of the topic's context is named in the sentence or, where it names nobody new, shortly before."""
        number, context = self.sentence_of[tokens[0].i], set(topic.context)
        if self._named(tokens) & context:
            return True
        own = self._sides(statement.speakers) | set(statement.speakers) | set(statement.on_behalf_of) if statement else set()
        if _governments(self._named(tokens) - own):
            return False
        if own & context:
            return True
        for sentence in reversed(self.sentences[max(0, number - _CONTEXT_SENTENCES) : number + 1]):
            if others := _governments(self._named(sentence) - own):
                return bool(others & context)
        return False

    def _named(self, sentence: Sequence[Token]) -> set[str]:
        return set().union(*(self.actors.get(token.i, frozenset()) for token in sentence))

    # ---- what the sentence is about, and what it refers back to

    def _about(self, said: _Said, region: set[int], reads: list[_Read]) -> _Read | None:
        """The topic that the subject of the sentence names, or for which it stands ("it") after such a sentence."""
        for read in reads:
            if read.match is not None and read.anchor.dep_.startswith("nsubj") and read.anchor.i in region and _whole(read):
                read.about = True
                return read
        opening = next((self.doc[i] for i in sorted(region) if self.doc[i].dep_.startswith("nsubj")), None)
        if opening is None or not scope.has(opening, "pronouns") or self.actors.get(opening.i):
            return None
        for earlier in self._earlier(said):
            if earlier.statement.speakers == said.statement.speakers:
                kept = next((read for read in earlier.reads if read.about), None)
                if kept is None:
                    return None
                turned = list({t.i: t for t in scope.operators(opening, region)}.values())
                return _Read(None, kept.topic, _side(turned), turned, opening, about=True) if turned else None
        return None

    def _earlier(self, said: _Said) -> Iterator[_Said]:
        """Earlier statements near enough to refer to, the nearest first."""
        for earlier in reversed(self.memory):
            if 0 <= said.sentence - earlier.sentence <= _MEMORY_SENTENCES and earlier.index != said.index:
                yield earlier

    def _referred(self, said: _Said) -> list[_Read]:
        """What a content without a topic of its own refers to: "denied this information", "this is unacceptable"."""
        content = [t for t in self._content(said.statement) if not t.is_punct]
        if not content:
            return []
        evaluation = _evaluation(content)
        evaluative = said.statement.cue_class in ("denial", "critical", "endorsing")
        if not (evaluative and _anaphoric(content) or evaluation and _pronoun(content[0])):
            return []
        for earlier in self._earlier(said):
            if earlier.reads:
                anchor = scope.root(content)
                factor = evaluation or 1
                return [_Read(None, read.topic, factor * read.side, [], anchor) for read in earlier.reads[:1]]
        return []

    def _belongs_to_another(self, index: int, read: _Read) -> bool:
        """Whether the words are another party's, told inside this statement, or repeat the statement around it."""
        statement = self.statements[index]
        if statement.nested_in is not None:
            outer = self.statements[statement.nested_in]
            return self._sides(outer.speakers) == self._sides(statement.speakers) and bool(statement.speakers)
        if read.turned_by or statement.cue_class in ("denial", "refusal", "critical", "endorsing", "doubting"):
            return False
        own = self._sides(statement.speakers)
        others = [s for s in self.statements if s.nested_in == index and s.speakers and self._sides(s.speakers) != own]
        return any(start <= read.anchor.idx < end for other in others for start, end in other.content_spans)

    # ---- from reading to position

    def _position(self, index: int, statement: Statement, read: _Read, cue: list[Token]) -> Position | None:
        kind, topic = statement.cue_class or "neutral", self._topic(read, statement)
        effect, undone = self._effect(statement, read, cue)
        agreement: int | None = None if effect is None else int(read.side * effect > 0)
        if read.match is not None and self._abstains(read):
            agreement, stance = None, "abstain"
        elif agreement is None:
            if kind not in _UNDONE or not undone:
                return None
            stance = _UNDONE[kind]
        else:
            stance = _stance(statement, topic, agreement, read, undone)
        modality = self._modality(read, statement)
        if stance in ("affirm", "support") and modality == "commitment" and read.match is not None and topic.kind == "normative":
            stance = "pledge"
        target, explicit = self._target(statement, stance, cue)
        return Position(
            statement=index,
            evidence=(statement.start, statement.end),
            actors=tuple(statement.speakers),
            organisations=tuple(statement.on_behalf_of) or tuple(sorted(self._sides(statement.speakers))),
            topic=topic.id,
            stance=stance,
            agreement=agreement,
            modality=modality,
            negated=len(read.turned_by) % 2 == 1,
            target=target,
            target_explicit=explicit,
            evidence_type="quotation",
            rule=_rule(read, f"cue {kind}" + (", not done" if undone else "")),
        )

    def _topic(self, read: _Read, statement: Statement) -> Topic:
        """The topic, or its normative twin where the words say what should be."""
        twin = read.topic.normative_twin
        if not twin or read.match is None:
            return read.topic
        helpers = [read.anchor, *read.anchor.children]
        if statement.cue_class == "directive" or any(scope.has(token, "deontic") for token in helpers):
            return self.codebook.topic(twin)
        return read.topic

    def _effect(self, statement: Statement, read: _Read, cue: list[Token]) -> tuple[int | None, bool]:
        """What the cue does to the side of the content (None: leaves it open), and whether the act was not done."""
        words = lexicon.read("positions")
        undone = scope.undone(scope.root(cue)) if cue else []
        not_done = statement.negated if not undone else len(undone) % 2 == 1
        if read.cue_in_words:
            return (-1 if not_done else 1), not_done
        kind = statement.cue_class or "neutral"
        if _decides(read) and kind != "question":
            return (-1 if kind == "denial" and read.topic.kind == "factual" else 1), not_done
        if not_done:
            return words["negated_effect"].get(kind), True
        asked = self._asked(statement)
        if asked is not None:
            return (-1 if asked else None), False
        if kind == "critical" and statement.cue_lemma in scope.words("accusing"):
            return 1, False
        return words["cue_effect"][kind], False

    def _asked(self, statement: Statement) -> bool | None:
        """Whether the content is a question (else None), and a rhetorical one: in quotation marks, asking why, how or what."""
        content = self._content(statement)
        letters = [token for token in content if not token.is_punct]
        question = statement.cue_class == "question" or any(token.text == "?" for token in content)
        if not question or not letters:
            return None
        return statement.type == "direct" and scope.has(letters[0], "rhetorical")

    def _abstains(self, read: _Read) -> bool:
        return read.match is not None and any(scope.has(self.doc[i], "abstaining") for i in read.match.tokens)

    def _modality(self, read: _Read, statement: Statement | None) -> str:
        """How it is put, by the words around the match in its sentence; by the cue where they say nothing."""
        sentence = self.sentences[self.sentence_of[read.anchor.i]]
        inside = {t.i for t in self._content(statement)} if statement else {t.i for t in sentence}
        words = [token for token in sentence if token.i in inside]
        chain = {read.anchor.i, *(a.i for a in read.anchor.ancestors)}
        near = [w for w in words if w.i in chain or w.head.i in chain]
        for modality, lemmas in lexicon.read("positions")["modality"].items():
            if any(not scope.lemmas(w).isdisjoint(lemmas) for w in near):
                return str(modality)
        return "commitment" if statement is not None and statement.cue_class == "commissive" else "asserted"

    def _target(self, statement: Statement, stance: str, cue: list[Token]) -> tuple[tuple[str, ...], bool | None]:
        """At whom it is aimed, and whether the words name them or only the outlet does."""
        if stance not in scope.words("aimed"):
            return (), None
        own = self._sides(statement.speakers) | set(statement.speakers)
        if statement.addressees:
            return tuple(statement.addressees), True
        words = [*self._content(statement), *(_objects(scope.root(cue)) if cue else [])]
        named = self._first_named(words, own)
        glossed = self._glossed(statement, own)
        if named and not (glossed and named.startswith("GRP:")):
            return (named,), not named.startswith("GRP:UNNAMED")
        return ((glossed,), False) if glossed else ((), None)

    def _first_named(self, words: Sequence[Token], own: set[str]) -> str | None:
        at = {token.i for token in words}
        for mention in sorted(self.mentions, key=lambda m: (m.start, m.end)):
            actor = mention.actor_id or ""
            if actor.startswith(_CAN_BE_TARGET) and not own & {actor, self.codebook.side(actor)} and at & self._at(mention):
                return actor
        return None

    def _at(self, mention: Mention) -> set[int]:
        return {token.i for token in self._tokens((mention.start, mention.end))}

    def _glossed(self, statement: Statement, own: set[str]) -> str | None:
        """An actor whom the outlet names behind the statement: "in an implicit reference to Washington"."""
        last = self._content(statement)[-1]
        rest = [t for t in self.sentences[self.sentence_of[last.i]] if t.idx >= statement.end]
        after = " ".join(t.lower_ for t in rest)
        places = [after.find(gloss) for gloss in lexicon.read("positions")["glosses"] if gloss in after]
        if not places:
            return None
        return self._first_named(rest[after[: min(places)].count(" ") :], own)

    # ---- narrated acts

    def _acts(self) -> Iterator[Position]:
        """Positions taken by what was done or left undone, where no statement covers it."""
        covered = {t.i for s in self.statements for t in [*self._content(s), *self._tokens(s.cue)]}
        acts: Mapping[str, list[str]] = lexicon.read("positions")["acts"]
        for sentence in self.sentences:
            for token in sentence:
                if token.i in covered or token.pos_ not in ("VERB", "NOUN", "AUX"):
                    continue
                positive = not scope.lemmas(token).isdisjoint(acts["positive"])
                if positive or (not scope.lemmas(token).isdisjoint(acts["negated"]) and scope.negations(token)):
                    yield from self._act(token, positive, covered)

    def _act(self, act: Token, positive: bool, covered: set[int]) -> Iterator[Position]:
        if not positive and any(scope.has(t, "turning") for t in _governors(act)):
            return  # "did not refuse to …" is read at the verb above
        holder = scope.subject(act) if act.pos_ != "NOUN" else _holder(act)
        actors = self._holder_actors(holder)
        if not actors or holder is None:
            return
        clause = [t for t in _clause(act) if t.i not in covered]
        region = {t.i for t in clause}
        undone = bool(scope.negations(act))
        for match in give_way(m for m in self.finder.find(clause, self.actors) if self._in_play(m, clause, None)):
            read = self._read(match, region, set())
            agreement, stance = self._act_side(act, read, positive, undone)
            start, end = _hull([*_name(holder), *clause])
            yield Position(
                statement=None,
                evidence=(start, end),
                actors=actors,
                organisations=tuple(sorted(self._sides(actors))),
                topic=match.topic.id,
                stance=stance,
                agreement=agreement,
                modality=self._modality(read, None),
                negated=len(read.turned_by) % 2 == 1,
                target=(),
                target_explicit=None,
                evidence_type="narrated" if positive else "outlet_assertion",
                rule=_rule(read, f"act {act.lemma_.lower()}"),
            )

    def _holder_actors(self, holder: Token | None) -> tuple[str, ...]:
        if holder is None:
            return ()
        found = []
        for mention in sorted(self.mentions, key=lambda m: (m.start, m.end)):
            if mention.actor_id and self._at(mention) & {token.i for token in _name(holder)}:
                found.append(mention.actor_id)
        return tuple(found[:1])

    def _act_side(self, act: Token, read: _Read, positive: bool, undone: bool) -> tuple[int | None, str]:
        if scope.has(act, "abstaining") or self._abstains(read):
            return None, "abstain"
        if scope.has(act, "uncommitted") or (positive and undone):
            return None, "no_commitment"
        agreement = int(read.side > 0)
        if not positive:
            return agreement, "refrain"
        named = lexicon.read("positions")["stance_of_cue"].get(act.lemma_.lower())
        stance = str(named or ("refrain" if act.lemma_.lower() in ("refrain", "avoid") else "refuse"))
        return agreement, stance


def _side(turned: Sequence[object]) -> int:
    """1 for an even number of words that turn the side, -1 for an odd one."""
    return -1 if len(turned) % 2 else 1


def _governments(actors: set[str]) -> set[str]:
    return {actor for actor in actors if actor.startswith("GOV:")}


def _decides(read: _Read) -> bool:
    return read.match is not None and read.match.list in ("pro", "con")


def _whole(read: _Read) -> bool:
    """Whether all words of a match stand in the subject that its anchor heads."""
    inside = {token.i for token in read.anchor.subtree}
    return read.match is not None and read.match.tokens <= inside


def _fails_to_say(read: _Read, about: _Read) -> bool:
    """Whether a topic is only what another one's document leaves out: "the paper did not propose new talks"."""
    return bool(about.turned_by) and read.anchor.i not in {token.i for token in about.anchor.subtree}


def _objects(cue: Token) -> list[Token]:
    """The words of the object of a verb, or of the subject of a passive one."""
    return [t for child in cue.children if child.dep_ in ("obj", "dobj", "nsubj:pass", "nsubjpass") for t in child.subtree]


def _has_subject(token: Token) -> bool:
    return any(child.dep_.startswith("nsubj") for child in token.children)


def _holder(noun: Token) -> Token | None:
    """Whose deed a noun names: "China's refusal", "refusal by China"."""
    for child in noun.children:
        if child.dep_ in ("nmod:poss", "poss") or (child.dep_ in ("nmod", "obl") and any(c.lower_ == "by" for c in child.children)):
            return child
    return None


def _name(token: Token) -> list[Token]:
    """A noun with the words that belong to its name, without clauses and complements."""
    parts = {"compound", "flat", "flat:name", "nmod:poss", "amod", "poss", "det", "appos", "case"}
    return sorted([token, *(child for child in token.children if child.dep_ in parts)], key=lambda t: t.i)


def _governors(token: Token) -> Iterator[Token]:
    while token.dep_ in ("xcomp", "advcl", "acl") and token.head.i != token.i:
        token = token.head
        yield token


def _clause(act: Token) -> list[Token]:
    """The words of an act's clause: without what is joined to it, and without asides."""
    cut = {"conj", "parataxis", "nsubj", "nsubj:pass", "advcl:relcl"}
    kept = [act]
    for child in act.children:
        if child.dep_ not in cut and not (child.dep_ == "advcl" and not _complement(child, act)):
            kept += list(child.subtree)
    return sorted(kept, key=lambda t: t.i)


def _complement(clause: Token, act: Token) -> bool:
    """Whether an adverbial clause says what was refrained from, not when or why."""
    marks = {child.lower_ for child in clause.children if child.dep_ in ("mark", "case")}
    return clause.i > act.i and bool(marks & {"from", "to", "on", "against"})


def _hull(tokens: Sequence[Token]) -> Stretch:
    inside = [t for t in tokens if not t.is_punct] or list(tokens)
    return min(t.idx for t in inside), max(t.idx + len(t) for t in inside)


def _anaphoric(content: list[Token]) -> bool:
    """Whether a content is no more than words that stand for something said before."""
    if _pronoun(content[0]):
        return len(content) <= 2 * _SHORT
    heads = content if len(content) <= _SHORT // 2 else [scope.root(content)] if len(content) <= _SHORT else []
    return any(scope.has(token, "anaphors") for token in heads)


def _pronoun(token: Token) -> bool:
    """Whether a word stands for something said before; "that" may only open a clause."""
    return token.pos_ == "PRON" and scope.has(token, "pronouns")


def _evaluation(content: list[Token]) -> int:
    """1 for praise, -1 for blame in the predicate of what is said, turned by negation; 0 for neither."""
    inside = {token.i for token in content}
    for token in content:
        if token.head.i not in inside or token.head.i == token.i:
            sign = -1 if scope.bad(token) else 1 if scope.good(token) else 0
            if sign:
                return -sign if scope.negations(token) else sign
    return 0


def _stance(statement: Statement, topic: Topic, agreement: int, read: _Read, undone: bool) -> str:
    """What is done about the proposition, by the cue, then its class, then the kind of the topic."""
    words = lexicon.read("positions")
    kind = statement.cue_class or "neutral"
    if undone:
        return "refuse" if kind not in ("critical", "endorsing") else "refrain"
    named = words["stance_of_cue"].get(statement.cue_lemma or "")
    if named:
        return str(named)
    if kind in words["stance_of_class"]:
        return str(words["stance_of_class"][kind][1 - agreement])
    if agreement and topic.agreeing:
        return topic.agreeing
    if agreement and read.match is not None and _deontic(read.anchor):
        return "call_for"
    return str(words["stance_of_kind"][topic.kind][1 - agreement])


def _deontic(anchor: Token) -> bool:
    """Whether a word, or a verb above it, is said of what should be."""
    return any(scope.has(child, "deontic") for word in (anchor, *anchor.ancestors) for child in word.children if child.dep_ == "aux")


def _rule(read: _Read, act: str) -> str:
    """What decided, in words: the pattern, the words that turned it, the cue."""
    by = f"{read.match.list}: {read.match.pattern.text}" if read.match else "refers to what was said before"
    turned = f"; turned by {', '.join(token.lower_ for token in read.turned_by)}" if read.turned_by else ""
    return f"{by}{turned}; {act}"
