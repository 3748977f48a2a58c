"""One large number as people type it: 2 x 10^6, 10E6, 2 x 106 (lost superscript), 1.10^6, 60millions, 1,000,000.

The text is a passage's `folded` form: lower case, every multiplication sign an `x`, every dash a `-`, same length.
Each form is tried where a run of digits begins, every repetition is bounded: reading takes time linear in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

NUMBER = r"(?:\d{1,3}(?:[,.' ]\d{3}){1,4}(?!\d|[.,]\d)|\d{1,18}(?!\d)(?:[.,]\d{1,6}(?!\d)|·\d{1,3}(?= ?x))?|\.\d{1,3}(?!\d))"
"""A number as written: thousands in groups, a decimal point or comma."""

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SIGNS = r"[x*·•∙⋅●]"
_SPELLED = {
    "four": 4, "fourth": 4, "five": 5, "fifth": 5, "six": 6, "sixth": 6, "sxth": 6, "seven": 7, "seventh": 7, "eight": 8,
    "eighth": 8, "nine": 9, "ninth": 9, "ten": 10, "tenth": 10,
}  # fmt: skip
_TEN = (
    r"10(?: ?\\?(?:\^|\*\*|~(?!\d\d? ?[x*] ?10)|'|\"|exp|ee|e|\*|/(?= ?[5-9]\b)|x(?=[5-9] cells?\b)) ?[({]?\^? ?\+?0?(?P<e>\d{1,2})(?!\d| ?log)[)}^]?"
    r"| ?[(\[]\^? ?(?P<p>\d{1,2}) ?[)\]]| ?\^?(?P<s>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})|<sup>(?P<h>\d{1,2})</sup>"
    r"| (?:(?:to|raised to|elevated to) (?:the )?)?(?:power (?:of )?(?P<w>\d{1,2}|[a-z]{3,7})\b"
    r"|(?P<o>\d{1,2}(?:th)?|[a-z]{3,7}) power\b)| to the (?P<t>\d{1,2}th|s?i?xth|seventh|eighth|ninth)\b"
    rf"|(?P<l> ?-?\d{{1,2}})(?![\d:%]|\.\d|,\d(?!\d{{0,2}}(?:[.,]\d{{1,3}})? ?{_SIGNS} ?10)))"
)
_POWER = re.compile(
    rf"(?:(?P<c>{NUMBER})(?: ?(?:±|\+/-) ?{NUMBER})?(?P<m> ?{_SIGNS} ?| times | ?\. ?| ))?{_TEN}"
)
_E = re.compile(rf"(?P<c>{NUMBER}) ?e ?\+?0?(?P<e>\d{{1,2}})(?!\d|[.,]\d)")
_TIMES = re.compile(
    rf"(?P<c>\d{{1,4}}(?:[.,]\d{{1,3}})?) ?(?:{_SIGNS}|times) ?(?P<n>10{{0,2}}(?:[,. ]000){{1,3}}|10{{3,11}})(?!\d|[.,]\d)"
)
_SCALES = (
    ("thousand", 3), ("mi", 6), ("ml", 6), ("bi", 9), ("bn", 9), ("tri", 12), ("lakh", 5), ("lac", 5),
    ("crore", 7),
)  # fmt: skip
_SCALE = (
    r"(?:thousands?|mil(?:l?i|j|lj)?ll?i?on(?:e?s)?|mill?\b\.?|mln|mio\b\.?|billions?|bn|trillions?|lakhs?|lacs?"
    r"|crores?)(?:\(s\))?(?![a-z])"
)
_SCALED = re.compile(
    rf"(?P<c>{NUMBER})[ -]?(?:\([a-z0-9]{{1,10}}\) ?)?(?P<h>hundred |thousand )?(?P<u>{_SCALE})(?: ?\(m\))?"
)
_LETTER = re.compile(
    rf"(?P<c>{NUMBER})(?: ?(?P<m>m)(?![a-z\d²³%]|/(?! ?kg))|(?P<k>k)(?= ?(?:cells?|mscs?|/ ?kg)))"
)
_GROUPS = re.compile(
    r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,3}(?:'\d{3}){1,4}|\d{1,2}(?:,\d{2}){1,3},\d{3}|\d{1,3}(?:\.\d{3}){2,4}|\d{1,3}\.000|\d{1,3}(?: \d{3}){1,4}"
    r"|\d{4,15})(?![\d:]|/ ?\d|[.,]\d| ?x ?10)"
)
_LOG = re.compile(
    r"(?P<c>\d{1,2}(?:\.\d{1,3})?)(?: ?[-~] ?(?P<d>\d{1,2}(?:\.\d{1,3})?))? ?log(?: ?10|₁₀)?(?![a-z])"
)
_HIGHER = re.compile(r" ?[-~] ?(\d)(?= ?(?:cells?\b|/ ?kg|per |[a-z-]{0,8}mscs?\b))")
"""'10^4-6 cells': a range of exponents."""
_SCALE_NEXT = re.compile(rf"[ -]?{_SCALE}")
ORDINAL = re.compile(
    r"(?<![a-z])(?:group|cohort|dose|level|arm|day|days|phase|step|week|month|part|type|visit|stage|case|no\.?|number"
    r"|grade|patient|dosage|d|weeks|months|table|protocol|aged?|\d/\d\d|covid|alpha|cd|beta|vitamin|il|factor|tier"
    r"|passage|n ?=)[ -]*#?$"
)
"""Words after which a small number counts or names something else."""
_LISTED = re.compile(r"(?<=\.\d,)\d|\d{1,3}\.\d")
_OF_CELLS = re.compile(
    r"(?: ?/ ?kg| per kg| (?:(?:of|autologous|allogeneic|human|viable|live|donor|umbilical|cord|marrow|bone) ){0,4}"
    r"[a-z-]{0,12}(?:cells?|mscs?)\b)"
)
_BARE_DECIMAL = re.compile(r"[\s(:~-]\.$|^\.$")
_RUN = re.compile(r"\d+")
_CODE = re.compile(r"(?:[a-z]|[a-z]-)$")
_CLEAR = ("power of ten", "number and scale")
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "a": 1, "an": 1,
}  # fmt: skip
_WORD = rf"(?:{'|'.join(sorted([*_WORDS, 'hundred', 'half'], key=len, reverse=True))})"
_WORDY = re.compile(
    rf"(?<![a-z])(?P<w>{_WORD}(?:[ -]{{1,2}}(?:and )?{_WORD}){{0,5}})(?: ?\(\d{{1,4}}\))?[ -]+(?P<u>{_SCALE})"
)
_SCALE_WORD = re.compile(r"[mbr]illion|thousand|lakh")


@dataclass(frozen=True, slots=True)
class Number:
    """A number at text[start:end]; a range has `high`. `power`: the power of ten that numbers to its left may share."""

    value: float
    start: int
    end: int
    rule: str
    high: float | None = None
    sure: float = 1.0
    power: int | None = None


def parse_number(text: str, before_power: bool = False) -> float:
    """'1,000,000' → 1000000, '0,7' → 0.7, '40.000' → 40000 (40 where a power of ten follows)."""
    return float(plain_digits(text, before_power))


def plain_digits(text: str, before_power: bool = False) -> str:
    """A written number with a decimal point at most: what `float` reads."""
    text = text.strip().replace("'", "").replace("·", ".")
    if before_power and re.fullmatch(r"\d+\.\d+|\d+,\d{1,2}|0,\d+|\d+,\d{4,}", text):
        return text.replace(",", ".")
    if re.fullmatch(r"\d{1,3}([,. ])\d{3}(?:\1\d{3})*|\d{1,2}(?:,\d{2})+,\d{3}", text) and text[0] != "0":
        return re.sub(r"[,. ]", "", text)
    parts = re.split(r"[,. ]", text)
    return f"{''.join(parts[:-1])}.{parts[-1]}" if len(parts) > 1 else text


def times_ten(digits: str, power: int) -> float:
    """'1.1' and 6 → 1100000.0, rounded once."""
    return float(f"{digits}e{power}")


def _power(found: re.Match[str], folded: str) -> Number | None:
    mark, digits = found["m"], found["c"]
    word = found["w"] or found["o"] or found["t"]
    written = found["e"] or found["p"] or found["s"] or found["h"] or (word and _spelled(word))
    lost = found["l"]
    if not written and not lost:
        return None
    exponent = int((written or lost.strip().lstrip("-")).translate(_SUPERSCRIPT))
    if not 2 <= exponent <= 14 or (lost and not _may_have_lost(found, exponent)):
        return None
    ten = folded[found.end("m") : found.end()] if digits else found[0]
    end = found.end() - (ten[-1] in ")}" and not re.search("[({]", ten))
    if not digits and ten.startswith(("10/", "10 /")):
        return None
    if (
        digits
        and mark == " "
        and (not written or ORDINAL.search(folded, max(0, found.start() - 14), found.start()))
    ):
        return None
    if re.match(r"10(?: ?[~*'/x\d]| ?-)", ten) and _SCALE_NEXT.match(folded, end):
        return None
    if digits and mark.strip() == "." and ("+" in ten or digits == "0"):
        digits = f"{digits}.10"
    value = times_ten(plain_digits(digits, True) if digits else "1", exponent)
    rule = "power of ten" if written else "lost superscript"
    sure = 1.0 if written else 0.9 if digits else 0.6
    higher = _HIGHER.match(folded, end) if written else None
    if higher and exponent < int(higher[1]) <= exponent + 3:
        high = times_ten(plain_digits(digits, True) if digits else "1", int(higher[1]))
        return Number(value, found.start(), higher.end(), rule, high)
    return Number(value, found.start(), end, rule, sure=sure, power=exponent)


def _may_have_lost(found: re.Match[str], exponent: int) -> bool:
    """'2 x 106', '5 x 10 8', '1.106', '106': whether digits after a ten can be a superscript that lost its place."""
    if found["c"] and found["m"].strip() != ".":
        return 3 <= exponent <= 12 and found["m"] != " "
    if found["c"]:
        return 5 <= exponent <= 9
    return 5 <= exponent <= 9 and found["l"][0] != "-" and bool(_OF_CELLS.match(found.string, found.end()))


def _spelled(word: str) -> str | None:
    number = word.removesuffix("th") if word[0].isdigit() else _SPELLED.get(word)
    return str(number) if number else None


def _scale_of(unit: str, more: str | None = None) -> int:
    power = next(power for start, power in _SCALES if unit.startswith(start))
    return power + {"hundred": 2, "thousand": 3}.get((more or "").strip(), 0)


def _e(found: re.Match[str]) -> Number | None:
    power = int(found["e"])
    if not 3 <= power <= 13:
        return None
    digits = "1" if found["c"] == "10" else plain_digits(found["c"], True)
    return Number(times_ten(digits, power), found.start(), found.end(), "E notation", power=power)


def _times(found: re.Match[str]) -> Number | None:
    digits = re.sub(r"\D", "", found["n"])
    power = len(digits) - 1
    value = times_ten(plain_digits(found["c"], True), power)
    return Number(value, found.start(), found.end(), "times a number", power=power)


def _scaled(found: re.Match[str]) -> Number | None:
    power = _scale_of(found["u"], found["h"])
    value = times_ten(plain_digits(found["c"], True), power)
    return Number(value, found.start(), found.end(), "number and scale", power=power)


def _log(found: re.Match[str]) -> Number | None:
    if "10" not in found[0][-3:] and "₁₀" not in found[0]:
        return None
    low = 10.0 ** float(found["c"])
    high = 10.0 ** float(found["d"]) if found["d"] else None
    return Number(low, found.start(), found.end(), "log10", high)


def _letter(found: re.Match[str], text: str) -> Number | None:
    if found["m"] and text[found.end() - 1] != "M":
        return None
    power = 6 if found["m"] else 3
    value = times_ten(plain_digits(found["c"], True), power)
    return Number(
        value, found.start(), found.end(), "letter for a scale", sure=0.8, power=power if found["m"] else None
    )


def _plain(found: re.Match[str]) -> Number | None:
    value = parse_number(found[0])
    return Number(value, found.start(), found.end(), "plain number", sure=0.9) if value >= 1e4 else None


def _at(folded: str, text: str, place: int) -> Number | None:
    """The number that begins here, if one does."""
    if (found := _POWER.match(folded, place)) and (number := _power(found, folded)):
        return number
    if (found := _LOG.match(folded, place)) and (number := _log(found)):
        return number
    if (found := _E.match(folded, place)) and (number := _e(found)):
        return number
    if found := _TIMES.match(folded, place):
        return _times(found)
    if found := _SCALED.match(folded, place):
        return _scaled(found)
    if (found := _LETTER.match(folded, place)) and (number := _letter(found, text)):
        return number
    if place and folded[place - 1] in ":/^":
        return None
    found = _GROUPS.match(folded, place)
    return _plain(found) if found else None


def _wordy(folded: str) -> list[Number]:
    """'one hundred million', 'two and a half million'; sought only around a scale's word."""
    numbers: list[Number] = []
    if "illion" not in folded and "thousand" not in folded and "lakh" not in folded:
        return numbers
    end = 0
    for word in _SCALE_WORD.finditer(folded):
        for found in _WORDY.finditer(folded, max(end, word.start() - 70), min(len(folded), word.end() + 6)):
            end = found.end()
            power = _scale_of(found["u"])
            value = times_ten(f"{_worth(found['w']):g}", power)
            numbers.append(Number(value, found.start(), end, "number words", power=power))
    return numbers


def _worth(words: str) -> float:
    total = 0.0
    parts = re.findall("[a-z]+", words)
    for position, word in enumerate(parts):
        if word == "half":
            total += 0.5
        elif word == "hundred":
            total = total * 100 or 100.0
        elif word in _WORDS and not (
            word in ("a", "an", "one") and "half" in parts[max(0, position - 1) : position + 2]
        ):
            total += _WORDS[word]
    return total


def single_numbers(folded: str, text: str) -> Iterator[Number]:
    """Every large number alone, left to right, none overlapping; `text` is the same text in its own case."""
    words = iter(_wordy(folded))
    wordy = next(words, None)
    end = 0
    for run in _RUN.finditer(folded):
        place = run.start()
        if place < end:
            continue
        if _BARE_DECIMAL.match(folded, place - 2 if place > 1 else 0, place):  # ' .5 x 10^6'
            place -= 1
        while wordy and wordy.start < place:
            if wordy.start >= end:
                yield wordy
                end = wordy.end
            wordy = next(words, None)
        if place < end or not _may_begin(folded, place, end):
            continue
        number = _at(folded, text, place)
        if number and (number.rule in _CLEAR or not coded(folded, place)):
            yield number
            end = number.end
    while wordy:
        if wordy.start >= end:
            yield wordy
            end = wordy.end
        wordy = next(words, None)


def _may_begin(folded: str, place: int, end: int) -> bool:
    """Not in the middle of another number: '1.', '10^'."""
    if place in (0, end) or (place == end + 1 and end):
        return True
    before = folded[place - 1]
    if before == "," and _LISTED.match(folded, place):  # '1.0,2.5'
        return True
    if (
        before == "^"
        or folded.endswith("^-", 0, place)
        or (before in ".,·" and place > 1 and folded[place - 2].isdigit())
    ):
        return False
    if before == "x":
        return place < 2 or not folded[place - 2].isalnum()
    return True


def coded(folded: str, place: int) -> bool:
    """Whether letters run into the digits: 'CD105', 'AC-02'."""
    return bool(_CODE.search(folded, max(0, place - 2), place)) and folded[place - 1] != "x"
