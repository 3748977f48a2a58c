"""Texts compared as a reader would: what only the writing tells apart, and how alike two wordings are."""

import html
import re
import unicodedata

from rapidfuzz import fuzz

SIMILARITY_CHARACTERS = 300
"""As much of a text as its likeness is judged by: names, not essays."""

_MARKDOWN_ESCAPE = re.compile(r"\\([^\w\s])")
_LIST_MARKER = re.compile(r"^\s*(?:[*•·▪+‐-―-]|\(?(?:\d{1,2}|[a-z])[.)])\s+", re.MULTILINE | re.IGNORECASE)
_SUPERSCRIPTS = re.compile(r"[⁰¹²³⁴-⁹]+")
_SPELLINGS = str.maketrans(
    {"≤": "<=", "≥": ">=", "≦": "<=", "≧": ">=", "×": "x", "&": " and ", "−": "-"}
    | {dash: "-" for dash in "‐‑‒–—―"}
)
_TOKEN = re.compile(
    r"""(?<![\w.])\.\d+                 # .5, which is not 5
      | \d+(?:[.,:]\d+)*                # 1.5, 1:2, 1,000
      | [^\W\d_]+
      | (?<=\d)\s*-\s*(?=\d)            # 5-10
      | (?<=\w)-(?=[^\w\s-]|\s+\w|\s*$) # CD34-
      | (?<![\w-])-(?=\.?\d)            # -5
      | (?<=\d)\*(?=\d)                 # 10*6
      | [<>=%+±^/~°$€£]
    """,
    re.VERBOSE,
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """What a text says: two texts with the same fold differ in wording only.

    Case, white space, punctuation, quotes, dashes, list markers, Markdown escapes and HTML entities are gone;
    numbers, their signs and separators, comparisons and units stay, so that 1.5 is not 15 nor CD34+ CD34-.
    """
    text = _MARKDOWN_ESCAPE.sub(r"\1", _LIST_MARKER.sub("", html.unescape(text)))
    text = _SUPERSCRIPTS.sub(lambda found: "^" + unicodedata.normalize("NFKC", found[0]), text)
    text = unicodedata.normalize("NFKC", text.translate(_SPELLINGS)).casefold()
    pieces: list[str] = []
    after_number = False
    for token in _TOKEN.findall(text):
        is_number = token[-1].isdigit()
        if is_number and after_number:
            pieces.append(" ")
        pieces.append(token.replace(",", "") if _THOUSANDS.fullmatch(token) else token.strip())
        after_number = is_number
    return "".join(pieces)


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
        fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other), 0.85 * fuzz.token_set_ratio(one, other)
    )
