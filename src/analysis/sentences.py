"""The words of an article sentence by sentence, with the actors whom they mention and whose deed a noun names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc, Token

from analysis.actors import Mention
from analysis.codebook import Codebook
from analysis.statements import Statement

Stretch = tuple[int, int]
_CAN_BE_TARGET = ("GOV:", "ORG:", "GRP:", "PER:")


class Sentences:
    """The words of one article, sentence by sentence.

    Parameters
    ----------
    doc
        A Doc as `language.parse` makes it.
    mentions
        Its mentions of actors; their offsets are those of the Doc's text.
    codebook
        Says for whom an actor speaks.

    Attributes
    ----------
    sentences
        The tokens of each sentence.
    sentence_of
        For a token (index of the Doc) the number of its sentence.
    actors
        For a token that mentions actors these, and those for whom they speak.
    """

    def __init__(self, doc: Doc, mentions: Sequence[Mention], codebook: Codebook) -> None:
        self.doc, self.mentions, self.codebook = doc, mentions, codebook
        self.sentences = [list(sentence) for sentence in doc.sents]
        self.sentence_of = {token.i: n for n, sentence in enumerate(self.sentences) for token in sentence}
        self._mentions = sorted(mentions, key=lambda m: (m.start, m.end))
        self._mentioned: dict[int, list[int]] = {}  # token -> places in `_mentions` of what it is part of
        for place, mention in enumerate(self._mentions):
            for token in self.tokens((mention.start, mention.end)):
                self._mentioned.setdefault(token.i, []).append(place)
        self.actors = self._actors_by_token()

    def tokens(self, stretch: Stretch | None) -> list[Token]:
        """The words that a stretch of the text touches, in order; none where there is no stretch."""
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
                for token in self.tokens((mention.start, mention.end)):
                    found[token.i] = found.get(token.i, frozenset()) | sides
        return found

    def sides(self, actors: Sequence[str]) -> set[str]:
        """For whom actors speak: their government or organisation, else themselves."""
        return {self.codebook.side(actor) for actor in actors}

    def content(self, statement: Statement) -> list[Token]:
        """The words of a statement's content, in order."""
        tokens = {token.i: token for stretch in statement.content_spans for token in self.tokens(stretch)}
        return [tokens[i] for i in sorted(tokens)]

    def named(self, sentence: Sequence[Token]) -> set[str]:
        """The actors that words mention, and those for whom they speak."""
        return set().union(*(self.actors.get(token.i, frozenset()) for token in sentence))

    def first_named(self, words: Sequence[Token], own: set[str]) -> str | None:
        """The first actor mentioned in `words` who is none of `own`; documents and media do not count."""
        for mention in self._mentions_in(words):
            actor = mention.actor_id or ""
            if actor.startswith(_CAN_BE_TARGET) and not own & {actor, self.codebook.side(actor)}:
                return actor
        return None

    def _mentions_in(self, words: Iterable[Token]) -> list[Mention]:
        """The mentions of which words are part, in text order."""
        return [self._mentions[place] for place in sorted({place for token in words for place in self._mentioned.get(token.i, ())})]

    def holder_actors(self, holder: Token | None) -> tuple[str, ...]:
        """The first actor mentioned in the name that a noun heads; empty where there is none."""
        if holder is None:
            return ()
        return tuple([mention.actor_id for mention in self._mentions_in(name_of(holder)) if mention.actor_id][:1])

    def owners(self, noun: Token) -> tuple[str, ...]:
        """The actors whose words or deed a noun names: "Western concerns", "warnings from Austria and Chile"; in text order."""
        holder = holder_of(noun)
        following = noun.nbor(1) if noun.i + 1 < len(noun.doc) else noun
        if holder is None and following.lower_ in ("by", "from") and following.dep_ == "case":  # wherever the parse hangs it
            holder = following.head
        heads = [holder, *(child for child in holder.children if child.dep_ == "conj")] if holder is not None else []
        heads += [child for child in noun.children if child.dep_ in ("amod", "compound") and child.i < noun.i]
        return tuple(dict.fromkeys(actor for head in sorted(heads, key=lambda t: t.i) for actor in self.holder_actors(head)))


def objects(cue: Token) -> list[Token]:
    """The words of the object of a verb, or of the subject of a passive one."""
    return [t for child in cue.children if child.dep_ in ("obj", "dobj", "nsubj:pass", "nsubjpass") for t in child.subtree]


def holder_of(noun: Token) -> Token | None:
    """Whose deed a noun names: "China's refusal", "warnings from China", "information cited by China"."""
    given = [deep for child in noun.children if child.dep_ == "acl" and child.tag_ == "VBN" for deep in child.children]
    for child in [*noun.children, *given]:
        if child.dep_ in ("nmod:poss", "poss") or (
            child.dep_ in ("nmod", "obl", "obl:agent") and any(c.lower_ in ("by", "from") for c in child.children)
        ):
            return child
    return None


def name_of(token: Token) -> list[Token]:
    """A noun with the words that belong to its name, without clauses and complements."""
    parts = {"compound", "flat", "flat:name", "nmod:poss", "amod", "poss", "det", "appos", "case"}
    return sorted([token, *(child for child in token.children if child.dep_ in parts)], key=lambda t: t.i)
