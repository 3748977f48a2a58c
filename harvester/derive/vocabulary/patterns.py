"""From the words of the vocabulary to the few patterns that find them all in one go through a text."""

import re
from collections.abc import Callable, Mapping

from harvester.derive.vocabulary.spellings import (
    cased_words,
    commonest_first,
    letters,
    longest_first,
    pattern_of,
)
from harvester.derive.vocabulary.terms import Candidates, Choices, Column, Owner, Term
from harvester.errors import UsageError

_PREFIX_OF_PREFIX = r"(?:hu|h|human|allo|auto|ah|a|rh|it)? *"


def column_of(
    name: str,
    terms: tuple[Term, ...],
    ambiguous: Mapping[str, Choices],
    not_after: re.Pattern[str] | None,
    where: str,
) -> Column:
    """The patterns that find a column's terms; raises UsageError on a spelling of two terms that nothing decides."""
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
        not_after,
        ambiguous,
        owners,
        re.compile(rf"(?<![a-z0-9µ]){_PREFIX_OF_PREFIX}(?:{prefix}) *(?:tissue )?(?:d|de?riv[a-z]*)? *$")
        if prefixed
        else None,
        prefixed,
        cased_words(abbreviated) if abbreviated else None,
        abbreviated,
    )


_KEY = re.compile(r"(?:(?: \*)?(?:\\.|[^ *\[\\])){1,5}")
"""The first signs of a pattern, with the blanks that may part them."""


def _together(name: str, owners: list[Owner]) -> Candidates:
    ordered = sorted(owners, key=lambda owner: (-letters(owner[0]), owner[0]))
    return (
        name,
        re.compile(rf"(?:{'|'.join(f'({owner[0]})' for owner in ordered)})(?![a-z0-9])"),
        tuple(ordered),
    )


class _WhenMet(dict[str, tuple[Candidates, ...]]):
    """Made when a text first has such signs: a short harvest meets few of them, and all take a twelfth of a second."""

    def __init__(self, make: Callable[[str], tuple[Candidates, ...]]) -> None:
        self._make = make

    def __missing__(self, key: str) -> tuple[Candidates, ...]:
        made = self[key] = self._make(key)
        return made


def index_of(columns: Mapping[str, Column]) -> tuple[re.Pattern[str], Mapping[str, tuple[Candidates, ...]]]:
    """One regex for the first signs of every spelling, behind what is no letter, and for each of these what to try."""
    by_key: dict[str, dict[str, list[Owner]]] = {}
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

    def candidates(key: str) -> tuple[Candidates, ...]:
        begun = [by_key[key[:n]] for n in range(1, len(key) + 1) if key[:n] in by_key]
        return tuple(
            _together(name, [owner for owners in begun for owner in owners.get(name, ())])
            for name in columns
            if any(name in owners for owners in begun)
        )

    tails: dict[str, list[str]] = {}
    for key in keys:
        first_sign = re.escape(key[0])
        tails.setdefault(first_sign, []).extend(
            form.removeprefix(first_sign) for form in sorted(written[key])
        )
    starts = "|".join(f"{sign}(?:{'|'.join(tails[sign])})" for sign in commonest_first(tails))
    return re.compile(rf"\W(?=({starts}))"), _WhenMet(candidates)
