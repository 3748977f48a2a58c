"""What a short text is about, how alike two are, and which words tell them apart."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from rapidfuzz.distance import LCSseq
from rapidfuzz.utils import default_process

from harvester.compare.plan import Words
from harvester.derive.markup import unescape

JUDGED_CHARACTERS = 300
"""As much of a text as its likeness is judged by."""
REMEMBERED = 30_000
"""Texts whose gist is kept at hand."""
_KEPT_CHARACTERS = 1500
"""Longer ones are read each time."""
MARKED_WORDS = 400
"""Longer texts are shown without marks: nobody reads them, and marking them takes time."""

_FIGURE = re.compile(r"\d")
_BRACKETED = re.compile(r"\(\s*([^\W\d_]{2,8})\s*\)")
_SIGN_WORDS = {
    **dict.fromkeys(("≤", "<=", "=<"), "atmost"),
    **dict.fromkeys(("≥", ">=", "=>"), "atleast"),
    "<": "below",
    ">": "above",
    "%": "percent",
    "+": "plus",
    "-": "minus",
    "−": "minus",
}
# A hyphen is a sign only behind a word, as in "HER2-", or in brackets of its own; else it joins or lists.
_BEHIND = r"{0}(?:(?<=\w{0})(?!\w|\s*\d)|(?<=\({0})(?=\)))"
_SIGN = re.compile(
    "|".join(
        _BEHIND.format(sign) if word == "minus" else re.escape(sign) for sign, word in _SIGN_WORDS.items()
    )
)
_PIECE = re.compile(r"\w+|[^\w\s]+")
# "at 12 months", "day 28", "5-year": when something is measured, not what.
_TIME = re.compile(
    r"(?:(?:at|after|within|from|by|to|on|over|through|until|up to)\s+)?"
    r"(?:\b(?:day|week|month|year|visit)s?\s?\d+\b|\b\d+[\s-]?(?:day|week|month|year)s?\b|\b[dwmy]\d{1,3}\b)"
)


def without_abbreviations(text: str) -> str:
    """'Complete Response (CR)' → 'Complete Response ': abbreviations in brackets of the words before them gone."""
    if "(" not in text:
        return text
    pieces: list[str] = []
    done = 0
    for bracket in _BRACKETED.finditer(text):
        initials = "".join(word[0] for word in words_of(text[: bracket.start()])[-10:])
        if _in_order(bracket[1].casefold().removesuffix("s"), initials):
            pieces.append(text[done : bracket.start()])
            done = bracket.end()
    return "".join([*pieces, text[done:]])


def _in_order(letters: str, initials: str) -> bool:
    left = iter(initials)
    return all(letter in left for letter in letters)


def fold(text: str) -> str:
    """Letter case, white space, Markdown escapes and punctuation gone but signs: what `same` wordings share."""
    return " ".join(words_of(text))


def words_of(text: str) -> list[str]:
    """The words and figures of a text in lower case; < > ≤ ≥ are words too, or 'age > 18' would be 'age < 18', and so
    are the + and - of 'HER2+' and 'HER2-', and % which '10 %' would be '10' without."""
    return default_process(_SIGN.sub(lambda sign: f" {_SIGN_WORDS[sign[0]]} ", unescape(text))).split()


class Gist(NamedTuple):
    """What a text says: its words that carry meaning, in order and sorted, its figures, its side of each opposition."""

    folded: str
    ordered: str
    sorted: str
    figures: tuple[str, ...]
    sides: Mapping[int, set[str]]
    """By opposition: the words of it that the text uses."""

    def excludes(self, other: "Gist") -> bool:
        """Whether the two say opposite things: systolic, diastolic."""
        return any(
            self.sides[group] != other.sides[group] for group in self.sides.keys() & other.sides.keys()
        )


class Reader:
    """Reads the gist of texts by a list of words; `timeless` leaves out when something is measured."""

    def __init__(self, words: Words, *, timeless: bool) -> None:
        self._weak = words.weak
        self._opposed: dict[str, list[int]] = {}
        for number, sides in enumerate(words.opposite):
            for word in sides:
                self._opposed.setdefault(word, []).append(number)
        self._timeless = timeless
        self._known: dict[str, Gist] = {}
        self._phrases: dict[str, list[tuple[list[str], str]]] = {}
        for group in words.same:
            for phrase in group[1:]:
                first, *rest = phrase.split()
                self._phrases.setdefault(first, []).append((rest, group[0]))
        for found in self._phrases.values():
            found.sort(key=lambda phrase: -len(phrase[0]))

    def gist(self, text: str) -> Gist:
        """The gist of one text, remembered: the same records are compared again and again.

        Of a text of weak words alone, all of them tell; of a long one, its beginning.
        """
        known = self._known.get(text)
        if known is None:
            known = self._read(text)
            if len(text) <= _KEPT_CHARACTERS:
                if len(self._known) >= REMEMBERED:
                    self._known.clear()
                self._known[text] = known
        return known

    def _with_one_spelling(self, words: list[str]) -> list[str]:
        """Phrases that mean one thing replaced by the one that stands for them, the longest first."""
        if self._phrases.keys().isdisjoint(words):
            return words
        found: list[str] = []
        place = 0
        while place < len(words):
            word, step = words[place], 1
            for rest, canonical in self._phrases.get(word, ()):
                if words[place + 1 : place + 1 + len(rest)] == rest:
                    word, step = canonical, 1 + len(rest)
                    break
            found.append(word)
            place += step
        return found

    def _read(self, text: str) -> Gist:
        judged = text[:JUDGED_CHARACTERS]
        words = words_of(judged)
        folded = " ".join(words) if judged == text else fold(text)
        if "(" in judged:
            words = words_of(without_abbreviations(judged))
        words = self._with_one_spelling(list(map(_singular, words)))
        if self._timeless:
            words = _TIME.sub(" ", " ".join(words)).split()
        telling = [word for word in dict.fromkeys(words) if word not in self._weak] or words
        ordered = " ".join(telling)
        return Gist(
            folded=folded,
            ordered=ordered,
            sorted=" ".join(sorted(telling)),
            figures=tuple(sorted(filter(_FIGURE.search, telling))) if _FIGURE.search(ordered) else (),
            sides={} if self._opposed.keys().isdisjoint(words) else self._sides(words),
        )

    def _sides(self, words: list[str]) -> Mapping[int, set[str]]:
        sides: dict[int, set[str]] = {}
        for word in self._opposed.keys() & words:
            for group in self._opposed[word]:
                sides.setdefault(group, set()).add(word)
        return sides


@lru_cache(maxsize=20_000)
def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 2 and word.endswith("s") and word[-2] not in "suia" else word


Mark = Literal["same", "here", "there"]


def mark_words(text: str, reference: str) -> list[tuple[Mark, str]]:
    """`text` in pieces that stand in `reference` too (same), only here (here), or only in the reference (there).

    Pieces of `same` and `here` put together are `text`, white space included; what is only there comes before what
    stands in its place here. A text that is too long is one `same`.
    """
    mine, theirs = _spans(text), _spans(reference)
    if len(mine) > MARKED_WORDS or len(theirs) > MARKED_WORDS:
        return [("same", text)]
    one = [text[start:end].casefold() for start, end in mine]
    other = [reference[start:end].casefold() for start, end in theirs]
    pieces: list[tuple[Mark, str]] = []
    done = 0
    for step in LCSseq.opcodes(other, one):
        if step.src_end > step.src_start and step.tag != "equal":
            gone = reference[theirs[step.src_start][0] : theirs[step.src_end - 1][1]]
            pieces.insert(len(pieces) - bool(pieces and pieces[-1][0] == "here"), ("there", gone))
        if step.dest_end > step.dest_start:
            end = len(text) if step.dest_end == len(mine) else mine[step.dest_end][0]
            pieces.append(("same" if step.tag == "equal" else "here", text[done:end]))
            done = end
    if done < len(text):
        pieces.append(("same", text[done:]))
    return pieces


def _spans(text: str) -> Sequence[tuple[int, int]]:
    return [found.span() for found in _PIECE.finditer(text)]
