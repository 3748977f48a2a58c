"""Numbers with the unit they share: "3, 6 and 12 months", "Day 0, 7, 14", "Day 1, 2 weeks"."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from harvester.derive.times.tokens import Token
from harvester.derive.times.words import CONNECTING, QUALIFIERS


class Group(NamedTuple):
    """Numbers that share a unit, which stands before them if `leading`, at text[start:end].

    `first` and `stop` are its place among the tokens.
    """

    numbers: Sequence[Token]
    unit: Token
    leading: bool
    first: int
    stop: int
    start: int
    end: int


@dataclass(slots=True)
class Numbers:
    """All numbers of a time frame: in groups, as names of visits and cycles, or bare of any unit."""

    groups: list[Group] = field(default_factory=list)
    names: list[tuple[Token, Sequence[Token]]] = field(default_factory=list)
    bare: list[Token] = field(default_factory=list)


def group_numbers(tokens: list[Token], low: str) -> Numbers:
    """Gives every number of the text its unit, whether that stands before it, after it or at the end of a list."""
    found = Numbers()
    at = free = 0  # tokens before `free` are spoken for
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "number":
            at = free = _read_run(tokens, low, at, free, found)
        elif token.text in ("a", "an", "the") and _is_article(tokens, at):
            one = token._replace(value=1.0)
            found.groups.append(_group([one], tokens[at + 1], False, at, at + 2))
            at = free = at + 2
        else:
            at += 1
    return found


def _read_run(tokens: list[Token], low: str, first: int, free: int, found: Numbers) -> int:
    """Reads the run of numbers at `first` into `found`; returns the index behind it and its unit."""
    run, stop = _run(tokens, first)
    before = _index_before(tokens, first, free)
    lead = tokens[before] if before is not None else None
    after = _index_after(tokens, stop, lead is not None)
    if lead and lead.kind == "weak label" and after is not None:
        lead = None
    if lead is None and after is None:
        _read_bare(tokens, run, first, stop, found)
        return stop
    led = run if after is None else run[: _count_led(run, lead, tokens[after], low)] if lead else []
    if lead and led and lead.kind == "unit":
        found.groups.append(_group(led, lead, True, first, stop))
    elif lead and led:
        found.names.append((lead, led))
    if after is None:
        return stop
    if len(led) < len(run):
        found.groups.append(_group(run[len(led) :], tokens[after], False, first, after + 1))
    return after + 1 if len(led) < len(run) or (lead and lead.text == tokens[after].text) else stop


def _group(numbers: Sequence[Token], unit: Token, leading: bool, first: int, stop: int) -> Group:
    start, end = min(unit.start, numbers[0].start), max(unit.end, numbers[-1].end)
    return Group(numbers, unit, leading, first, stop, start, end)


def _run(tokens: list[Token], first: int) -> tuple[list[Token], int]:
    """The numbers from `first` on that only joints part, and the index after the last."""
    run, stop = [tokens[first]], first + 1
    while True:
        at = behind = _behind_remark(tokens, stop)
        while at < len(tokens) and at - behind < 4 and tokens[at].kind == "joint":
            at += 1
        if at < len(tokens) and tokens[at].kind == "number":
            if at == behind and not run[-1].exact:
                run.pop()  # "first 100 days"
            run.append(tokens[at])
            stop = at + 1
        else:
            return run, stop if stop == behind or not _is_unit(tokens, behind) else behind


def _is_unit(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].kind == "unit"


def _behind_remark(tokens: list[Token], at: int) -> int:
    """The index behind a remark in brackets that holds no unit, "0 (pre-dose), 15 minutes", else `at`."""
    if at < len(tokens) and tokens[at].text == "(":
        for end in range(at + 1, min(at + 7, len(tokens))):
            if tokens[end].kind == "unit":
                break
            if tokens[end].text == ")":
                return end + 1
    return at


def _index_before(tokens: list[Token], first: int, free: int) -> int | None:
    """The unit or label that the run at `first` follows: "Day 28", "Visit 3", "Month (12)"."""
    at = first - 1
    sign = tokens[at].text if at >= free else ""
    if sign in ("-", ":", "=", ".", "+", "("):
        at -= 1
    if at < free or (
        tokens[at].kind != "unit" and (sign == "(" or tokens[at].kind not in ("label", "weak label"))
    ):
        return None
    return at


def _index_after(tokens: list[Token], stop: int, led: bool) -> int | None:
    """The unit that a run ending at `stop` is followed by; where the run is `led`, not one that leads the next."""
    at = stop
    if [token.kind for token in tokens[at : at + 3]] in (
        ["joint", "unit"],
        ["joint", "unit", "joint"],
    ) and not led:
        at += 1  # "3, 6, and 12, months"
    while (
        at < len(tokens)
        and at - stop < 2
        and (tokens[at].text in ("-", ".", ")", "a", "an") or tokens[at].text in QUALIFIERS)
    ):
        at += 1
    if at >= len(tokens) or tokens[at].kind != "unit":
        return None
    kinds = [token.kind for token in tokens[at + 1 : at + 3]]
    return None if led and kinds[:1] == ["number"] and kinds[1:] != ["unit"] else at


def _count_led(run: list[Token], lead: Token, after: Token, low: str) -> int:
    """How many numbers belong to what stands before, where a unit follows too: "Day 0, 7, 14, 3 months"."""
    if lead.kind == "unit" and (len(run) == 1 or lead.text == after.text):
        return len(run)
    if len(run) == 1:
        return 0
    falls = [at for at in range(1, len(run)) if run[at].value <= run[at - 1].value]
    if falls:
        return falls[-1]
    single = not low[lead.start : lead.end].endswith("s")
    return 1 if single and (lead.kind != "unit" or run[0].value in (0, 1)) else len(run) - 1


def _is_article(tokens: list[Token], at: int) -> bool:
    """Whether the token is the "a" of "within a year", or the "the" of "the day before"."""
    rest = tokens[at + 1 : at + 3]
    if not rest or rest[0].kind != "unit" or rest[0].end - rest[0].start < 3:
        return False
    following = rest[1].text if len(rest) > 1 else ""
    if tokens[at].text == "the":
        return rest[0].text == "day" and following in ("before", "prior", "preceding")
    return (
        tokens[at].text in ("a", "an")
        and not (len(rest) > 1 and rest[1].kind == "number")
        and following != "of"
    )


def _read_bare(tokens: list[Token], run: list[Token], first: int, stop: int, found: Numbers) -> None:
    """Numbers without a unit of their own take that of the list they stand in, "1 month, 3, 6", if they do."""
    numbers = [token for token in run if token.exact]
    if not numbers:
        return
    following = tokens[stop] if stop < len(tokens) else None
    if following and following.text == "-" and stop + 1 < len(tokens):
        following = tokens[stop + 1]
    if following and following.kind in ("word", "code", "weak label") and following.text not in CONNECTING:
        return  # "3 patients"
    last = found.groups[-1] if found.groups else None
    if last and (_is_beside(tokens, last.stop, first) or (last.leading and _is_counted_again(following))):
        found.groups.append(_group(numbers, last.unit, True, first, stop))
        return
    at = stop
    while at < len(tokens) and _is_beside(tokens, at, at + 1):
        at += 1
    if at > stop and at < len(tokens) and tokens[at].kind == "unit":
        found.groups.append(_group(numbers, tokens[at], False, first, stop))
    else:
        found.bare += numbers


def _is_beside(tokens: list[Token], first: int, stop: int) -> bool:
    """Whether nothing of weight stands between two numbers: "1 month, and at 3"."""
    return all(
        tokens[at].kind in ("joint", ")") or tokens[at].text in ("at", "on") for at in range(first, stop)
    )


def _is_counted_again(following: Token | None) -> bool:
    """Whether what follows a number makes it a time: "week 24 after infusion and 52 after infusion"."""
    return following is not None and following.text in ("after", "post", "following")
