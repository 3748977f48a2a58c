"""Texts compared as a reader would: what only the writing tells apart, and how alike two wordings are."""

import html
import re
import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz

SIMILARITY_CHARACTERS = 300
"""As much of a text as its likeness is judged by: names, not essays."""

NAME_CHARACTERS = 200
"""Texts up to this length are mostly names, met again in the other version and in other lists: folded once."""

# Each pattern starts with a plain character or set, which is what keeps the search for it fast.
_MARKDOWN_ESCAPE = re.compile(r"\\([^\w\s])")
_BULLET = re.compile(r"\n[^\S\n]*[*•·▪+‐-―-](?=[^\S\n])")
_NUMBERING = re.compile(r"\n[^\S\n]*\(?(?:\d{1,2}|[a-zA-Z])[.)](?=[^\S\n])")
_SUPERSCRIPTS = re.compile(r"[⁰¹²³⁴-⁹]+")
_SPELLINGS = {"≤": "<=", "≥": ">=", "≦": "<=", "≧": ">=", "×": "x", "−": "-"} | dict.fromkeys("‐‑‒–—―", "-")
_SPELLED_OTHERWISE = re.compile(f"[{''.join(_SPELLINGS)}]")
_KEPT = "<>=%+^/~$.,:*-"
_PUNCTUATION = {ord(mark): " " for mark in map(chr, range(128)) if not mark.isalnum() and mark not in _KEPT}
_OTHER_MARKS = re.compile(r"[^\x00-\x7f](?<![\w°±€£])")
_RANGE = re.compile(r"- (?=\d)(?:(?<=\d- )|(?<=\d - ))")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))(?<=\d,)")
_NOISE = re.compile(
    r"""[.,:*-](?:
        (?<=[.,:])(?!\d) | (?<=[,:])(?<!\d.) | (?<=[^\W\d]\.)                # stays: 1.5, 1:2, .5
      | (?<=\*)(?:(?<!\d.) | (?!\d))                                         # stays: 10*6
      | (?<=[^\W\d]-)(?=\w) | (?<=\d-)(?=[^\W\d]) | (?<=-)(?<!\w.)(?!\.?\d)  # stays: 5-10, -5, CD34-
    )""",
    re.VERBOSE,
)
_NUMBERS_APART = re.compile(r"\d (?=\d)")
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """What a text says: two texts with the same fold differ in wording only.

    Case, white space, punctuation, quotes, dashes, bullets, Markdown escapes and HTML entities are gone, and the
    numbering of lists, but not of a single line, since '1) low dose' and '2) low dose' may be two arms;
    numbers, their signs and separators, comparisons and units stay, so that 1.5 is not 15 nor CD34+ CD34-.
    """
    return _fold_name(text) if len(text) <= NAME_CHARACTERS else _fold(text)


def _fold(text: str) -> str:
    if "\\" in text or "&" in text:
        text = html.unescape(_MARKDOWN_ESCAPE.sub(r"\1", text)).replace("&", " and ")
    text = _BULLET.sub(" ", f"\n{text.strip()}")
    if "\n" in text[1:]:
        text = _NUMBERING.sub(" ", text)
    if not text.isascii():
        text = _SUPERSCRIPTS.sub(lambda found: "^" + unicodedata.normalize("NFKC", found[0]), text)
        text = _SPELLED_OTHERWISE.sub(lambda found: _SPELLINGS[found[0]], text)
        text = _OTHER_MARKS.sub(" ", unicodedata.normalize("NFKC", text))
    text = " ".join(text.translate(_PUNCTUATION).casefold().split())
    text = _THOUSANDS.sub("", _RANGE.sub("-", text))
    text = " ".join(_NOISE.sub(" ", text).split())
    return _NUMBERS_APART.sub(lambda found: f"{found[0][0]};", text).replace(" ", "")


_fold_name = lru_cache(maxsize=4096)(_fold)


def plain_words(text: str) -> str:
    """The words of a text in lower case, one space between them, cut where likeness stops being judged."""
    return " ".join(_WORD.findall(text[:SIMILARITY_CHARACTERS].casefold()))


def similarity(one: str, other: str) -> float:
    """How alike two texts from `plain_words` are, in percent.

    Letters in order, the same words in another order, or, at a discount, words that the longer one adds.
    """
    if not one or not other:
        return 0.0
    return max(
        fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other), 0.9 * fuzz.token_set_ratio(one, other)
    )
