"""Whether two wordings speak of one thing, by the words that carry meaning, as the comparison weighs them."""

from collections.abc import Collection, Iterable
from functools import cache

from harvester.compare.plan import load_plan
from harvester.compare.wording import Reader, words_of

_STEM = 5
"""Longer words that begin alike up to the last few letters are one: neurologic, neurological."""
_ENDING = 3
_INITIALS = 5


@cache
def _reader() -> Reader:
    return Reader(load_plan().words, timeless=True)


@cache
def _weak() -> frozenset[str]:
    return load_plan().words.weak


def telling_words(text: str) -> frozenset[str]:
    """The words of a text that tell what it is about; none where it has only words that could stand anywhere."""
    return frozenset(_reader().gist(text).ordered.split()) - _weak()


def every_word(texts: Iterable[str]) -> set[str]:
    """Every word of the texts, and the initials of what stands side by side, as which they may be written elsewhere."""
    words: set[str] = set()
    for text in texts:
        plain = words_of(text)
        words.update(plain, telling_words(text))
        initials = "".join(word[0] for word in plain)
        words.update(
            initials[start : start + length]
            for length in range(2, _INITIALS + 1)
            for start in range(len(initials) - length + 1)
        )
    return words


def share(words: Collection[str], others: Collection[str]) -> float:
    """How many of the words stand among the others, in another form perhaps, from 0 to 1."""
    return sum(_stands_in(word, others) for word in words) / len(words) if words else 0.0


def _stands_in(word: str, others: Collection[str]) -> bool:
    return word in others or f"{word}s" in others or any(_alike(word, other) for other in others)


def opposed(one: str, other: str) -> bool:
    """Whether two texts name opposite things: systolic, diastolic."""
    return _reader().gist(one).excludes(_reader().gist(other))


def _alike(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    alike = max(_STEM, shorter - _ENDING)
    return shorter > _STEM and one[:alike] == other[:alike]
