"""Attributions: the sources, cues and contents that the pipeline marked, joined to who-said-what triples."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from itertools import pairwise

from spacy.tokens import Doc, Span, Token

from analysis import lexicon
from analysis.contents import contents, quotes
from analysis.cue_contents import clause_of, is_afterthought, take_both_sides, unmarked
from analysis.cue_sources import give_loose_source, give_sources, keep_own_subject, without_clause
from analysis.cues import ATTITUDES, classify, listed_class
from analysis.language import ATTRIBUTION_SPANS, PARAGRAPH_SPANS
from analysis.loose_quotations import head_of_title, name_source
from analysis.triples import CONTENT, CUE, FAR, GOVERNED, SOURCE, Attribution, Neighbours, Taken, between, distance

__all__ = ["Attribution", "attributions"]


def attributions(doc: Doc) -> list[Attribution]:
    """The attributions of a Doc, in text order.

    Where the spans of one attribution carry its id (`language.AttributionReader`) they are taken as they are. Spans without
    ids (`language.AttributionRecognizer`) are joined by grammar and nearness, within their paragraph. A quotation that has
    no cue is taken as going on from the attribution just before. A cue without content is dropped; so is a content without
    cue or source, unless it is quoted.
    """
    as_read = "shares" in doc.spans[ATTRIBUTION_SPANS].attrs
    joined_in = _as_read(doc) if as_read else _by_nearness(doc)
    found: list[Attribution] = []
    ended = _Ended()
    for joined in joined_in:
        taken = {t for a in joined for part in a.parts() for t in range(part.start, part.end)}
        for attribution in (a for a in joined if a.cue is None and a.source is None and a.continues is None and a.quoted):
            name_source(attribution, taken)
        here = _Ended(joined)
        for attribution in joined:
            if attribution.cue is None and attribution.source is None and attribution.continues is None:
                _continue(attribution, ended, here)
        kept = [a for a in joined if a.cue is not None or a.source is not None or a.quoted]
        ended.add(kept)
        found += kept
    found.sort(key=lambda a: (a.start, a.end))
    ends = [paragraph.end for paragraph in doc.spans[PARAGRAPH_SPANS]]
    for attribution, after in pairwise(found):
        if attribution.rule == "marks" and _is_continued_by(attribution, after, ends):
            attribution.continues, attribution.rule = after, "continued"
    return found


class _Ended:
    """Attributions by where they end."""

    def __init__(self, attributions: Iterable[Attribution] = ()) -> None:
        self._found: list[tuple[int, int, Attribution]] = []
        self.add(attributions)

    def add(self, attributions: Iterable[Attribution]) -> None:
        """Take in more, in the order in which they count where several end at one place."""
        for attribution in attributions:
            insort(self._found, (attribution.end, -len(self._found), attribution))

    def before(self, end: int) -> Iterator[Attribution]:
        """Those that end at a code point of the Doc or before it, from the last to the first."""
        for place in range(bisect_right(self._found, end, key=lambda found: found[0]) - 1, -1, -1):
            yield self._found[place][2]


def _as_read(doc: Doc) -> list[list[Attribution]]:
    """For each paragraph the attributions read that begin in it, and the quotations that none of them holds."""
    paragraphs = list(doc.spans[PARAGRAPH_SPANS])
    starts = [paragraph.start for paragraph in paragraphs]
    roles: dict[int, dict[str, list[Span]]] = {}
    for span in doc.spans[ATTRIBUTION_SPANS]:
        roles.setdefault(span.id, {SOURCE: [], CUE: [], CONTENT: []})[span.label_].append(span)
    shares = doc.spans[ATTRIBUTION_SPANS].attrs["shares"]
    found = [a for number in sorted(roles) for a in _of_cue(roles[number], starts, shares[number])]
    found += [inner for attribution in found for inner in _relayed(attribution)]
    here: dict[int, list[Attribution]] = {start: [] for start in starts}
    taken: dict[int, list[Span]] = {start: [] for start in starts}
    for attribution in found:
        here[_around(attribution.contents[0], starts)].append(attribution)
        for part in attribution.parts():
            taken[_around(part, starts)].append(part)
    for paragraph in paragraphs:
        quoted, own = quotes(paragraph), here[paragraph.start]
        own += [Attribution([quote]) for quote in contents([], taken[paragraph.start], quoted)]
        denied = list(unmarked(paragraph, [part for a in own for part in a.parts()] + taken[paragraph.start], {"deny"}))
        give_sources(denied, [])
        own += [a for a in denied if a.source is not None]
        head_of_title(paragraph, own, quoted)
    return [here[start] for start in starts]


def _around(span: Span, starts: list[int]) -> int:
    """The first token of the paragraph in which a span begins."""
    return starts[bisect_right(starts, span.start) - 1]


def _of_cue(parts: dict[str, list[Span]], starts: list[int], shares: tuple[float, float]) -> Iterator[Attribution]:
    """The attribution of one cue; what it holds of later paragraphs that open with a quotation mark goes on from it.

    `starts` are the first tokens of the paragraphs, in text order.
    """
    cue = parts[CUE][0]
    by_paragraph: dict[int, list[Span]] = {}
    for piece in (piece for content in parts[CONTENT] for piece in _by_paragraph(content, starts)):
        by_paragraph.setdefault(_around(piece, starts), []).append(piece)
    if not by_paragraph:
        return
    here = _around(cue, starts)
    own = here if here in by_paragraph else min(by_paragraph, key=lambda start: (abs(start - here), start))
    first, *others = by_paragraph.pop(own)
    attribution = Attribution([_behind_cited(first, cue), *others], cue, _source_of(parts, here, starts), "read", shares=shares)
    keep_own_subject(attribution)
    yield attribution
    for start, pieces in by_paragraph.items():
        if pieces[0].start == start and pieces[0][0].is_quote:
            yield Attribution(pieces, rule="continued", continues=attribution, shares=shares)


def _source_of(parts: dict[str, list[Span]], here: int, starts: list[int]) -> Span | None:
    """The source that was read, as far as it stands in the paragraph of its cue: no line before ends in who speaks in the next. Of several
    the one in the sentence of the cue."""
    whole = [source for source in parts[SOURCE] if len(list(_by_paragraph(source, starts))) == 1]
    if whole:
        return next((source for source in whole if source.root.sent == parts[CUE][0].root.sent), whole[0])
    pieces = (piece for source in parts[SOURCE] for piece in _by_paragraph(source, starts) if _around(piece, starts) == here)
    own = next(pieces, None)
    return Span(own.doc, own.start, own.end, label=SOURCE) if own is not None else None


def _behind_cited(content: Span, cue: Span) -> Span:
    """'reported, citing Anna Keller, that …': whom the cue cites is no part of what was said."""
    if content.start == cue.end and cue[-1].tag_ == "VBG" and cue[-1].lemma_.lower() in lexicon.read("chains")["citing"]:
        comma = next((t.i for t in content[:-2] if t.text == "," and content.doc[t.i + 1].lower_ == "that"), None)
        return content if comma is None else Span(content.doc, comma + 1, content.end, label=CONTENT)
    return content


def _relayed(outer: Attribution) -> Iterator[Attribution]:
    """'The ferry is late, the ministry said, according to the Herald': the attribution inside that of whoever passes it on.

    The reader gives the outermost attribution alone.
    """
    if outer.cue is None or outer.quoted or classify(outer.cue)[0] not in lexicon.read("chains")["relaying"]:
        return
    content = outer.contents[0]
    for verb in content:
        speaks = verb.pos_ == "VERB" and listed_class(verb) not in (None, *ATTITUDES)
        if speaks and any(child.dep_ == "nsubj" and child in content for child in verb.children):
            cue = Span(content.doc, verb.i, verb.i + 1, label=CUE)
            clause = clause_of(cue, content)
            if clause is not None:
                inner = Attribution([clause], cue, shares=outer.shares)
                give_sources([inner], [])
                inner.rule = "relayed"
                yield inner
                return


def _by_paragraph(content: Span, starts: list[int]) -> Iterator[Span]:
    """A content cut where a paragraph begins inside it."""
    cuts = starts[bisect_right(starts, content.start) : bisect_left(starts, content.end)]
    for start, end in pairwise([content.start, *cuts, content.end]):
        yield Span(content.doc, start, end, label=CONTENT)


def _by_nearness(doc: Doc) -> list[list[Attribution]]:
    """For each paragraph the attributions joined from the spans marked in it."""
    paragraphs = list(doc.spans[PARAGRAPH_SPANS])
    starts = [paragraph.start for paragraph in paragraphs]
    marked: list[list[Span]] = [[] for _ in paragraphs]
    for span in doc.spans[ATTRIBUTION_SPANS]:
        number = bisect_right(starts, span.start) - 1
        if number >= 0 and span.end <= paragraphs[number].end:
            marked[number].append(span)
    return [_in_paragraph(*given) for given in zip(paragraphs, marked, strict=True)]


def _in_paragraph(paragraph: Span, marked: list[Span]) -> list[Attribution]:
    cues = [s for s in marked if s.label_ == CUE]
    held = Taken(marked)
    cues += [cue for s in marked if s.label_ == CONTENT and (cue := _governing_cue(s, held)) is not None]
    according = {cue.end for cue in cues if cue[0].lower_ == "according"}
    sources = [without_clause(s, according) for s in marked if s.label_ == SOURCE]
    found = contents([s for s in marked if s.label_ == CONTENT], cues + sources, quotes(paragraph))
    by_cue: dict[int, Attribution] = {}
    loose: list[Attribution] = []
    links = _nearest(found, cues)
    linked: dict[int, list[Span]] = {}
    for content, cue in zip(found, links, strict=True):
        linked.setdefault(id(cue), []).append(content)
    for content, cue in zip(found, links, strict=True):
        if cue is None or _belongs_elsewhere(content, cue, [rival for rival in linked[id(cue)] if rival is not content]):
            loose.append(Attribution([content]))
        elif cue.start in by_cue:
            by_cue[cue.start].contents.append(content)
        else:
            by_cue[cue.start] = Attribution([content], cue, rule="parse" if _governs(cue, content) else "near")
    starts, ends = [content.start for content in found], [content.end for content in found]
    for cue in cues:
        before = by_cue.get(cue.start)
        clause = clause_of(cue, paragraph) if before is None or is_afterthought(before) else None
        over = found[bisect_right(ends, clause.start) : bisect_left(starts, clause.end)] if clause is not None else []
        if clause is not None and all(_holds(clause, content) for content in (*over[:1], *over[-1:])):
            by_cue[cue.start] = Attribution([clause], cue, rule="clause")
    for triple in unmarked(paragraph, [part for a in [*by_cue.values(), *loose] for part in a.parts()]):
        assert triple.cue is not None
        by_cue.setdefault(triple.cue.start, triple)
    give_sources(sorted(by_cue.values(), key=lambda a: a.start), sources)
    taken = {i for attribution in by_cue.values() for part in attribution.parts() for i in range(part.start, part.end)}
    for attribution in by_cue.values():
        take_both_sides(attribution, paragraph, taken)
    given = {attribution.source for attribution in by_cue.values()}
    free = Neighbours([source for source in sources if source not in given])
    for attribution in loose:
        give_loose_source(attribution, free)
    return [*by_cue.values(), *loose]


def _governing_cue(content: Span, marked: Taken) -> Span | None:
    """The verb of speech on which a marked content depends, where it was not marked itself."""
    verb = content.root.head
    cue = Span(content.doc, verb.i, verb.i + 1, label=CUE)
    if verb.pos_ != "VERB" or marked.overlaps(cue):
        return None
    return cue if listed_class(verb) is not None else None


def _belongs_elsewhere(content: Span, cue: Span, rivals: list[Span]) -> bool:
    """Unquoted words of another sentence are not the content of a cue that has one of its own."""
    own = any(_governs(cue, rival) or rival[0].is_quote for rival in rivals)
    return own and not content[0].is_quote and not _governs(cue, content) and content.root.sent != cue.root.sent


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _nearest(contents: list[Span], cues: list[Span]) -> list[Span | None]:
    """For each content the cue that introduces it: the one the parse joins to it, else the nearest with nothing in between."""
    neighbours = Neighbours(cues)
    begun = sorted(cue.start for cue in cues), [content.start for content in contents]
    links: list[Span | None] = []
    for content in contents:
        costs = [(_cost(content, cue, *begun), -cue.start, cue) for cue in neighbours.near(content)]
        cost, _, nearest = min(costs, default=(FAR, 0, None))
        links.append(nearest if cost < FAR else None)
    return links


def _cost(content: Span, cue: Span, cues: list[int], contents: list[int]) -> float:
    """How little a cue and a content go together; `cues` and `contents` are the first tokens of all of them, in order."""
    gap = between(content, cue)
    if gap is None:
        return 0.0
    cost = distance(gap)
    if not content[0].is_quote and content.root.sent != cue.root.sent:  # speech without marks stays in its sentence
        cost += 25.0
    cost += 12.0 * (bisect_left(cues, gap.end) - bisect_left(cues, gap.start))
    cost += 4.0 * (bisect_left(contents, gap.end) - bisect_left(contents, gap.start))
    if cue.start > content.end and gap.text.strip().startswith("."):  # a full stop between: the cue begins something else
        cost += 15.0
    if _governs(cue, content):
        cost -= GOVERNED
    return cost


def _governs(cue: Span, content: Span) -> bool:
    """Whether the head of the content depends on a word of the cue."""
    head: Token = content.root
    for _ in range(2):
        if cue.start <= head.head.i < cue.end and head.i != head.head.i:
            return True
        head = head.head
    return False


def _continue(attribution: Attribution, found: _Ended, here: _Ended) -> None:
    """A quotation without cue or source goes on from the attribution before it, where that was close.

    `found` are the attributions of the paragraphs before, `here` those of its own.
    """
    content = attribution.contents[0]
    end = content.start_char + 1
    earlier = next(found.before(end), None)
    beside = next((a for a in here.before(end) if a is not attribution and a.start < attribution.start), None)
    last = beside if earlier is None or beside is not None and beside.end > earlier.end else earlier
    if last is None:
        return
    gap = content.doc[max(part.end for part in last.parts()) : content.start]
    if all(t.is_punct or t.is_space for t in gap):
        attribution.continues, attribution.rule = last, "continued"


def _is_continued_by(attribution: Attribution, after: Attribution, ends: list[int]) -> bool:
    """A quotation left open at the end of its paragraph goes on in the next, where its speaker is named.

    `ends` are the tokens at which paragraphs end, in order.
    """
    content = attribution.contents[-1]
    end = ends[bisect_right(ends, content.start)]
    return content.end == end and not content[-1].is_quote and after.quoted and after.contents[0].start == end and after.source is not None
