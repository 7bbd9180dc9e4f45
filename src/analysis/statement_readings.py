"""Which topics a statement speaks of: in its own words, by the subject of its sentence, or by what it refers back to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Token

from analysis import clauses, negation, scope, terms
from analysis.readings import Reader, Reading, decides, side_of
from analysis.sentences import Sentences, name_of, objects
from analysis.statements import Statement

_MEMORY_SENTENCES = 4
_SHORT = 8
_JUDGING = ("denial", "refusal", "critical", "endorsing", "doubting")


@dataclass
class _Said:
    """What is kept of a statement for those that refer back to it."""

    index: int
    statement: Statement
    sentence: int
    reads: list[Reading] = field(default_factory=list)


class StatementReader:
    """Reads the topics of statements one after another, and remembers them for those that refer back."""

    def __init__(self, words: Sentences, reader: Reader, statements: Sequence[Statement]) -> None:
        self.words, self._reader, self._statements = words, reader, statements
        self._memory: list[_Said] = []
        self._said_in: dict[int, set[int]] = {}  # word -> indices of the statements in whose content it stands
        for index, statement in enumerate(statements):
            for token in words.content(statement):
                self._said_in.setdefault(token.i, set()).add(index)

    def read(self, index: int) -> list[Reading]:
        """The topics of the statement at an index, one reading each; to be called in the order of the statements."""
        statement = self._statements[index]
        if statement.type == "fragment" or not self.words.content(statement):
            return []
        said = _Said(index, statement, self.words.sentence_of[self.words.content(statement)[0].i])
        for read in self._reads(said, self.words.tokens(statement.cue)):
            if not self._belongs_to_another(index, read):
                said.reads.append(read)
        self._memory.append(said)
        return said.reads

    def _reads(self, said: _Said, cue: list[Token]) -> list[Reading]:
        """One reading a topic: from the first sentence that has it, wording that decides by itself before all other."""
        reads: dict[str, Reading] = {}
        for tokens in self._units(said, cue):
            for read in self._unit(said, tokens, cue):
                old = reads.get(read.topic.id)
                if old is None or (decides(read) and not decides(old)):
                    reads[read.topic.id] = read
        if not reads:
            reads = {read.topic.id: read for read in self._referred(said)}
        return list(reads.values())

    def _units(self, said: _Said, cue: list[Token]) -> list[list[Token]]:
        """The words of the statement sentence by sentence: its content, and in the cue's sentence the cue and its object.

        What stands in another statement's content is not governed by this one's cue, whatever the parse says.
        """
        statement = said.statement
        tokens = {token.i: token for token in self.words.content(statement)}
        if cue:
            source = {token.i for token in self.words.tokens(statement.source)}
            for token in [*cue, *objects(terms.root(cue))]:
                if token.i in source or self._said_in.get(token.i, {said.index}) != {said.index}:
                    continue
                if self.words.sentence_of[token.i] in {self.words.sentence_of[i] for i in tokens}:
                    tokens[token.i] = token
            tokens |= {token.i: token for token in _stood_for(tokens.values(), cue)}
        units: dict[int, list[Token]] = {}
        for i in sorted(tokens):
            units.setdefault(self.words.sentence_of[i], []).append(tokens[i])
        return list(units.values())

    def _unit(self, said: _Said, tokens: list[Token], cue: list[Token]) -> list[Reading]:
        matches = self._reader.matches(tokens, said.statement)
        cue_at = {token.i for token in cue}
        region = {token.i for token in tokens} - cue_at
        reads = [self._reader.read(match, region, cue_at) for match in matches]
        about = self._about(said, region, reads)
        reads = [read for read in reads if about is None or read.topic is about.topic or not _fails_to_say(read, about)]
        if about is not None and all(read.topic is not about.topic for read in reads):
            reads.append(about)
        return reads

    def _about(self, said: _Said, region: set[int], reads: list[Reading]) -> Reading | None:
        """The topic that the subject of the sentence names, or for which it stands ("it") after such a sentence."""
        for read in reads:
            if read.match is not None and (_is_subject(read, region) or (decides(read) and _has_subject(read, region))):
                read.about = True
                return read
        opening = next((self.words.doc[i] for i in sorted(region) if self.words.doc[i].dep_.startswith("nsubj")), None)
        if opening is None or not terms.has(opening, "pronouns") or self.words.actors.get(opening.i):
            return None
        for earlier in self._earlier(said):
            if earlier.statement.speakers == said.statement.speakers:
                kept = next((read for read in earlier.reads if read.about), None)
                if kept is None:
                    return None
                turned = list({t.i: t for t in scope.operators(opening, region)}.values())
                return Reading(None, kept.topic, side_of(turned), turned, opening, about=True) if turned else None
        return None

    def _earlier(self, said: _Said) -> Iterator[_Said]:
        """Earlier statements near enough to refer to, the nearest first."""
        for earlier in reversed(self._memory):
            if 0 <= said.sentence - earlier.sentence <= _MEMORY_SENTENCES and earlier.index != said.index:
                yield earlier

    def _referred(self, said: _Said) -> list[Reading]:
        """What a content without a topic of its own refers to: "denied this information", "this is unacceptable"."""
        content = [t for t in self.words.content(said.statement) if not t.is_punct]
        if not content:
            return []
        evaluation = _evaluation(content)
        evaluative = said.statement.cue_class in ("denial", "critical", "endorsing")
        judged = bool(evaluation) and _pronoun(content[0])
        if not (evaluative and _anaphoric(content) or judged):
            return []
        anchor = terms.root(content)
        factor = evaluation if judged else 1
        if judged and (explained := self._explained(said)):
            return [Reading(None, read.topic, factor * read.side, [], anchor, put=self._put(read, said)) for read in explained]
        last = next(self._earlier(said), None)
        if judged and (last is None or last.sentence < said.sentence - 1) and (topic := self._reader.spoken_of(content[0])):
            return [Reading(None, topic, factor, [], anchor)]  # of what the outlet tells in the sentence before
        owners = self.words.sides(self.words.owners(anchor))
        for earlier in self._earlier(said):
            near = said.sentence - earlier.sentence <= 1
            if owners and not (near and owners & self.words.sides(earlier.statement.speakers)):
                continue  # "Chile's claim" is none of the others', and may be one told long before
            if earlier.reads:
                return [
                    Reading(None, read.topic, factor * read.side, [], anchor, put=self._put(read, earlier)) for read in earlier.reads[:1]
                ]
        acted_on = said.statement.cue_class in ("endorsing", "critical") or said.statement.cue_lemma == "reject"
        if acted_on and len(content) == 1 and _pronoun(content[0]) and not self.words.actors.get(anchor.i):
            topic = self._reader.spoken_of(anchor)
            return [Reading(None, topic, 1, [], anchor)] if topic is not None else []
        return []

    def _put(self, read: Reading, said: _Said) -> str | None:
        found = self._reader.modality(read, said.statement)
        return found if found != "asserted" else None

    def _explained(self, said: _Said) -> list[Reading]:
        """The topics that the outlet names behind the cue as what was spoken of: "he said of the toll"."""
        cue = self.words.tokens(said.statement.cue)
        if not cue:
            return []
        behind = [child for token in cue for child in token.children if child.i > cue[-1].i and child.dep_ in ("obl", "nmod", "advcl")]
        of = [child for child in behind if any(c.dep_ in ("case", "mark") and terms.has(c, "spoken_of") for c in child.children)]
        words = [token for child in of for token in child.subtree]
        matches = self._reader.matches(words, said.statement) if words else []
        return [self._reader.read(match, {token.i for token in words}, set()) for match in matches]

    def _words_of_another(self, statement: Statement, read: Reading) -> bool:
        """Whether a topic is what somebody else says or thinks: "responding to Western concerns that …"."""
        noun, cue = clauses.worded(read.anchor), self.words.tokens(statement.cue)
        judged = noun is not None and any(word.i in {above.i for above in noun.ancestors} for word in read.turned_by)
        if judged:  # "the union's claim that … was false": that is what the speaker says
            return False
        if read.match is None or noun is None or (cue and clauses.reported(terms.root(cue)) is not None):
            return False
        holders = self.words.sides(self.words.owners(noun))
        own = self.words.sides(statement.speakers) | set(statement.speakers)
        peoples = [child for child in noun.children if child.dep_ == "amod" and child.ent_type_ == "NORP"]
        return bool(holders or peoples) and not holders & own

    def _backdrop(self, statement: Statement, read: Reading) -> bool:
        """Whether a topic only stands in what others do meanwhile ("called for talks while the West tightens sanctions"), in what tells
        the time ("walked out after talks on the toll"), or is told of without being judged ("the bridge would cost 40 million").

        What somebody says in quotation marks counts as his whatever clause it stands in.
        """
        if read.match is None or decides(read) or read.topic.kind != "normative":
            return False
        if any(start <= read.anchor.idx < end for start, end in statement.quoted_spans):
            return False
        if clauses.at_the_time(read.anchor, {t.i for t in self.words.content(statement)}) or clauses.only_told_of(
            read.anchor, read.match.tokens
        ):
            return True
        subject = clauses.meanwhile(read.anchor)
        doers = self.words.named(name_of(subject)) if subject is not None else set()
        return bool(doers) and not doers & (self.words.sides(statement.speakers) | set(statement.speakers))

    def _belongs_to_another(self, index: int, read: Reading) -> bool:
        """Whether the words are another party's, told inside this statement, or repeat the statement around it."""
        statement = self._statements[index]
        if statement.nested_in is not None:
            outer = self._statements[statement.nested_in]
            return self.words.sides(outer.speakers) == self.words.sides(statement.speakers) and bool(statement.speakers)
        if self._backdrop(statement, read) or (statement.cue_class not in _JUDGING and self._words_of_another(statement, read)):
            return True
        if read.turned_by or statement.cue_class in _JUDGING:
            return False
        own = self.words.sides(statement.speakers)
        others = [s for s in self._statements if s.nested_in == index and s.speakers and self.words.sides(s.speakers) != own]
        return any(start <= read.anchor.idx < end for other in others for start, end in other.content_spans)


def _stood_for(content: Iterable[Token], cue: list[Token]) -> list[Token]:
    """The name for which a content of one relative pronoun stands: "the toll, which Chile has condemned"."""
    verb = terms.root(cue)
    said = [token for token in content if not token.is_punct and token not in cue]
    if len(said) != 1 or said[0].lower_ not in ("which", "that", "whom") or not verb.dep_.endswith("relcl"):
        return []
    noun = verb.head
    return name_of(noun) if noun.pos_ in ("NOUN", "PROPN") else []


def _is_subject(read: Reading, region: set[int]) -> bool:
    """Whether all words of a match stand in the subject that its anchor heads."""
    inside = {token.i for token in read.anchor.subtree}
    subject = read.anchor.dep_.startswith("nsubj") and read.anchor.i in region
    return subject and read.match is not None and read.match.tokens <= inside


def _has_subject(read: Reading, region: set[int]) -> bool:
    """Whether the subject of a sentence is among the words of a match."""
    doc = read.anchor.doc
    return read.match is not None and any(doc[i].dep_.startswith("nsubj") and i in region for i in read.match.tokens)


def _fails_to_say(read: Reading, about: Reading) -> bool:
    """Whether a topic is only what another one's document leaves out: "the paper did not propose new talks"."""
    own = read.match.tokens if read.match is not None else frozenset()  # "the toll would kill the shops" does say that
    return bool({t.i for t in about.turned_by} - own) and read.anchor.i not in {token.i for token in about.anchor.subtree}


def _anaphoric(content: list[Token]) -> bool:
    """Whether a content is no more than words that stand for something said before."""
    if _pronoun(content[0]):
        return len(content) <= 2 * _SHORT
    heads = content if len(content) <= _SHORT // 2 else [terms.root(content)] if len(content) <= _SHORT else []
    return any(terms.has(token, "anaphors") for token in heads)


def _pronoun(token: Token) -> bool:
    """Whether a word stands for something said before; "that" may only open a clause."""
    return token.pos_ == "PRON" and terms.has(token, "pronouns")


def _evaluation(content: list[Token]) -> int:
    """1 for praise, -1 for blame in the predicate of what is said, turned by negation; 0 for neither."""
    inside = {token.i for token in content}
    for token in content:
        if token.head.i not in inside or token.head.i == token.i:
            sign = -1 if scope.bad(token) else 1 if scope.good(token) else 0
            if sign:
                return -sign if negation.negations(token) else sign
    return 0
