"""A curator's spellings as regexes over a passage's view."""

import re
from collections.abc import Iterable


def pattern_of(spelling: str) -> str:
    """'intra ven*' → a regex in which a blank is optional and `*` any ending."""
    words = spelling.lower().replace("-", " ").split()
    return " *".join(re.escape(word).replace(r"\*", r"[a-z]*") for word in words)


def any_of(spellings: list[str] | tuple[str, ...]) -> re.Pattern[str]:
    """One regex for whole words, any of the spellings, over a view."""
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(pattern_of, longest_first(spellings)))})(?![a-z0-9])")


_RARITY = {sign: rank for rank, sign in enumerate(" etianosrlcdhpumfgybvw,.-k01x25j3zq4/6879")}
"""How seldom each sign stands in the registry's prose, the commonest first."""


def plain_words(words: set[str]) -> re.Pattern[str]:
    """One regex for any of these letters anywhere in a text.

    Each word is sought by one of its letters, "xosom" that "exosom" ends with, so that a search halts at few and rare
    letters: at as few as will do for all words.
    """
    shortest = sorted(word for word in words if not any(other in word for other in words - {word}))
    halts = set("".join(shortest))
    for sign in _RARITY:
        if all(halts.intersection(word) - {sign} for word in shortest):
            halts.discard(sign)
    tails: dict[str, list[str]] = {}
    for word in shortest:
        at = max((_rarity(word[at : at + 2]), at) for at, sign in enumerate(word) if sign in halts)[1]
        whole = f"(?<={re.escape(word)})" if at else ""
        tails.setdefault(word[at], []).append(re.escape(word[at + 1 :]) + whole)
    return re.compile(
        "|".join(f"{re.escape(sign)}(?:{'|'.join(tails[sign])})" for sign in commonest_first(tails))
    )


def cased_words(words: Iterable[str]) -> re.Pattern[str]:
    """One regex for whole words in their own case; each begins with its own letter, which a search finds quickly."""
    return re.compile(
        "|".join(rf"{word}(?<![A-Za-z0-9]{word})(?![A-Za-z0-9])" for word in map(re.escape, words))
    )


def commonest_first(signs: Iterable[str]) -> list[str]:
    """The signs in the order in which a regex should try them."""
    return sorted(signs, key=_rarity)


def _rarity(signs: str) -> int:
    """How seldom these signs stand in prose; one that has none behind it says too little to be rare."""
    return sum(_RARITY.get(sign, len(_RARITY)) for sign in signs)


def longest_first(spellings: list[str] | tuple[str, ...]) -> list[str]:
    """The longest first, so that a regex prefers it."""
    return sorted(spellings, key=lambda spelling: (-len(spelling), spelling))


def after(spellings: tuple[str, ...]) -> re.Pattern[str] | None:
    """A regex for any of the words directly after a place; None for no words."""
    if not spellings:
        return None
    return re.compile(rf"[ ,'()]*(?:{'|'.join(map(pattern_of, longest_first(spellings)))})(?![a-z0-9])")


def before(spellings: tuple[str, ...]) -> re.Pattern[str] | None:
    """A regex for any of the words at the very end of a text; None for no words."""
    if not spellings:
        return None
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(pattern_of, longest_first(spellings)))})[ ,/(]*$")


def letters(pattern: str) -> int:
    """How much of a spelling is written out, its wildcards not counted."""
    return len(pattern.replace("[a-z]*", "").replace(" *", " "))
