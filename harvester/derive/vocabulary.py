"""The words products are read with: `data/vocabulary/*.yaml`, checked when loaded, compiled once, cached.

Words are sought in a passage's *view*: its text of the same length with case folded and hyphens turned to blanks
(`passages.view`), so that a place in the view is the same place in the text.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from harvester.derive.passages import Passage, Record
from harvester.derive.spellings import (
    after,
    any_of,
    before,
    cased_words,
    commonest_first,
    letters,
    longest_first,
    pattern_of,
    plain_words,
)
from harvester.errors import UsageError
from harvester.yaml_text import load_yaml

COLUMNS = ("product_type", "tissue_source", "donor", "route", "named_product")
_FILE_KEYS = {"column", "terms", "details", "ambiguous", "background", "not_after", "words"}
_TERM_KEYS = {
    "value", "id", "also_ids", "parent", "implies", "spellings", "products", "prefixes", "abbreviations",
    "abbreviations_need", "needs", "needs_after", "not_before", "not_after", "product_type", "tissue_source", "donor",
}  # fmt: skip
_CELLS = re.compile(r"m(?:msc|sc|pc)s?(?![a-z0-9])|mesenchymal(?<=d mesenchymal)(?![a-z0-9])")
"""What a prefix belongs to: 'UC-MSC', 'BM-derived mesenchymal'."""
_WORD_LISTS = {"generic", "control", "not_given", "no_cells", "anywhere"}
_PREFIX_OF_PREFIX = r"(?:hu|h|human|allo|auto|ah|a|rh|it)? *"


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
    ambiguous: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]
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


_Owner = tuple[str, Term, str]
_Candidate = tuple[str, re.Pattern[str], tuple[_Owner, ...]]
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
    _candidates: Mapping[str, tuple[_Candidate, ...]]

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


def _strings(value: Any, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise UsageError(f"{where}: expected a list of words, found {value!r}")
    return tuple(item.strip() for item in value)


def _term(column: str, raw: Any, where: str) -> Term:
    if not isinstance(raw, dict) or not isinstance(raw.get("value"), str):
        raise UsageError(f"{where}: expected a mapping with a `value`, found {raw!r}")
    where = f"{where}, {raw['value']}"
    if raw.get("needs") not in (None, "attached", "weak"):
        raise UsageError(f"{where}: `needs` is attached or weak, found {raw['needs']!r}")
    if unknown := set(raw) - _TERM_KEYS:
        raise UsageError(f"{where}: unknown keys {sorted(unknown)}; known are {sorted(_TERM_KEYS)}")
    lists = {
        key: _strings(raw.get(key), f"{where}, {key}")
        for key in ("also_ids", "spellings", "products", "prefixes", "abbreviations")
    }
    following = _strings(raw.get("needs_after"), where)
    records = _strings(raw.get("abbreviations_need"), where)
    return Term(
        column,
        raw["value"],
        id=raw.get("id"),
        parent=raw.get("parent"),
        implies=raw.get("implies"),
        needs=raw.get("needs"),
        needs_after=any_of(following) if following else None,
        abbreviations_need=any_of(records) if records else None,
        not_before=before(_strings(raw.get("not_before"), where)),
        not_after=after(_strings(raw.get("not_after"), where)),
        known={key: raw[key] for key in ("product_type", "tissue_source", "donor") if key in raw},
        **lists,
    )


def _ambiguous(raw: Any, where: str) -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    rules: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {}
    for spelling, choices in (raw or {}).items():
        for choice in choices:
            if set(choice) != {"value", "if_record_has"}:
                raise UsageError(
                    f"{where}, {spelling}: a choice has `value` and `if_record_has`, found {choice!r}"
                )
        rules[pattern_of(spelling)] = tuple(
            (choice["value"], any_of(_strings(choice["if_record_has"], f"{where}, {spelling}")))
            for choice in choices
        )
    return rules


def _compile(name: str, terms: tuple[Term, ...], raw: Mapping[str, Any], where: str) -> Column:
    ambiguous = _ambiguous(raw.get("ambiguous"), where)
    values = [term.value for term in terms]
    decided = [value for choices in ambiguous.values() for value, _ in choices]
    parents = [term.parent for term in terms if term.parent]
    if unknown := {*decided, *parents} - set(values):
        raise UsageError(f"{where}: {sorted(unknown)} are values of no term here")
    if twice := sorted(value for value, count in Counter(values).items() if count > 1):
        raise UsageError(f"{where}: {twice} stand twice; write one term with all its spellings")
    for kind in ("prefixes", "abbreviations"):
        _check_shared([(short, term.value) for term in terms for short in getattr(term, kind)], kind, where)
    owners: dict[str, tuple[Term, str]] = {}
    for term in terms:
        for kind, spellings in (("spelling", term.spellings), ("product", term.products)):
            for spelling in spellings:
                pattern = pattern_of(spelling)
                owner = owners.setdefault(pattern, (term, kind))
                if owner[0] is not term and pattern not in ambiguous:
                    raise UsageError(
                        f"{where}: {spelling!r} belongs to {owner[0].value} and to {term.value}; take it from one of "
                        "them or say under `ambiguous` which words of the record decide"
                    )
    for pattern in ambiguous:
        owners.setdefault(pattern, (terms[0], "product"))
    prefixed = tuple(term for term in terms if term.prefixes)
    prefix = "|".join(f"({'|'.join(map(pattern_of, longest_first(term.prefixes)))})" for term in prefixed)
    abbreviated = {short: term for term in terms for short in term.abbreviations}
    return Column(
        name,
        terms,
        after(_strings(raw.get("not_after"), where)),
        ambiguous,
        owners,
        re.compile(rf"(?<![a-z0-9µ]){_PREFIX_OF_PREFIX}(?:{prefix}) *(?:tissue )?(?:d|de?riv[a-z]*)? *$")
        if prefixed
        else None,
        prefixed,
        cased_words(abbreviated) if abbreviated else None,
        abbreviated,
    )


def _check_shared(shorts: list[tuple[str, str]], kind: str, where: str) -> None:
    owners: dict[str, str] = {}
    for short, value in shorts:
        if owners.setdefault(short, value) != value:
            raise UsageError(f"{where}, {kind}: {short!r} belongs to {owners[short]} and to {value}")


_KEY = re.compile(r"(?:(?: \*)?(?:\\.|[^ *\[\\])){1,5}")
"""The first signs of a pattern, with the blanks that may part them."""


def _together(name: str, owners: list[_Owner]) -> _Candidate:
    ordered = sorted(owners, key=lambda owner: (-letters(owner[0]), owner[0]))
    return (
        name,
        re.compile(rf"(?:{'|'.join(f'({owner[0]})' for owner in ordered)})(?![a-z0-9])"),
        tuple(ordered),
    )


def _index(columns: Mapping[str, Column]) -> tuple[re.Pattern[str], dict[str, tuple[_Candidate, ...]]]:
    """One regex for the first signs of every spelling, behind what is no letter, and for each of these what to try."""
    by_key: dict[str, dict[str, list[_Owner]]] = {}
    written: dict[str, set[str]] = {}
    for name, column in columns.items():
        for pattern, (term, kind) in column.owners.items():
            first = _KEY.match(pattern)
            if not first:
                raise UsageError(f"{name}, {term.value}: a spelling cannot begin with *")
            key = first[0].replace(" *", "").replace("\\", "")
            by_key.setdefault(key, {}).setdefault(name, []).append((pattern, term, kind))
            written.setdefault(key, set()).add(first[0])
    keys = sorted(by_key, key=lambda key: (-len(key), key))
    candidates = {
        key: tuple(
            _together(
                name,
                [owner for n in range(1, len(key) + 1) for owner in by_key.get(key[:n], {}).get(name, ())],
            )
            for name in columns
            if any(name in by_key.get(key[:n], {}) for n in range(1, len(key) + 1))
        )
        for key in keys
    }
    tails: dict[str, list[str]] = {}
    for key in keys:
        first_sign = re.escape(key[0])
        tails.setdefault(first_sign, []).extend(
            form.removeprefix(first_sign) for form in sorted(written[key])
        )
    starts = "|".join(f"{sign}(?:{'|'.join(tails[sign])})" for sign in commonest_first(tails))
    return re.compile(rf"\W(?=({starts}))"), candidates


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = load_yaml(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise UsageError(f"{path.name}: cannot be read as YAML: {error}") from error
    if not isinstance(raw, dict):
        raise UsageError(f"{path.name}: expected a mapping at the top")
    if unknown := set(raw) - _FILE_KEYS:
        raise UsageError(f"{path.name}: unknown keys {sorted(unknown)}; known are {sorted(_FILE_KEYS)}")
    if raw.get("column") not in COLUMNS:
        raise UsageError(
            f"{path.name}: `column` is {raw.get('column')!r}; expected one of {', '.join(COLUMNS)}"
        )
    return raw


def load_vocabulary(folder: Path) -> Vocabulary:
    """Reads and checks every YAML file of the folder.

    Raises UsageError on an unknown key, column, value or word list, an id or a value used twice, a spelling, prefix or
    abbreviation that belongs to two terms without a rule under `ambiguous`, a column without a file.
    """
    files = {
        raw["column"]: (path.name, raw) for path in sorted(folder.glob("*.yaml")) for raw in [_read(path)]
    }
    if missing := set(COLUMNS) - set(files):
        raise UsageError(f"{folder}: no vocabulary for {', '.join(sorted(missing))}")
    columns: dict[str, Column] = {}
    ids: dict[str, str] = {}
    for name, (file, raw) in files.items():
        terms = tuple(_term(name, term, file) for term in raw.get("terms") or ())
        _check_ids(terms, file, ids)
        columns[name] = _compile(name, terms, raw, file)
    file, raw = files["donor"]
    details = tuple(_term("donor_detail", term, file) for term in raw.get("details") or ())
    columns["donor_detail"] = _compile("donor_detail", details, {}, file)
    for term in (*columns["named_product"].terms, *details):
        for column, value in (*term.known.items(), *([("donor", term.implies)] if term.implies else ())):
            columns[column].term(value)
    file, raw = files["product_type"]
    words = raw.get("words") or {}
    if set(words) != _WORD_LISTS:
        raise UsageError(f"{file}: the word lists are {sorted(_WORD_LISTS)}, found {sorted(words)}")
    return Vocabulary(
        columns,
        {key: any_of(_strings(value, key)) for key, value in words.items() if key != "anywhere"},
        _anywhere(words.get("anywhere"), columns["named_product"]),
        any_of(_strings(files["tissue_source"][1].get("background"), "background")),
        {name: column for name, column in columns.items() if column.prefix or column.abbreviation},
        *_index(columns),
    )


def _anywhere(raw: Any, named: Column) -> re.Pattern[str]:
    """The list's own plain words and every product's name that is one word."""
    names = {spelling.rstrip("*") for term in named.terms for spelling in term.spellings}
    return plain_words({*_strings(raw, "anywhere"), *(n for n in names if len(n) >= 5 and " " not in n)})


def _check_ids(terms: tuple[Term, ...], file: str, ids: dict[str, str]) -> None:
    for term in terms:
        for identifier in filter(None, (term.id, *term.also_ids)):
            if identifier in ids:
                raise UsageError(
                    f"{file}, {term.value}: the id {identifier} is already that of {ids[identifier]}"
                )
            ids[identifier] = term.value


def vocabulary_folder() -> Path:
    """`data/vocabulary` of a checkout, or `harvester/data/vocabulary` where the package is installed."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "data" / "vocabulary"
    return installed if installed.is_dir() else package.parent / "data" / "vocabulary"


@cache
def vocabulary() -> Vocabulary:
    """The project's own vocabulary, loaded once."""
    return load_vocabulary(vocabulary_folder())
