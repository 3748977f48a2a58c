"""A curator's spellings as regexes over a passage's view."""

import re


def pattern_of(spelling: str) -> str:
    """'intra ven*' → a regex in which a blank is optional and `*` any ending."""
    words = spelling.lower().replace("-", " ").split()
    return " *".join(re.escape(word).replace(r"\*", r"[a-z]*") for word in words)


def any_of(spellings: list[str] | tuple[str, ...]) -> re.Pattern[str]:
    """One regex for whole words, any of the spellings, over a view."""
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(pattern_of, longest_first(spellings)))})(?![a-z0-9])")


def plain_words(words: set[str]) -> re.Pattern[str]:
    """One regex for any of these letters anywhere in a text, those that begin alike together, which is quick."""
    tails: dict[str, list[str]] = {}
    for word in sorted(words):
        if not any(other in word for other in words - {word}):
            tails.setdefault(word[0], []).append(re.escape(word[1:]))
    return re.compile("|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in tails.items()))


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
