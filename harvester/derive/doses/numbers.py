"""Large numbers of a text with their ranges and lists: '1-2 x 10^6', '1, 3 and 10 million', '100 x 106 (100 million)'."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from harvester.derive.doses.number_forms import (
    NUMBER,
    ORDINAL,
    Number,
    coded,
    parse_number,
    plain_digits,
    single_numbers,
    times_ten,
)

_LEFT = re.compile(
    rf"(?<![\d^x*])(?<!10\()(?<!\d[.,e])(?:\((?P<b>{NUMBER})\)|(?P<n>{NUMBER})) ?(?P<j>-|~|to|and|or|,|/|;|,? and|,? or"
    r"|±|\+/-|\+-|or up to|up to) ?$"
)
_IN_BRACKETS = re.compile(rf"\((?P<a>{NUMBER})(?: ?(?P<j>-|~|to|±) ?(?P<b>{NUMBER}))?\) ?[x*·•∙⋅●] ?$")
_WORD_LEFT = re.compile(
    r"(?<![a-z])(?P<n>one|two|three|four|five|six|seven|eight|ten|twenty|fifty)(?P<b>)? (?P<j>-|to|or|and) $"
)
_SPELLED = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
            "ten": "10", "twenty": "20", "fifty": "50"}  # fmt: skip
_UNIT = (
    r" ?\)?(?: ?(?:viable |live |autologous |allogeneic |total )?(?:cells?|[a-z-]{0,12}(?:mscs?|csms?)|mpcs?|ascs?|particles|evs"
    r"|exosomes?|/ ?kg|per kg|/ ?ml|per ml|bw)){0,4}"
)
_JOIN = re.compile(
    rf"(?P<u>{_UNIT})(?P<d>(?: ?± ?\d{{1,3}}%)?) ?\(?,? ?(?P<j>-|~|to|up to|to a maximum of|and|±|\+/-"
    r"|and a maximum (?:dose )?of) ?$"
)
_BETWEEN = re.compile(r"(?:between|from)(?: about| approximately)? ?$")
_MINIMUM = re.compile(r"minimum(?: dose| number)?(?: of)? ?$")
_GLOSS = re.compile(r" ?[(\[](?:i\.e\.|=|or|about|approx\w*|~)? ?$")
_ALONE = re.compile(r"(?<!doses)(?<!levels) (?:of|at|dose|about) $")
_HALF = re.compile(r"(?<![\w.])\d{1,3}(?:[.,]\d{1,3})? $")
"""A number directly before: '100 1' is no pair of numbers."""
_TOLERANCES = ("±", "+/-", "+-")


def find_numbers(folded: str, text: str) -> list[Number]:
    """Large numbers of the text, ranges joined, list members each on their own; left to right.

    `folded` is a passage's folded form, `text` the same text in its own case, of the same length.
    """
    found: list[Number] = []
    for number in single_numbers(folded, text):
        floor = found[-1].end if found else 0
        number = _with_brackets(folded, number, floor)
        found.extend(reversed(list(_with_shared(folded, number, floor))))
    return list(_joined(_glossed(found, folded), folded))


def _with_brackets(folded: str, number: Number, floor: int) -> Number:
    """'(1.2-1.5) x 10^6', '(1 ± 0.5) x 10^6': the coefficient stands in brackets before a bare power."""
    if number.power is None or folded[number.start : number.start + 2] != "10":
        return number
    found = _IN_BRACKETS.search(folded, max(floor, number.start - 30), number.start)
    if not found or number.value != 10.0**number.power:
        return number
    low = times_ten(plain_digits(found["a"], True), number.power)
    high = (
        times_ten(plain_digits(found["b"], True), number.power) if found["b"] and found["j"] != "±" else None
    )
    if high is not None and high <= low:
        return number
    return replace(number, value=low, high=high, start=found.start(), power=None)


def _with_shared(folded: str, number: Number, floor: int) -> Iterator[Number]:
    """The number, its range, then smaller numbers to its left that share its power of ten: right to left."""
    right, start, power = number, number.start, number.power
    members = 0
    while power is not None and (found := _left_of(folded, start, floor)):
        digits = _SPELLED.get(_digits(found)) or plain_digits(_digits(found), True)
        join = found["j"].strip(" ,") or ","
        value = times_ten(digits, power)
        if not 0 < float(digits) < 1000 or _counts_something(folded, found):
            break
        if join in _TOLERANCES:
            if right.high is not None:
                break
            right = replace(right, value=value, start=found.start())
        elif join in ("-", "~", "to", "up to", "or up to"):
            if right.high is not None or value >= right.value:
                break
            right = replace(right, value=value, start=found.start(), high=right.value)
        elif _is_decimal_comma(folded, found, number, members):
            digits = f"{digits}.{folded[number.start]}"
            right = replace(right, value=times_ten(digits, power), start=found.start())
            break
        else:
            yield right
            members += 1
            right = Number(value, found.start(), _end(found), number.rule, sure=number.sure, power=power)
        start = found.start()
    yield right


def _digits(found: re.Match[str]) -> str:
    return str(found["n"] or found["b"])


def _end(found: re.Match[str]) -> int:
    return found.end("n") if found["n"] else found.end("b") + 1


def _left_of(folded: str, start: int, floor: int) -> re.Match[str] | None:
    left = max(floor, start - 26)
    return _LEFT.search(folded, left, start) or _WORD_LEFT.search(folded, left, start)


def _counts_something(folded: str, found: re.Match[str]) -> bool:
    """'day 1, 2 x 10^6', 'AC-02, 2 x 10^8': the number to the left is no dose."""
    place = found.start()
    if _HALF.search(folded, max(0, place - 12), place):
        return True
    return bool(ORDINAL.search(folded, max(0, place - 14), place)) or coded(folded, place)


def _is_decimal_comma(folded: str, found: re.Match[str], number: Number, members: int) -> bool:
    """'a maximum of 1, 5x106': one number whose decimal comma is followed by a blank."""
    alone = folded[_end(found) : number.start] == ", " and not members
    digit = re.match(r"\d ?[x*]", folded[number.start : number.start + 3])
    return bool(alone and digit and len(_digits(found)) == 1) and bool(
        _ALONE.search(folded, max(0, found.start() - 14), found.start())
    )


def _glossed(numbers: Iterable[Number], folded: str) -> Iterator[Number]:
    """'100 x 106 (100 million)' is one number said twice; the words of both are its words."""
    last: Number | None = None
    for number in numbers:
        if last and _same(last, number) and number.start - last.end < 12:
            closed = folded[number.end : number.end + 2].lstrip(" ")[:1] in (")", "]")
            if closed and _GLOSS.fullmatch(folded, last.end, number.start):
                end = folded.index(")" if ")" in folded[number.end : number.end + 2] else "]", number.end) + 1
                last = replace(last, end=end, sure=max(last.sure, number.sure))
                continue
        if last:
            yield last
        last = number
    if last:
        yield last


def _same(one: Number, other: Number) -> bool:
    return abs(one.value - other.value) <= 0.01 * one.value and (one.high or 0) == (other.high or 0)


def _joined(numbers: Iterable[Number], folded: str) -> Iterator[Number]:
    """Ranges whose two ends each have their power: '600 million to 1 billion', '1 x 10^6 ± 0.5 x 10^6'."""
    last: Number | None = None
    for number in numbers:
        if last and last.high is None and number.high is None and number.start - last.end < 60:
            join = _JOIN.fullmatch(folded, last.end, number.start)
            if join and join["j"] in _TOLERANCES and number.value < last.value:
                last = replace(last, end=number.end)
                continue
            if join and last.value < number.value and _is_range(folded, last, number, join):
                last = replace(last, high=number.value, end=number.end, sure=min(last.sure, number.sure))
                continue
        if last:
            yield last
        last = number
    if last:
        yield last


def _is_range(folded: str, last: Number, number: Number, join: re.Match[str]) -> bool:
    before = max(0, last.start - 26)
    if join["j"] == "and":
        return bool(_BETWEEN.search(folded, before, last.start))
    if join["j"].startswith("and a max"):
        return bool(_MINIMUM.search(folded, before, last.start))
    if "up to" in join["j"] or "maximum" in join["j"]:
        return not join["u"].strip() and number.value <= 100 * last.value
    return join["j"] in ("-", "~", "to")


__all__ = ["NUMBER", "Number", "find_numbers", "parse_number"]
