"""Which item of a list is which in its later version: the same value, the same name, alike in words, the same place."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

from harvester.changes.rules import ListRule
from harvester.changes.wording import fold, plain_words, similarity
from harvester.study import canonical_json, walk_leaves

COMPARISONS = 4000
"""As many pairs of a list as are judged by likeness; of longer lists, those in about the same place."""

MatchedBy = Literal["equal", "name", "words", "place"]


@dataclass(frozen=True, slots=True)
class Item:
    """An item, the list it is in (of several that are matched together) and its position there."""

    list_name: str
    position: int
    value: Any


@dataclass(frozen=True, slots=True)
class Pair:
    """An item in the older and in the newer list, what they were matched by, and how alike (percent) if by words."""

    old: Item
    new: Item
    by: MatchedBy
    similarity: float | None = None

    @property
    def moved(self) -> bool:
        """Whether the item is in another list now."""
        return self.old.list_name != self.new.list_name


@dataclass(frozen=True, slots=True)
class _Traits:
    """What an item without an equal is known by; `names` has one for each way of naming, None where it has none."""

    item: Item
    names: tuple[Hashable, ...]
    words: str
    agree: tuple[str, ...]


_Key = Callable[[_Traits], Hashable]
_Twos = list[tuple[_Traits, _Traits, float | None]]


class _Matching:
    def __init__(self, pairs: list[Pair], olds: Iterable[_Traits], news: Iterable[_Traits]) -> None:
        self.pairs = pairs
        self.olds = {id(one.item): one for one in olds}
        self.news = {id(one.item): one for one in news}

    def take(self, by: MatchedBy, find: Callable[[list[_Traits], list[_Traits]], _Twos]) -> None:
        """Pair what `find` finds among the items that are left."""
        if not self.olds or not self.news:
            return
        for old, new, alike in find(list(self.olds.values()), list(self.news.values())):
            self.pairs.append(Pair(old.item, new.item, by, alike))
            del self.olds[id(old.item)], self.news[id(new.item)]


def match(
    old: Sequence[Item],
    new: Sequence[Item],
    rule: ListRule,
    across_at: float | None = None,
    renamed: Mapping[str, str] | None = None,
) -> list[Pair]:
    """Pair the items of one list, or of several lists between which items may move if `across_at` is given.

    `renamed`: folded old name → folded new name, for lists of plain values that repeat the names of other items.
    """
    pairs = _pair_equal(old, new)
    paired_old, paired_new = {id(pair.old) for pair in pairs}, {id(pair.new) for pair in pairs}
    left = _Matching(
        pairs,
        [_traits(item, rule, renamed or {}) for item in old if id(item) not in paired_old],
        [_traits(item, rule, {}) for item in new if id(item) not in paired_new],
    )
    for number in range(max(1, len(rule.names))):
        left.take("name", lambda olds, news, key=_key(number, True): _by_key(olds, news, key))
        if across_at is not None:
            left.take("name", lambda olds, news, key=_key(number, False): _by_key(olds, news, key))
    if rule.alike_at:
        left.take("words", lambda olds, news: _by_words(olds, news, rule.alike_at, across=False))
    if across_at is not None:
        left.take("words", lambda olds, news: _by_words(olds, news, across_at, across=True))
    if rule.same_place:
        left.take("place", lambda olds, news: _by_place(olds, news, left.pairs))
    return left.pairs


def _pair_equal(old: Sequence[Item], new: Sequence[Item]) -> list[Pair]:
    waiting: dict[Hashable, list[Item]] = defaultdict(list)
    for item in reversed(old):
        waiting[item.list_name, canonical_json(item.value)].append(item)
    return [
        Pair(same.pop(), item, "equal")
        for item in new
        if (same := waiting.get((item.list_name, canonical_json(item.value))))
    ]


def _traits(item: Item, rule: ListRule, renamed: Mapping[str, str]) -> _Traits:
    value = item.value
    if isinstance(value, dict):
        texts = [_text(value.get(field)) for field in rule.alike] if rule.alike else _texts(value)
        return _Traits(
            item,
            tuple(_name(value, fields) for fields in rule.names),
            plain_words(" ".join(texts)),
            tuple(fold(_text(value.get(field))) for field in rule.agree),
        )
    text = value if isinstance(value, str) else ""
    name = fold(text) or None
    return _Traits(item, (renamed.get(name, name) if name else None,), plain_words(text), ())


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    return [leaf for _, leaf in walk_leaves(value) if isinstance(leaf, str)]


def _name(value: dict[str, Any], fields: Sequence[str]) -> tuple[str, ...] | None:
    name = tuple(fold(_text(value.get(field))) for field in fields)
    return name if all(name) else None


def _key(number: int, within: bool) -> _Key:
    def key(one: _Traits) -> Hashable:
        name = one.names[number] if number < len(one.names) else None
        return (one.item.list_name, name) if within and name is not None else name

    return key


def _by_key(olds: list[_Traits], news: list[_Traits], key: _Key) -> _Twos:
    waiting_old, waiting_new = _buckets(olds, key), _buckets(news, key)
    found: _Twos = []
    for name, some in waiting_old.items():
        others = waiting_new.get(name, [])
        if len(some) == len(others):
            found += [(one, other, None) for one, other in zip(some, others, strict=True)]
        elif others:
            found += [(one, other, None) for one, other, _ in _most_alike(some, others, _whole_likeness, 0)]
    return found


def _buckets(traits: list[_Traits], key: _Key) -> dict[Hashable, list[_Traits]]:
    buckets: dict[Hashable, list[_Traits]] = defaultdict(list)
    for one in traits:
        name = key(one)
        if name is not None:
            buckets[name].append(one)
    return buckets


def _by_words(olds: list[_Traits], news: list[_Traits], at_least: float, across: bool) -> _Twos:
    def likeness(one: _Traits, other: _Traits) -> float:
        if (one.item.list_name != other.item.list_name) != across or one.agree != other.agree:
            return 0.0
        return similarity(one.words, other.words)

    return _most_alike(olds, news, likeness, at_least)


def _whole_likeness(one: _Traits, other: _Traits) -> float:
    return similarity(
        plain_words(" ".join(_texts(one.item.value))), plain_words(" ".join(_texts(other.item.value)))
    )


def _most_alike(
    olds: list[_Traits],
    news: list[_Traits],
    likeness: Callable[[_Traits, _Traits], float],
    at_least: float,
) -> _Twos:
    """The most alike first, each item once; of equally alike ones, those earlier in their lists."""
    scored = [
        (-likeness(olds[i], news[j]), abs(i - j), i, j) for i, j in _candidates(len(olds), len(news))
    ]
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    found: _Twos = []
    for score, _, i, j in sorted(scored):
        if -score < at_least:
            break
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            found.append((olds[i], news[j], -score))
    return found


def _candidates(olds: int, news: int) -> Iterable[tuple[int, int]]:
    """All pairs of positions, or, of long lists, those in about the same place, so that the work stays linear."""
    if olds * news <= COMPARISONS:
        return product(range(olds), range(news))
    reach = max(1, COMPARISONS // (2 * olds))
    middles = ((i, i * news // olds) for i in range(olds))
    return ((i, j) for i, middle in middles for j in range(max(0, middle - reach), min(news, middle + reach + 1)))


def _by_place(olds: list[_Traits], news: list[_Traits], pairs: list[Pair]) -> _Twos:
    stayed = [pair for pair in pairs if not pair.moved]
    waiting: dict[Hashable, list[_Traits]] = defaultdict(list)
    places = _places(((pair.old, pair.old.position) for pair in stayed), olds)
    for one, place in zip(reversed(olds), reversed(places), strict=True):
        waiting[place].append(one)
    places = _places(((pair.new, pair.old.position) for pair in stayed), news)
    return [
        (waiting[place].pop(), one, None)
        for one, place in zip(news, places, strict=True)
        if waiting.get(place)
    ]


def _places(paired: Iterable[tuple[Item, int]], left: list[_Traits]) -> list[Hashable]:
    """For each item left: its list and which paired item it follows, by that one's position in the older list."""
    followed: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for item, old_position in paired:
        followed[item.list_name].append((item.position, old_position))
    for some in followed.values():
        some.sort()

    def place(item: Item) -> Hashable:
        some = followed[item.list_name]
        before = bisect_left(some, (item.position, -1))
        return item.list_name, some[before - 1][1] if before else None

    return [place(one.item) for one in left]
