"""Two versions of a study document told apart: one row for each thing that was added, removed or changed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from harvester.changes.matching import Item, Pair, match
from harvester.changes.renames import renamed_items
from harvester.changes.rules import ListRule, Pool, Rules, load_rules
from harvester.changes.significance import classify
from harvester.changes.wording import fold
from harvester.study import Study, canonical_json, join_path, split_path

Kind = Literal["added", "removed", "changed"]
Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions of a study.

    `path` is dotted, list positions as numbers, in the newer document; of what was removed, in the older one.
    `old_path` is the path in the older document, None for what was added: it differs from `path` where items
    before it came or went, and where an outcome moved between lists. `old` and `new` are JSON values, None where
    there is none; of an item known again by likeness or place alone, an object of the fields that differ.
    `module` is named as schema/study names it.
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
    old: Sequence[Any]
    new: Sequence[Any]


def diff_studies(before: Study, after: Study, known: Known | None = None) -> list[Change]:
    """Every difference between two versions of a study, in the order of the newer one; neither is mutated.

    `derivedSection` is left out. An item of a list that comes or goes is one row; a field of an item known by
    its name is one row; an item known again by likeness or place alone is one row of all its differing fields.
    An outcome that moves between lists is one row `changed` at its new place, whole, whatever else of it differs.
    An item that only moved within its list gives no row, but a list whose order means something gives one of
    class `order`, with the names of its items.

    `known` tells what both sources are able to state, for records from sources less complete than the API: asked
    with the dotted path (without list positions) of a field that only one version has, it answers whether
    that means anything. Where it says no, the field is not reported as added or removed.
    """
    rules = load_rules()
    differ = _Differ(rules, known or _everything, renamed_items(rules, before, after))
    stated = [
        {key: value for key, value in study.items() if key not in rules.ignored} for study in (before, after)
    ]
    return list(differ.values(_Place("", "", ""), *stated))


def _everything(field: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class _Differ:
    rules: Rules
    known: Known
    renames: Mapping[str, Mapping[str, str]]
    """Path of a list of names → folded old name → folded new name."""

    def values(self, place: _Place, old: object, new: object) -> Iterator[Change]:
        """Rows of two values that are not the same."""
        if isinstance(old, dict) and isinstance(new, dict) and place.field not in self.rules.whole:
            yield from self.objects(place, old, new)
        elif isinstance(old, list) and isinstance(new, list):
            rule = self.rules.list_rule(place.field.rpartition(".")[2])
            yield from self.lists({"": _Lists(place, old, new)}, rule)
        else:
            yield self.change(place, "changed", old, new)

    def objects(self, place: _Place, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
        pooled: set[str] = set()
        for key in [*new, *(key for key in old if key not in new)]:
            if key in pooled or (key in old and key in new and _same(old[key], new[key])):
                continue
            pool = self.rules.pools.get(key)
            together = self.together(place, pool, old, new) if pool else {}
            if pool and key in together:
                pooled.update(together)
                yield from self.lists(together, pool.rule, pool)
            elif key in old and key in new:
                yield from self.values(place.child(key), old[key], new[key])
            elif key in new:
                yield from self.one_sided(place.child(key), "added", new[key])
            else:
                yield from self.one_sided(place.child(key), "removed", old[key])

    def together(
        self, place: _Place, pool: Pool, old: dict[str, Any], new: dict[str, Any]
    ) -> dict[str, _Lists]:
        """The pool's lists between which items may have moved: those that both versions are able to state."""
        found = {}
        for name in pool.lists:
            child = place.child(name)
            one, other = old.get(name, []), new.get(name, [])
            if not isinstance(one, list) or not isinstance(other, list) or not (one or other):
                continue
            if (name in old and name in new) or self.known(child.field):
                found[name] = _Lists(child, one, other)
        return found

    def one_sided(self, place: _Place, kind: Kind, value: object) -> Iterator[Change]:
        """What only one version has: leaves, items of lists, and whole what the rules keep together."""
        together = place.field in self.rules.blocks or place.field in self.rules.whole
        if isinstance(value, dict) and value and not together:
            for key, child in value.items():
                yield from self.one_sided(place.child(key), kind, child)
        elif not self.known(place.field):
            return
        elif isinstance(value, list) and value:
            for position, item in enumerate(value):
                yield self.only(place.item(position, position), kind, item)
        else:
            yield self.only(place, kind, value)

    def lists(
        self, together: Mapping[str, _Lists], rule: ListRule, pool: Pool | None = None
    ) -> Iterator[Change]:
        pairs = match(
            [Item(name, i, value) for name, lists in together.items() for i, value in enumerate(lists.old)],
            [Item(name, i, value) for name, lists in together.items() for i, value in enumerate(lists.new)],
            rule,
            pool.across_at if pool else None,
            next((self.renames.get(lists.place.field) for lists in together.values()), None),
        )
        by_new = {(pair.new.list_name, pair.new.position): pair for pair in pairs}
        paired_old = {(pair.old.list_name, pair.old.position) for pair in pairs}
        for name, lists in together.items():
            for position, value in enumerate(lists.new):
                pair = by_new.get((name, position))
                if pair is None:
                    yield self.only(lists.place.item(position, position), "added", value)
                elif pair.moved and pool:
                    place = _moved(pair, together)
                    meant = pool.moves[pair.old.list_name][name]
                    yield self.change(place, "changed", pair.old.value, value, meant)
                else:
                    yield from self.pair(lists.place.item(pair.old.position, position), pair)
            for position, value in enumerate(lists.old):
                if (name, position) not in paired_old:
                    yield self.only(lists.place.item(position, position), "removed", value)
            if not rule.is_set:
                yield from self.order(lists, rule, [pair for pair in pairs if _stayed(pair, name)])

    def pair(self, place: _Place, pair: Pair) -> Iterator[Change]:
        """Rows of an item in both versions: one if nothing but likeness or place says it is the same."""
        if pair.by == "equal":
            return
        rows = list(self.values(place, pair.old.value, pair.new.value))
        if pair.by == "name" or len(rows) < 2:
            yield from rows
            return
        old, new = pair.old.value, pair.new.value
        if isinstance(old, dict) and isinstance(new, dict):
            depth = len(split_path(place.new))
            fields = dict.fromkeys(split_path(row.path)[depth] for row in rows)
            old, new = ({key: side[key] for key in fields if key in side} for side in (old, new))
        yield self.change(place, "changed", old, new, "wording" if all(row.wording for row in rows) else None)

    def order(self, lists: _Lists, rule: ListRule, stayed: list[Pair]) -> Iterator[Change]:
        stayed.sort(key=lambda pair: pair.new.position)
        if any(one.old.position > other.old.position for one, other in pairwise(stayed)):
            old, new = ([_title(rule, item) for item in side] for side in (lists.old, lists.new))
            yield self.change(lists.place, "changed", old, new, "order")

    def only(self, place: _Place, kind: Kind, value: object) -> Change:
        added = kind == "added"
        return self.change(place, kind, None if added else value, value if added else None)

    def change(self, place: _Place, kind: Kind, old: object, new: object, meant: str | None = None) -> Change:
        if meant is None and kind == "changed" and self.follows(place.field, old, new):
            meant = "housekeeping"
        return Change(
            module=self.rules.module_of(place.field),
            path=place.old if kind == "removed" else place.new,
            kind=kind,
            old=old,
            new=new,
            significance=meant or classify(self.rules, place.field, kind, old, new),
            old_path=None if kind == "added" else place.old,
        )

    def follows(self, field: str, old: object, new: object) -> bool:
        """Whether a name in a list of names changed because the item it names was renamed."""
        renamed = self.renames.get(field, {})
        return isinstance(old, str) and isinstance(new, str) and renamed.get(fold(old)) == fold(new)


def _same(old: object, new: object) -> bool:
    if isinstance(old, (dict, list)) and isinstance(new, (dict, list)):
        return canonical_json(old) == canonical_json(new)
    return type(old) is type(new) and bool(old == new)


def _stayed(pair: Pair, name: str) -> bool:
    return not pair.moved and pair.new.list_name == name


def _moved(pair: Pair, together: Mapping[str, _Lists]) -> _Place:
    old, new = together[pair.old.list_name].place, together[pair.new.list_name].place
    return _Place(join_path(old.old, pair.old.position), join_path(new.new, pair.new.position), new.field)


def _title(rule: ListRule, item: object) -> object:
    """What people call an item: its value, or the first of the fields it is known by."""
    return item.get(rule.names[0][0]) if isinstance(item, dict) and rule.names else item
