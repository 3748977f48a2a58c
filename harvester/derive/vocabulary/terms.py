"""The words products are read with, and what of them a passage names.

Words are sought in a passage's *view*: its text of the same length with case folded and hyphens turned to blanks
(`passages.view`), so that a place in the view is the same place in the text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from harvester.derive.passages import Passage, Record
from harvester.errors import UsageError

_CELLS = re.compile(r"m(?:msc|sc|pc)s?(?![a-z0-9])|mesenchymal(?<=d mesenchymal)(?![a-z0-9])")
"""What a prefix belongs to: 'UC-MSC', 'BM-derived mesenchymal'."""


@dataclass(frozen=True, slots=True)
class Term:
    """One value of a column with its ontology ids and the words it is read from."""

    column: str
    value: str
    id: str | None = None
    also_ids: tuple[str, ...] = ()
    parent: str | None = None
    implies: str | None = None
    needs: str | None = None
    spellings: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    abbreviations_need: re.Pattern[str] | None = None
    needs_after: re.Pattern[str] | None = None
    not_before: re.Pattern[str] | None = None
    not_after: re.Pattern[str] | None = None
    known: Mapping[str, str] = field(default_factory=dict)
    """Named products: what is known of the product itself (column → value)."""


Choices = tuple[tuple[str, re.Pattern[str]], ...]
"""Values that share a spelling, each with the words of a record that decide for it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A term found at view[start:end]; `kind` is spelling, product, prefix or abbreviation."""

    term: Term
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Column:
    """All terms of one column and the patterns that find them, longest first."""

    name: str
    terms: tuple[Term, ...]
    not_after: re.Pattern[str] | None
    ambiguous: Mapping[str, Choices]
    owners: Mapping[str, tuple[Term, str]]
    """Pattern → its term and whether it is a spelling or a product."""
    prefix: re.Pattern[str] | None
    prefixed: tuple[Term, ...]
    abbreviation: re.Pattern[str] | None
    abbreviated: Mapping[str, Term]

    def term(self, value: str) -> Term:
        """The term with this value; raises UsageError where the column has none."""
        for term in self.terms:
            if term.value == value:
                return term
        raise UsageError(f"{value!r} is no value of {self.name}: see data/vocabulary")

    def decide(self, pattern: str, term: Term, record: Record) -> Term | None:
        """The term of a spelling, chosen by the record's words where two terms share it."""
        if pattern not in self.ambiguous:
            return term
        for value, words in self.ambiguous[pattern]:
            if record.has(words):
                return self.term(value)
        return None


Owner = tuple[str, Term, str]
Candidates = tuple[str, re.Pattern[str], tuple[Owner, ...]]
"""Column, the patterns that begin with the same letters as one regex, and for each its source, term and kind."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The columns by name, and the word lists of product types by theirs."""

    columns: Mapping[str, Column]
    words: Mapping[str, re.Pattern[str]]
    cell_words: re.Pattern[str]
    """Plain words of which a cell study has at least one."""
    background: re.Pattern[str]
    _short: Mapping[str, Column]
    """Columns that have prefixes or abbreviations."""
    _starts: re.Pattern[str]
    _candidates: Mapping[str, tuple[Candidates, ...]]

    def find(self, column: str, passage: Passage, record: Record) -> list[Mention]:
        """Mentions of a column's terms in a passage, in order; `record` is what only the rest of the record decides by."""
        if not passage.mentions:
            passage.mentions.update(self._scan(passage, record))
        found: list[Mention] = passage.mentions[column]
        return found

    def _scan(self, passage: Passage, record: Record) -> dict[str, list[Mention]]:
        view = passage.view
        mentions: dict[str, list[Mention]] = {name: [] for name in self.columns}
        ends = dict.fromkeys(self.columns, 0)
        for start in self._starts.finditer(f" {view}"):
            place = start.start()  # of the sign before the word, one less than in the view
            for name, pattern, owners in self._candidates[start[1].replace(" ", "")]:
                if place < ends[name]:
                    continue
                found = pattern.match(view, place)
                if not found:
                    continue
                source, term, kind = owners[(found.lastindex or 1) - 1]
                decided = self.columns[name].decide(source, term, record)
                if decided and not _refused(decided, view, place, found.end()):
                    ends[name] = found.end()
                    mentions[name].append(Mention(decided, place, found.end(), kind))
        cells = [found.span() for found in _CELLS.finditer(view)]
        for name, column in self._short.items():
            known = mentions[name]
            extra = [
                mention
                for mention in (*_prefixed(column, view, cells), *_abbreviated(column, passage, record))
                if not any(
                    old.term is mention.term and old.start < mention.end and mention.start < old.end
                    for old in known
                )
            ]
            if extra:
                mentions[name] = sorted([*known, *extra], key=lambda mention: mention.start)
        return mentions


def _prefixed(column: Column, view: str, cells: list[tuple[int, int]]) -> Iterator[Mention]:
    """'UC-MSC', 'hBMMSCs': the letters before the cells."""
    if not column.prefix:
        return
    for start, end in cells:
        found = column.prefix.search(view, max(0, start - 34), start)
        if found:
            term = column.prefixed[(found.lastindex or 1) - 1]
            if not _refused(term, view, found.start(), end):
                yield Mention(term, found.start(), end, "prefix")


def _abbreviated(column: Column, passage: Passage, record: Record) -> Iterator[Mention]:
    if not column.abbreviation:
        return
    for found in column.abbreviation.finditer(passage.cased):
        term = column.abbreviated[found[0]]
        needs = term.abbreviations_need
        if needs and not record.has(needs):
            continue
        if not _refused(term, passage.view, found.start(), found.end()):
            yield Mention(term, found.start(), found.end(), "abbreviation")


def _refused(term: Term, view: str, start: int, end: int) -> bool:
    if term.not_after and any(term.not_after.match(view, place) for place in _after(view, end)):
        return True
    if term.not_before and term.not_before.search(view[max(0, start - 40) : start]):
        return True
    return bool(term.needs_after and not term.needs_after.search(view, end, end + 60))


_CELLS_AFTER = re.compile(r" cells?(?![a-z])")


def _after(view: str, end: int) -> Iterator[int]:
    """Where the words after a mention begin: at once, behind its 'cells', behind an aside."""
    yield end
    cells = _CELLS_AFTER.match(view, end)
    if cells:
        end = cells.end()
        yield end
    aside = after_aside(view, end)
    if aside != end:
        yield aside


_ASIDE = re.compile(r" ?\([^()]{0,40}\)")


def after_aside(view: str, place: int) -> int:
    """The place behind an aside that begins here: 'autologous (your own) cartilage', 'MSC (stromal cells) co-culture'."""
    aside = _ASIDE.match(view, place)
    return aside.end() if aside else place
