"""`data/vocabulary/*.yaml`, checked when loaded, compiled once, cached."""

import importlib.resources
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from harvester.derive.vocabulary.patterns import column_of, index_of
from harvester.derive.vocabulary.spellings import after, any_of, before, pattern_of, plain_words
from harvester.derive.vocabulary.terms import Choices, Column, Term, Vocabulary
from harvester.errors import UsageError
from harvester.yaml_text import load_yaml

COLUMNS = ("product_type", "tissue_source", "donor", "route", "named_product")
_FILE_KEYS = {"column", "terms", "details", "ambiguous", "background", "not_after", "words"}
_TERM_KEYS = {
    "value", "id", "also_ids", "parent", "implies", "spellings", "products", "prefixes", "abbreviations",
    "abbreviations_need", "needs", "needs_after", "not_before", "not_after", "product_type", "tissue_source", "donor",
}  # fmt: skip
_WORD_LISTS = {"generic", "control", "not_given", "no_cells", "anywhere"}


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
        columns[name] = _column(name, terms, raw, file)
    file, raw = files["donor"]
    details = tuple(_term("donor_detail", term, file) for term in raw.get("details") or ())
    columns["donor_detail"] = _column("donor_detail", details, {}, file)
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
        *index_of(columns),
    )


def vocabulary_folder() -> Path:
    """`data/vocabulary`, of a checkout or of the installed package."""
    return Path(str(importlib.resources.files("harvester.data"))) / "vocabulary"


@cache
def vocabulary() -> Vocabulary:
    """The project's own vocabulary, loaded once."""
    return load_vocabulary(vocabulary_folder())


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


def _ambiguous(raw: Any, where: str) -> dict[str, Choices]:
    rules: dict[str, Choices] = {}
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


def _column(name: str, terms: tuple[Term, ...], raw: Mapping[str, Any], where: str) -> Column:
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
    return column_of(name, terms, ambiguous, after(_strings(raw.get("not_after"), where)), where)


def _check_shared(shorts: list[tuple[str, str]], kind: str, where: str) -> None:
    owners: dict[str, str] = {}
    for short, value in shorts:
        if owners.setdefault(short, value) != value:
            raise UsageError(f"{where}, {kind}: {short!r} belongs to {owners[short]} and to {value}")


def _check_ids(terms: tuple[Term, ...], file: str, ids: dict[str, str]) -> None:
    for term in terms:
        for identifier in filter(None, (term.id, *term.also_ids)):
            if identifier in ids:
                raise UsageError(
                    f"{file}, {term.value}: the id {identifier} is already that of {ids[identifier]}"
                )
            ids[identifier] = term.value


def _anywhere(raw: Any, named: Column) -> re.Pattern[str]:
    """The list's own plain words and every product's name that is one word."""
    names = {spelling.rstrip("*") for term in named.terms for spelling in term.spellings}
    return plain_words({*_strings(raw, "anywhere"), *(n for n in names if len(n) >= 5 and " " not in n)})


def _strings(value: Any, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise UsageError(f"{where}: expected a list of words, found {value!r}")
    return tuple(item.strip() for item in value)
