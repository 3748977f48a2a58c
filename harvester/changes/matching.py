"""Which item of a list is which in its later version: by value, by name, alike in words, at the same place."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any, Literal

from harvester.changes.rules import ListRule
from harvester.changes.wording import fold, plain_words, similarity
from harvester.study import canonical_json, walk_leaves

COMPARISONS = 4000
"""As many pairs of a list as are judged by likeness; of longer lists, those in about the same place."""

ABSENT = "no "
"""Before a field in a name: only items without that field are known by it."""

MatchedBy = Literal["equal", "name", "words", "place"]


@dataclass(frozen=True, slots=True)
class Item:
    """An item, the list it is in (of several that are matched together) and its position there."""

    list_name: str
    position: int
    value: Any


@dataclass(frozen=True, slots=True)
class Pair:
    """An item in the older and the newer list, what they were matched by, how alike (percent) if by words."""

    old: Item
    new: Item
    by: MatchedBy
    similarity: float | None = None

    @property
    def moved(self) -> bool:
        """Whether the item is in another list now."""
        return self.old.list_name != self.new.list_name


_Key = Callable[[Item], Hashable]
_Find = Callable[[list[Item], list[Item]], list[Pair]]


class _Matching:
    """Pairs found so far, and the items still without one in list order."""

    def __init__(self, old: Sequence[Item], new: Sequence[Item]) -> None:
        self.pairs: list[Pair] = []
        self.old = list(old)
        self.new = list(new)

    def take(self, find: _Find) -> None:
        """Pair what `find` finds among the items that are left."""
        if self.old and self.new and (found := find(self.old, self.new)):
            self.pairs += found
            paired = {id(item) for pair in found for item in (pair.old, pair.new)}
            self.old = [item for item in self.old if id(item) not in paired]
            self.new = [item for item in self.new if id(item) not in paired]


def match(
    old: Sequence[Item],
    new: Sequence[Item],
    rule: ListRule,
    across_at: float | None = None,
    renamed: Mapping[str, str] | None = None,
) -> list[Pair]:
    """Pair the items of one list, or of several lists between which items may move if `across_at` is given.

    `renamed`: folded old name → folded new name, for lists of plain values that repeat names of other items.
    """
    matching = _Matching(old, new)
    matching.take(_by_value)
    for fields in rule.names or ((),):
        matching.take(partial(_by_name, fields=fields, renamed=renamed or {}, across=False))
        if across_at is not None:
            matching.take(partial(_by_name, fields=fields, renamed=renamed or {}, across=True))
    if rule.unique:
        matching.take(partial(_by_unique_name, fields=rule.unique, all_old=old, all_new=new))
    if rule.alike_at:
        matching.take(partial(_by_words, rule=rule, at_least=rule.alike_at, across=False))
    if across_at is not None:
        matching.take(partial(_by_words, rule=rule, at_least=across_at, across=True))
    if rule.same_place:
        matching.take(partial(_by_place, stayed=[pair for pair in matching.pairs if not pair.moved]))
    return matching.pairs


def _by_value(old: list[Item], new: list[Item]) -> list[Pair]:
    def key(item: Item) -> Hashable:
        return item.list_name, canonical_json(item.value)

    news = _buckets(new, key)
    return [
        Pair(one, other, "equal")
        for name, some in _buckets(old, key).items()
        for one, other in zip(some, news.get(name, ()), strict=False)
    ]


def _by_name(
    old: list[Item], new: list[Item], fields: Sequence[str], renamed: Mapping[str, str], across: bool
) -> list[Pair]:
    """Pair items of one name: as many in both versions in their order, else those most alike as a whole."""

    def old_key(item: Item) -> Hashable:
        name = _name(item.value, fields)
        return name and ("" if across else item.list_name, renamed.get(name, name))

    def new_key(item: Item) -> Hashable:
        name = _name(item.value, fields)
        return name and ("" if across else item.list_name, name)

    news = _buckets(new, new_key)
    found: list[Pair] = []
    for name, some in _buckets(old, old_key).items():
        others = news.get(name, [])
        if len(some) == len(others):
            found += [Pair(one, other, "name") for one, other in zip(some, others, strict=True)]
        elif others:
            found += [Pair(some[i], others[j], "name") for _, i, j in _most_alike_whole(some, others)]
    return found


def _most_alike_whole(old: list[Item], new: list[Item]) -> list[tuple[float, int, int]]:
    olds, news = ([_words(item.value) for item in side] for side in (old, new))
    return _most_alike(len(old), len(new), lambda i, j: similarity(olds[i], news[j]))


def _by_unique_name(
    old: list[Item], new: list[Item], fields: Sequence[str], all_old: Sequence[Item], all_new: Sequence[Item]
) -> list[Pair]:
    """Pair items by a name that no other item of their whole lists has."""

    def key(item: Item) -> Hashable:
        name = _name(item.value, fields)
        return name and (item.list_name, name)

    unique = [
        {name: some[0] for name, some in _buckets(side, key).items() if len(some) == 1}
        for side in (all_old, all_new)
    ]
    left = {id(item) for item in (*old, *new)}
    return [
        Pair(one, other, "name")
        for name, one in unique[0].items()
        if (other := unique[1].get(name)) and id(one) in left and id(other) in left
    ]


def _buckets(items: Iterable[Item], key: _Key) -> dict[Hashable, list[Item]]:
    buckets: dict[Hashable, list[Item]] = defaultdict(list)
    for item in items:
        name = key(item)
        if name is not None:
            buckets[name].append(item)
    return buckets


def _name(value: object, fields: Sequence[str]) -> str | None:
    """The folded name, None unless every field of it says something; a text outside an object is its own name."""
    if isinstance(value, dict):
        pieces = [_piece(value, field) for field in fields]
        return "\n".join(pieces) if pieces and all(pieces) else None
    return fold(value) or None if isinstance(value, str) else None


def _piece(value: Mapping[str, object], field: str) -> str:
    if field.startswith(ABSENT):
        return "" if value.get(field.removeprefix(ABSENT)) else ABSENT
    text = value.get(field)
    return fold(text) if isinstance(text, str) else ""


def _words(value: object, fields: Sequence[str] = ()) -> str:
    """The words an item is compared by: of these fields, else all of it."""
    if isinstance(value, dict) and fields:
        value = [value.get(field) for field in fields]
    return plain_words(" ".join(leaf for _, leaf in walk_leaves(value) if isinstance(leaf, str)))


def _by_words(old: list[Item], new: list[Item], rule: ListRule, at_least: float, across: bool) -> list[Pair]:
    words = [[_words(item.value, rule.alike) for item in side] for side in (old, new)]
    agree = [[[_name(item.value, [field]) for field in rule.agree] for item in side] for side in (old, new)]

    def likeness(i: int, j: int) -> float:
        if (old[i].list_name != new[j].list_name) != across or agree[0][i] != agree[1][j]:
            return -1.0
        return similarity(words[0][i], words[1][j])

    return [
        Pair(old[i], new[j], "words", score)
        for score, i, j in _most_alike(len(old), len(new), likeness, at_least)
    ]


def _most_alike(
    olds: int, news: int, likeness: Callable[[int, int], float], at_least: float = 0
) -> list[tuple[float, int, int]]:
    """(likeness, older, newer position) of the most alike, each once; of equally alike ones those closest."""
    scored = sorted((-likeness(i, j), abs(i - j), i, j) for i, j in _candidates(olds, news))
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    found: list[tuple[float, int, int]] = []
    for score, _, i, j in scored:
        if -score < at_least:
            break
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            found.append((-score, i, j))
    return found


def _candidates(olds: int, news: int) -> Iterable[tuple[int, int]]:
    """All pairs of positions; of long lists those in about the same place, so that the work stays linear."""
    if olds * news <= COMPARISONS:
        return product(range(olds), range(news))
    reach = max(1, COMPARISONS // (2 * olds))
    middles = [(i, i * news // olds) for i in range(olds)]
    return (
        (i, j) for i, middle in middles for j in range(max(0, middle - reach), min(news, middle + reach + 1))
    )


def _by_place(old: list[Item], new: list[Item], stayed: list[Pair]) -> list[Pair]:
    """Pair items that follow the same paired item, in their order."""
    old_places = _places(((pair.old, pair.old.position) for pair in stayed), old)
    new_places = _places(((pair.new, pair.old.position) for pair in stayed), new)
    waiting: dict[Hashable, list[Item]] = defaultdict(list)
    for item, place in zip(reversed(old), reversed(old_places), strict=True):
        waiting[place].append(item)
    return [
        Pair(waiting[place].pop(), item, "place")
        for item, place in zip(new, new_places, strict=True)
        if waiting.get(place)
    ]


def _places(paired: Iterable[tuple[Item, int]], left: list[Item]) -> list[Hashable]:
    """For each item left: its list, and the older position of the paired item that it follows."""
    followed: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for item, old_position in paired:
        followed[item.list_name].append((item.position, old_position))
    for some in followed.values():
        some.sort()

    def place(item: Item) -> Hashable:
        some = followed[item.list_name]
        before = bisect_left(some, (item.position, -1))
        return item.list_name, some[before - 1][1] if before else None

    return [place(item) for item in left]
