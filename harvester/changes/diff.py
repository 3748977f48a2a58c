"""Two versions of a study document told apart: one row for each thing that was added, removed or changed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from harvester.changes.matching import Item, Pair, match
from harvester.changes.rules import ListRule, Rules, load_rules
from harvester.changes.significance import classify
from harvester.changes.wording import fold
from harvester.study import Study, canonical_json, join_path

Kind = Literal["added", "removed", "changed"]
Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions of a study.

    `path` is dotted, list positions as numbers, in the newer document; of what was removed, in the older one.
    `old_path` is its path in the older document, None for what was added: it differs from `path` where items before
    it came or went, and where an outcome moved between lists. `old` and `new` are JSON values, None where there
    was or is none; of an item that was replaced, the fields that differ. `module` is named as schema/study names it.
    """

    module: str
    path: str
    kind: Kind
    old: Any
    new: Any
    significance: str
    old_path: str | None

    @property
    def wording(self) -> bool:
        """Whether only the writing differs: case, punctuation, white space, markup."""
        return self.significance == "wording"


class _Place(NamedTuple):
    """Where a value is: in the older document, in the newer one, and without list positions."""

    old: str
    new: str
    field: str

    def child(self, key: str) -> "_Place":
        return _Place(join_path(self.old, key), join_path(self.new, key), join_path(self.field, key))

    def item(self, old: int, new: int) -> "_Place":
        return _Place(join_path(self.old, old), join_path(self.new, new), self.field)


@dataclass(frozen=True, slots=True)
class _Lists:
    """A list in both versions (empty where a version lacks it), and where it is."""

    place: _Place
    old: list[Any]
    new: list[Any]


def diff_studies(before: Study, after: Study, known: Known | None = None) -> list[Change]:
    """Every difference between two versions of a study, in the order of the newer document; neither is mutated.

    `derivedSection` is left out. An item of a list that comes or goes is one row; a field of an item known by its
    name is one row; an item matched by likeness or place alone is one row of all its differing fields. An item that
    only moved within a list gives no row; a list whose order means something gives one row of class `order` with
    the items' names.

    `known` tells what both sources are able to state, for records from sources less complete than the API: asked
    with the dotted path (without list positions) of a field that only one version has, it answers whether its
    absence means anything. Where it says no, the field is not reported as added or removed.
    """
    rules = load_rules()
    differ = _Differ(rules, known or (lambda field: True), _renames(rules, before, after))
    shown_before = {key: value for key, value in before.items() if key not in rules.ignored}
    shown_after = {key: value for key, value in after.items() if key not in rules.ignored}
    return list(differ.values(_Place("", "", ""), shown_before, shown_after))


@dataclass(frozen=True, slots=True)
class _Differ:
    rules: Rules
    known: Known
    renames: Mapping[str, Mapping[str, str]]
    """Path of a list of names → folded old name → folded new name."""

    def values(self, place: _Place, old: Any, new: Any) -> Iterator[Change]:
        if isinstance(old, dict) and isinstance(new, dict) and place.field not in self.rules.whole:
            if canonical_json(old) != canonical_json(new):
                yield from self.objects(place, old, new)
        elif isinstance(old, list) and isinstance(new, list):
            if canonical_json(old) != canonical_json(new):
                rule = self.rules.list_rule(place.field.rpartition(".")[2])
                yield from self.lists({"": _Lists(place, old, new)}, rule)
        elif canonical_json(old) != canonical_json(new):
            yield self.change(place, "changed", old, new)

    def objects(self, place: _Place, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
        done: set[str] = set()
        for key in [*new, *(key for key in old if key not in new)]:
            if key in done:
                continue
            pool = self.rules.pools.get(key)
            together = self.together(place, pool.lists, old, new) if pool else {}
            if pool and key in together:
                done |= set(together)
                yield from self.lists(together, pool.rule, pool.across_at, pool.moves)
            elif key in old and key in new:
                yield from self.values(place.child(key), old[key], new[key])
            elif key in new:
                yield from self.one_sided(place.child(key), "added", new[key])
            else:
                yield from self.one_sided(place.child(key), "removed", old[key])
