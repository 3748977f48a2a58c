"""Large numbers as people type them: 2 x 10^6, 10E6, 2 x 106 (lost superscript), 1.10^6, 60millions, 1,000,000.

The text is a passage's `folded` form: lower case, every multiplication sign an `x`, every dash a `-`, same length.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

NUMBER = r"(?:\d{1,3}(?:[,.' ]\d{3})+(?!\d|[.,]\d)|\d+(?:[.,]\d+|·\d+(?= ?x))?)"
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_EXPONENT = (
    r"10 ?(?:(?:\^|\*\*|~|´|`|'|\"|exp|ee|e|\*|/(?= ?[5-9]\b)|x(?=[5-9]\b)) ?\(? ?[+]?(?P<e>\d{1,2})(?!\d| ?log)\)?"
    r"|\(\^? ?(?P<p>\d{1,2}) ?\)|(?P<s>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})|(?P<l> ?-?\d{1,2})(?![\d:%]|[.,]\d))"
)
_POWER = re.compile(
    rf"(?<![\d^])(?<!\d[.,])(?:(?P<c>{NUMBER}) ?(?:(?P<m>[x*·•∙⋅●]|\.|times) ?))?(?P<t>{_EXPONENT})"
)
_E = re.compile(rf"(?<!\d)(?<!\d[.,])(?P<c>{NUMBER}) ?e ?\+?(?P<e>\d{{1,2}})(?!\d)")
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "bn": 1e9, "lakh": 1e5}
_SCALE = (
    r"(?P<u>thousand|millions?|milj?on|millones|milions?|mill?\b\.?|mln|mio|billions?|bn|trillions?|lakhs?)"
    r"(?![a-z])"
)
_MILLIONS = re.compile(rf"(?<!\d)(?<!\d\.)(?:(?<!\d,)|(?<=\.\d,))(?P<c>{NUMBER})[ -]?(?:\(\w\) ?)?{_SCALE}")
_CAPITAL_M = re.compile(rf"(?<!\d)(?<!\d[.,])(?P<c>{NUMBER}) ?m(?![a-z\d²/%])")
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "hundred": 100, "a": 1, "half": 0.5,
}  # fmt: skip
_WORDY = re.compile(rf"(?<![a-z])(?P<w>(?:(?:{'|'.join(_WORDS)})[ -]+(?:and )?){{1,4}}){_SCALE}")
_TIMES = re.compile(
    r"(?<!\d)(?<!\d[.,])(?P<c>\d+(?:[.,]\d+)?) ?[x*·•] ?(?P<n>\d{1,3}(?:[,. ]\d{3})+|1000+)(?!\d)"
)
_LOG = re.compile(r"(?<!\d)(?<!\d[.,])(?P<c>\d{1,2}(?:\.\d+)?)(?: ?[-~] ?(?P<d>\d{1,2}(?:\.\d+)?))? ?log ?10")
_PLAIN = re.compile(
    r"(?<![\d.,:/^])(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3}){2,}|\d{1,3}\.000|\d{1,3}(?: \d{3})+|\d{4,})"
    r"(?![\d:]|/(?! ?kg)|[.,]\d| ?x ?10)"
)
_SIGN = re.compile(
    r"10 ?[\^*~(⁰¹²³⁴⁵⁶⁷⁸⁹´`'/ex-]|10 ?\d|0[,. ]?000|\d[,. ]\d{3}|milli|mill\b|milj|milo|mln|mio\b|bn\b|illion"
    r"|milion|lakh|thousand|log ?10|\d ?e ?\+?\d|\d ?m(?![a-z])|\d{5}|10\*\*"
)
_LEFT = re.compile(
    rf"(?<![\d^~x*])(?<!10\()(?<!\d[.,e ])(?P<n>{NUMBER}) ?(?P<j>-|~|to|and|or|,|/|;|,? and|,? or|\+/-|or up to"
    rf"|up to) ?$"
)
_ORDINAL = re.compile(
    r"(?<![a-z])(?:group|cohort|dose|level|arm|day|days|phase|step|week|month|part|type|visit|stage|case|no\.?|number"
    r"|grade|patient|dosage|d|"
    r"weeks|months|table|protocol|aged?|\d/\d\d|covid|alpha|cd|beta|vitamin|il|factor)[ -]*#?$"
)
_JOIN = re.compile(
    r" ?\)?(?: ?(?:viable |autologous |allogeneic )?(?:cells?|mscs?|[a-z-]*mscs?|mpcs|/ ?kg|per kg|particles))*"
    r" ?\(? ?(?P<j>-|~|to|up to|and|;|,|or|/|and/or|,? or|,? and|to a maximum of) ?$"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A number at text[start:end]; a range has `high`. `members` of one list share `group`; `sure` 0 to 1."""

    value: float
    start: int
    end: int
    rule: str
    high: float | None = None
    sure: float = 1.0


def parse_number(text: str, before_power: bool = False) -> float:
    """'1,000,000' → 1000000, '0,7' → 0.7, '40.000' → 40000 (40 where a power of ten follows)."""
    text = text.strip().replace("'", "").replace("·", ".")
    if before_power and re.fullmatch(r"\d+[.,]\d+", text):
        return float(text.replace(",", "."))
    if re.fullmatch(r"\d{1,3}(?:([,. ])\d{3})(?:\1\d{3})*", text) and not text.startswith("0"):
        return float(re.sub(r"[,. ]", "", text))
    return float(text.replace(",", ".").replace(" ", ""))


def _power(found: re.Match[str]) -> Number | None:
    written = found["e"] or found["p"] or found["s"]
    lost = found["l"]
    coefficient = found["c"]
    exponent = int((written or lost.strip().lstrip("-")).translate(_SUPERSCRIPT))
    if not 2 <= exponent <= 14 or (lost and not 3 <= exponent <= 12):
        return None
    if "/" in found["t"] and not coefficient:
        return None
    if lost and not coefficient and (not 5 <= exponent <= 9 or lost.startswith((" ", "-"))):
        return None
    if lost and found["m"] == "." and not 5 <= exponent <= 9:
        return None
    start = found.start("c") if coefficient else found.start("t")
    value = (parse_number(coefficient, True) if coefficient else 1.0) * 10.0**exponent
    rule = "power of ten" if written else "lost superscript"
    sure = 1.0 if written else 0.9 if coefficient else 0.6
    return Number(value, start, found.end(), rule, sure=sure)


def _scaled(found: re.Match[str]) -> Number:
    unit = found["u"]
    scale = next((size for word, size in _SCALES.items() if unit.startswith(word)), 1e6)
    return Number(parse_number(found["c"], True) * scale, found.start(), found.end(), "number and scale")


def _wordy(found: re.Match[str]) -> Number:
    total = 0.0
    for word in re.findall("[a-z]+", found["w"]):
        if word != "and":
            total = total * 100 if word == "hundred" and total else total + _WORDS[word]
    scale = next((size for word, size in _SCALES.items() if found["u"].startswith(word)), 1e6)
    return Number(total * scale, found.start(), found.end(), "number words")


def _log(found: re.Match[str]) -> Number:
    low = 10.0 ** float(found["c"])
    high = 10.0 ** float(found["d"]) if found["d"] else None
    return Number(low, found.start(), found.end(), "log10", high)


def single_numbers(folded: str, text: str) -> list[Number]:
    """Every large number alone, left to right, none overlapping; `text` is the same text in its own case."""
    found: list[Number] = []
    taken = bytearray(len(folded) + 1)

    def add(number: Number | None) -> None:
        if number and not any(taken[number.start : number.end]):
            taken[number.start : number.end] = b"\x01" * (number.end - number.start)
            found.append(number)

    for match in _LOG.finditer(folded) if "log" in folded else ():
        add(_log(match))
    for match in _POWER.finditer(folded) if "10" in folded else ():
        add(_power(match))
    for match in _E.finditer(folded):
        exponent = int(match["e"])
        if 3 <= exponent <= 13:
            coefficient = parse_number(match["c"])
            value = (1.0 if match["c"] == "10" else coefficient) * 10.0**exponent
            add(Number(value, match.start(), match.end(), "E notation"))
    for match in _TIMES.finditer(folded) if "000" in folded else ():
        value = parse_number(match["c"], True) * parse_number(match["n"])
        add(Number(value, match.start(), match.end(), "times a number"))
    for match in _MILLIONS.finditer(folded):
        add(_scaled(match))
    for match in _CAPITAL_M.finditer(folded) if "M" in text else ():
        if "M" in text[match.end() - 1 : match.end()]:
            value = parse_number(match["c"], True) * 1e6
            add(Number(value, match.start(), match.end(), "M for million", sure=0.8))
    for match in _WORDY.finditer(folded) if "illion" in folded or "thousand" in folded else ():
        add(_wordy(match))
    for match in _PLAIN.finditer(folded):
        value = parse_number(match[0])
        if value >= 1e4:
            add(Number(value, match.start(), match.end(), "plain number", sure=0.9))
    return sorted(found, key=lambda number: number.start)


def _in_windows(folded: str, text: str) -> Iterator[Number]:
    """Large numbers, sought only around signs of one: long prose has few."""
    end = 0
    for sign in _SIGN.finditer(folded):
        if sign.end() <= end:
            continue
        start = max(end, sign.start() - 40)
        start = start if start == end else folded.find(" ", start, sign.start()) + 1 or start
        end = min(len(folded), sign.end() + 40)
        while (following := _SIGN.search(folded, end - 20, end + 40)) and following.end() > end:
            end = min(len(folded), following.end() + 40)
        for number in single_numbers(folded[start:end], text[start:end]):
            yield replace(number, start=number.start + start, end=number.end + start)


def _shared(folded: str, number: Number, floor: int) -> Iterator[Number]:
    """Smaller numbers to the left that share the scale: '1, 3 and 10 million', '1-2 x 10^6'."""
    scale = number.value / leading(folded[number.start : number.end])
    start, right = number.start, number
    while found := _LEFT.search(folded, max(floor, start - 24), start):
        size = parse_number(found["n"], True)
        before = folded[max(0, found.start() - 14) : found.start()]
        if size >= 1000 or size == 0 or _ORDINAL.search(before):
            break
        join = found["j"].strip(" ,")
        if (
            join in ("-", "~", "to", "up to", "or up to")
            and right.high is None
            and size < leading_of(right, scale)
        ):
            right = Number(size * scale, found.start(), right.end, right.rule, right.value, right.sure)
        elif join in ("-", "~", "to"):
            break
        else:
            yield right
            right = Number(size * scale, found.start(), found.end("n"), number.rule, sure=number.sure)
        start = found.start()
    yield right


def leading(words: str) -> float:
    """The coefficient with which a written number begins; 1 where there is none ('10^6')."""
    found = re.match(rf"{NUMBER}(?= ?(?:[x*·•∙⋅●.]|times|e|m|b|t|l|k)|-?mill)", words)
    if not found or re.match(r"10 ?(?:\^|e|~|\(|[⁰-⁹]|\*|$)", words):
        return 1.0
    return parse_number(found[0], True) or 1.0


def leading_of(number: Number, scale: float) -> float:
    """A number's coefficient under a scale."""
    return number.value / scale


def find_numbers(folded: str, text: str) -> list[Number]:
    """Large numbers of the text, ranges joined, list members each on their own; left to right."""
    singles: list[Number] = []
    floor = 0
    for number in _in_windows(folded, text):
        if number.rule in ("plain number", "number words", "log10"):
            singles.append(number)
        else:
            singles.extend(reversed(list(_shared(folded, number, floor))))
        floor = number.end
    joined: list[Number] = []
    for number in singles:
        last = joined[-1] if joined else None
        between = folded[last.end : number.start] if last else ""
        join = _JOIN.fullmatch(between) if last and len(between) < 60 else None
        is_range = bool(join) and (
            join["j"].strip() in ("-", "~", "to", "up to", "to a maximum of")
            or (join["j"].strip() == "and" and folded[: last.start].rstrip().endswith("between"))
        ) if join and last else False  # fmt: skip
        if last and is_range and last.high is None and number.high is None and last.value < number.value:
            joined[-1] = replace(last, high=number.value, end=number.end, sure=min(last.sure, number.sure))
        else:
            joined.append(number)
    return joined
