"""A time frame's pieces: numbers with their values, units, labels, joints. Places are those of the text."""

import re
from typing import NamedTuple

from harvester.derive.times.words import (
    CONNECTING,
    JOINTS,
    LABELS,
    LETTERS_AFTER,
    LETTERS_BEFORE,
    NUMBER_WORDS,
    ORDINAL_WORDS,
    TENS,
    UNITS,
    WEAK_LABELS,
    near_unit,
)


class Token(NamedTuple):
    """A piece of the text; `kind` is number, unit, label, weak label, joint, code, word, or the sign itself."""

    kind: str
    text: str
    start: int
    end: int
    value: float = 0.0
    exact: bool = True  # digits; a number word or an ordinal means nothing without a unit


# One character for one, so that places stay; Markdown's backslashes and quotes turn into spaces.
_PLAIN = str.maketrans(
    {
        "，": ",",
        "、": ";",
        "\n": ";",
        "|": ";",
        "；": ";",
        "：": ":",
        "（": "(",
        "［": "(",
        "[": "(",
        "）": ")",
        "］": ")",
        "]": ")",
    }
    | dict.fromkeys("～∼˜", "~")
    | dict.fromkeys("–—‐‑−－", "-")
    | dict.fromkeys("\\#\"'’‘“”`´*≥≤><≈\t\r\xa0", " ")
    | {chr(0xFF10 + digit): str(digit) for digit in range(10)}
)
_DECIMAL_COMMA = re.compile(
    r"(?<![\d,])(?<!\d[,;/] )(?:0,(?:5|25|75)(?=\s*[a-z])|\d+,5(?=\s?-?\s?(?:hour|week|month|year)))(?!\s*,)"
)
_PIECE = re.compile(
    r"(?P<word>[a-z\u00b5\u00df-\u00f6\u00f8-\u024f]+)"
    r"|(?P<number>[1-9],\d{3}(?=\s*-?\s*(?:day|hour|min))|1/2(?=\s*-?\s*[hdy])"
    r"|\d+(?:(?<!\.\d)(?<!\.\d\d)\.\d+(?!\.\d))?|½)"
    r"(?P<ordinal>\s?\.?\s?(?:st|nd|rd|th)\b)?"
    r"|(?P<sign>[^\s\w]|_)|(?P<foreign>[^\W\d_]+)"
)
_LONG_UNIT = re.compile(r"[\s-]*(?:day|week|wk|month|year|yr|hour|hr|min)[a-z]*(?!\s*\d)")
# What a word of two letters or more is wherever it stands: kind, text, value, exact.
_KNOWN = (
    {word: ("word", word, 0.0, True) for word in CONNECTING if len(word) > 1}
    | {word: ("label", word, 0.0, True) for word in LABELS if len(word) > 1}
    | {word: ("weak label", word, 0.0, True) for word in WEAK_LABELS}
    | {word: ("joint", word, 0.0, True) for word in JOINTS if word.isalpha()}
    | {word: ("number", word, value, False) for word, value in ORDINAL_WORDS.items() if word != "second"}
    | {word: ("unit", unit, 0.0, True) for word, unit in UNITS.items()}
)
_LONGEST = 9  # characters of a number; a longer one is no time
_HALVES = ("½", "1/2")
_DAY_ZERO = re.compile(r"\bd(?:ay )?[01]\b")


def plain(text: str) -> str:
    """Lower case, one spelling for each sign; every character stays at its place."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    low = low.translate(_PLAIN)
    if ",5" in low or "0," in low:
        low = _DECIMAL_COMMA.sub(lambda found: found[0].replace(",", "."), low)
    return low


def tokenise(low: str) -> list[Token]:
    """The tokens of a text that `plain` has prepared."""
    tokens: list[Token] = []
    for piece in _PIECE.finditer(low):
        start, end = piece.span()
        group = piece.lastgroup
        if group == "word" or group == "foreign":
            word = piece[0]
            known = _KNOWN.get(word)
            if known is not None:
                kind, text, value, exact = known
                tokens.append(Token(kind, text, start, end, value, exact))
            else:
                _add_word(tokens, low, word, start, end)
        elif group == "sign":
            sign = piece[0]
            tokens.append(Token("joint" if sign in JOINTS else sign, sign, start, end, 0.0, True))
        else:
            digits = piece["number"]
            last = tokens[-1] if tokens else None
            if last and digits in _HALVES and last.kind == "number" and start - last.end <= 1:
                tokens[-1] = last._replace(end=end, value=last.value + 0.5)
            elif last and (last.end == start or last.text == "-"):
                _add_number(tokens, low, digits, start, end, exact=group == "number")
            else:
                _add_free_number(tokens, digits, start, end, exact=group == "number")
    return tokens


def _add_free_number(tokens: list[Token], digits: str, start: int, end: int, *, exact: bool) -> None:
    """Adds a number that nothing stands against."""
    if len(digits) > _LONGEST:
        tokens.append(Token("code", digits, start, end))
    else:
        value = 0.5 if digits in _HALVES else float(digits.replace(",", ""))
        tokens.append(Token("number", digits, start, end, value, exact))


def _add_number(tokens: list[Token], low: str, digits: str, start: int, end: int, *, exact: bool) -> None:
    """Adds a number against the token before it: a code ("CD4"), below zero ("-7"), or with a half ("1½")."""
    previous = tokens[-1]
    if previous.text == "hour" and _are_minutes(tokens, low, digits, start, end):
        tokens[-2] = tokens[-2]._replace(value=tokens[-2].value + float(digits) / 60)
        tokens[-1] = previous._replace(end=end)
        return
    below_zero = previous.text == "-" and len(tokens) > 1 and tokens[-2].text == "("
    if not below_zero and previous.end == start:
        if previous.kind == "word" and previous.text not in CONNECTING:
            tokens.append(Token("code", digits, start, end))
            return
        if previous.text == "-" and _is_part_of_code(tokens) and not _LONG_UNIT.match(low, end):
            tokens.append(Token("code", digits, start, end))
            return
        below_zero = previous.text == "-" and _is_minus(tokens, low)
    if below_zero:
        tokens.pop()
    _add_free_number(tokens, digits, start, end, exact=exact)
    if below_zero and tokens[-1].kind == "number":
        tokens[-1] = tokens[-1]._replace(start=previous.start, value=-tokens[-1].value)


def _are_minutes(tokens: list[Token], low: str, digits: str, start: int, end: int) -> bool:
    """Whether two digits right behind an hour are its minutes: "1h30"."""
    hour = tokens[-1]
    counted = len(tokens) > 1 and tokens[-2].kind == "number" and tokens[-2].end == hour.start
    return counted and hour.end == start and len(digits) == 2 and not low[end : end + 1].isalpha()


def _is_part_of_code(tokens: list[Token]) -> bool:
    """Whether the word before a hyphen makes a name with the number after it: "SF-36", but not "post-3"."""
    before = tokens[-2] if len(tokens) > 1 else None
    return bool(
        before and before.end == tokens[-1].start and before.kind == "word" and before.text not in CONNECTING
    )


def _is_minus(tokens: list[Token], low: str) -> bool:
    """Whether the hyphen at the end of `tokens`, a digit following, is a sign: "week -6", "(-2", but not "1 -28"."""
    if len(tokens) == 1:
        return True
    before, hyphen = tokens[-2:]
    if before.kind == "unit":
        if len(tokens) > 2 and tokens[-3].kind == "number":
            return False
        if before.text == "day" and before.end == hyphen.start:
            return bool(_DAY_ZERO.search(low))
        return before.end < hyphen.start
    if before.kind in ("number", ")", "label", "weak label") or before.text in ("-", "baseline"):
        return False
    return before.end < hyphen.start or before.text in "(~,;/"


def _add_word(tokens: list[Token], low: str, word: str, start: int, end: int) -> None:
    previous = tokens[-1] if tokens else None
    after_number = previous is not None and previous.kind == "number"
    if len(word) == 1:
        tokens.append(_letter(low, word, start, end, previous))
    elif word in NUMBER_WORDS:
        _add_number_word(tokens, word, start, end)
    elif word == "second":
        tokens.append(
            Token("unit", word, start, end) if after_number else Token("number", word, start, end, 2.0, False)
        )
    else:
        beside_number = after_number or low[end : end + 1].isdigit() or low[end + 1 : end + 2].isdigit()
        if not beside_number and previous is not None and previous.kind == "word":
            return  # the first word after a number and the last before one are all that is looked at
        unit = near_unit(word) if beside_number else None
        tokens.append(Token("unit" if unit else "word", unit or word, start, end))


def _letter(low: str, letter: str, start: int, end: int, previous: Token | None) -> Token:
    """A single letter: unit of the number right before it ("6m", "24 h") or after it ("D28", "D+7"), or a label."""
    following = low[end : end + 2]
    leads = following[:1].isdigit() or (following[:1] in ("+", "-") and following[1:].isdigit())
    if previous and previous.kind == "number" and letter in LETTERS_AFTER and start - previous.end <= 1:
        if low[previous.start - 1 : previous.start] == "t" and previous.start > 0:
            return Token("word", letter, start, end)  # "T790M"
        if not leads or start == previous.end:
            return Token("unit", LETTERS_AFTER[letter], start, end)
    if leads and letter in LETTERS_BEFORE:
        return Token("unit", LETTERS_BEFORE[letter], start, end)
    if leads and letter in LABELS:
        return Token("label", letter, start, end)
    return Token("joint" if letter in ("y", "a", "e") else "word", letter, start, end)


def _add_number_word(tokens: list[Token], word: str, start: int, end: int) -> None:
    """Adds a number word, made one with those before it: "twenty-four", "one hundred and eighty"."""
    value = NUMBER_WORDS[word]
    if word == "half" and _add_half(tokens, end):
        return
    if word == "hundred":
        if tokens and (tokens[-1].text == "a" or (tokens[-1].kind == "number" and tokens[-1].value < 10)):
            count = tokens.pop()
            start, value = count.start, value * (count.value or 1.0)
    elif word != "half":
        for joints in (0, 1):
            if _goes_on(tokens[-1 - joints :], value):
                before = tokens[-1 - joints]
                del tokens[-1 - joints :]
                start, value = before.start, before.value + value
                break
    tokens.append(Token("number", word, start, end, value, False))


def _goes_on(before: list[Token], value: float) -> bool:
    """Whether `value` is the rest of the number that the tokens begin with: "twenty" or "hundred and"."""
    if not before or len(before) > 2:
        return False
    joint = before[1].text if len(before) == 2 else ""
    if before[0].text == "hundred":
        return joint in ("", "and", "-")
    return before[0].text in TENS and value < 10 and joint in ("", "-")


def _add_half(tokens: list[Token], end: int) -> bool:
    """Whether "half" ends "two and a half" or "a year and a half", whose count it then adds to."""
    if [token.text for token in tokens[-2:]] != ["and", "a"]:
        return False
    at = len(tokens) - 3
    unit = tokens[at] if at > 0 and tokens[at].kind == "unit" else None
    count = tokens[at - 1 if unit else at] if at >= 0 else None
    if not count or not (count.kind == "number" or (unit and count.text in ("a", "one"))):
        return False
    del tokens[-2:]
    half = count._replace(kind="number", value=(count.value or 1.0) + 0.5, end=count.end if unit else end)
    tokens[at - 1 if unit else at] = half
    if unit:
        tokens[at] = unit._replace(end=end)
    return True
