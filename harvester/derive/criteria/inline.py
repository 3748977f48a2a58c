"""Lists inside a line: "1. Consent; 2. Age over 18", "one of: a) asthma b) COPD c) fibrosis"."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from harvester.derive.criteria.marks import (
    COUNTED,
    DASH,
    DIGIT,
    DOT,
    Family,
    goes_on,
    own_value,
    run_from,
    signs_in,
)

_OPENS_LIST = re.compile(
    r"(?::|：|\b(?:following|follows|includ\w+|criteria|conditions|either|defined as|one of|all of|any of|below))"
    r"[\s:：,(.-]*$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.;。；,，:)]\s*$")
# What a number or letter behind one of these names: "grade 2.", "hepatitis B.", "under 18.".
_NAMES = re.compile(
    r"(?:\b(?:grades?|stages?|class|classes|phases?|types?|visits?|sections?|days?|weeks?|months?|years?|cohorts?|parts?"
    r"|criteri\w+|levels?|categor\w+|scores?|tables?|appendix|steps?|groups?|arms?|number|no|lines?|items?|version|and"
    r"|or|to|than|of|least|most|from|between|vs|versus|cycles?|doses?|ecog|nyha|asa|is|are|was|equals?|ages?|aged|under"
    r"|over|above|below|by|hepatitis|vitamin|influenza|child-pugh|factor|protein|lipoprotein|immunoglobulin|annex"
    r"|figure|version|the|a|an|in|with|for|at)|[<>≥≤=~+/])\s*$",
    re.IGNORECASE,
)


class Piece(NamedTuple):
    """A criterion words[start:end] behind its bullet; `depth` tells how many criteria of its line stand over it.

    `goes_on` tells that it carries on the numbering of the section, whatever its line stands under.
    """

    start: int
    end: int
    bullet: str
    depth: int = 0
    goes_on: bool = False


def split_inline(
    words: str, bullet: str, families: Sequence[Family] = (*COUNTED, DOT, DASH), expected: int = 0
) -> list[Piece]:
    """The criteria inside a line, the line as one where they cannot be told apart surely.

    Numbers must run without a gap from 1, on from the line's own `bullet`, or on from the section's own numbering,
    whose next is `expected`.
    """
    here = [family for family in families if family.may_be_in(words)]
    pieces, family = _split_opened(words, bullet, here)
    if goes_on(words, bullet, expected):
        onward, own_family = _split_on(words, bullet, expected)
        if onward and (not pieces or family is not own_family or onward[0].end < pieces[0].end):
            pieces, family = onward, own_family
    if not pieces:
        pieces, family = _split_unopened(words, bullet, here)
    if not pieces:
        return [Piece(0, len(words), bullet)]
    others = [other for other in here if other is not family]
    if not others:
        return pieces
    return [inner for piece in pieces for inner in _split_again(words, piece, others)]


def _split_again(words: str, piece: Piece, families: list[Family]) -> list[Piece]:
    """A piece and the lists inside it: "(1) blood counts: a. platelets b. leukocytes"."""
    inner, family = _split_opened(words[piece.start : piece.end], piece.bullet, families)
    if not inner:
        return [piece]
    others = [other for other in families if other is not family]
    moved = [_moved(found, piece.start, piece.depth) for found in inner]
    moved[0] = moved[0]._replace(goes_on=piece.goes_on)
    return [found for part in moved for found in _split_again(words, part, others)] if others else moved


def split_semicolons(words: str) -> list[Piece]:
    """The criteria of a line such as "age over 18; consent; no fever"; a semicolon in brackets parts nothing."""
    cuts: list[int] = []
    depth = 0
    for at, char in enumerate(words):
        depth += (char in "([") - (char in ")]")
        if char in ";；" and depth <= 0:
            cuts.append(at)
    pieces: list[Piece] = []
    start = 0
    for cut in [*cuts, len(words)]:
        blank = len(words[start:cut]) - len(words[start:cut].lstrip())
        end = start + len(words[start:cut].rstrip())
        if start + blank < end:
            pieces.append(Piece(start + blank, min(cut + 1, len(words)), ""))
        start = cut + 1
    return pieces


def _split_opened(words: str, bullet: str, families: Sequence[Family]) -> tuple[list[Piece], Family | None]:
    """The pieces of the list that begins first in the line, at its head or behind words that announce it."""
    best: tuple[int, list[Piece], Family] | None = None
    for family in families:
        run = run_from(words, family, 1) if family.value else signs_in(words)
        if (len(run) < 2 and (family.value or not run)) or (best and best[0] < run[0].start()):
            continue
        before = words[: run[0].start()]
        starts = not before.strip(' (-–*•"')
        colon = before.rstrip().endswith((":", "："))
        opened = (
            starts or colon or (family.value and (_OPENS_LIST.search(before[-40:]) or "following" in before))
        )
        if (opened and len(run) >= (2 if starts or colon else 3)) or (
            not family.value and _is_enough(words, run)
        ):
            pieces = _cut(words, run, bullet, is_child=not starts and bool(family.value or colon))
            if pieces:
                best = run[0].start(), pieces, family
    return (best[1], best[2]) if best else ([], None)


def _is_enough(words: str, signs: list[re.Match[str]]) -> bool:
    """Whether dots or dashes part criteria; one alone only what a colon announces, or a dot before a sentence."""
    before = words[: signs[0].start()].strip()
    if not before or before.endswith((":", "：")) or len(signs) > 1:
        return True
    return "-" not in signs[0][0] and words[signs[0].end()].isupper() and before.count(" ") > 1


def _split_on(words: str, bullet: str, expected: int) -> tuple[list[Piece], Family | None]:
    """The pieces where a line carries on its own bullet's numbering, then that of its section."""
    pieces: list[Piece] = []
    carried: Family | None = None
    for family in COUNTED[:3]:
        own = own_value(bullet, family)
        run = run_from(words, family, own + 1, one_case=False) if own and not pieces else []
        if run and _is_sure(words, run, family):
            pieces, carried = _cut(words, run, bullet, is_child=False), family
    last = pieces[-1] if pieces else Piece(0, len(words), bullet)
    text = words[last.start : last.end]
    run = run_from(text, DIGIT, expected) if expected > 1 and not run_from(text, DIGIT, 1) else []
    if run and _is_sure(text, run, DIGIT):
        rest = _cut(text, run, last.bullet, is_child=False, goes_on=True)
        if rest:
            pieces[-1:] = [_moved(piece, last.start, 0) for piece in rest]
            carried = carried or DIGIT
    return pieces, carried


def _moved(piece: Piece, by: int, depth: int) -> Piece:
    """A piece of a piece that begins at `by` and stands under `depth` criteria, in terms of the line."""
    return Piece(piece.start + by, piece.end + by, piece.bullet, piece.depth + depth, piece.goes_on)


def _is_sure(words: str, run: list[re.Match[str]], family: Family) -> bool:
    if family.kind == "roman" or (len(run) == 1 and _is_clean(words, run[0])):
        return True
    if len(run) == 1:
        return False
    ended = all(_SENTENCE_END.search(words, mark.start() - 3, mark.start()) for mark in run)
    return ended or all(words[mark.end()].isupper() for mark in run)


def _is_clean(words: str, mark: re.Match[str]) -> bool:
    """Whether a mark opens a criterion: a capital behind it, and before it no word that it would name more closely."""
    before = words[max(mark.start() - 24, 0) : mark.start()].rstrip(" (")
    return words[mark.end()].isupper() and not _NAMES.search(before)


def _split_unopened(words: str, bullet: str, families: Sequence[Family]) -> tuple[list[Piece], Family | None]:
    """The pieces of a list that nothing announces, or whose first number is lost."""
    for family in families:
        if not family.value:
            continue
        run = run_from(words, family, 1)
        is_child = bool(run)
        if not run and family.kind == "digit" and not bullet:
            run = run_from(words, family, 2)
        capital = len(run) > 1 and all(words[mark.end()].isupper() for mark in run)
        if capital and (len(run) > 2 or all(_is_clean(words, mark) for mark in run)):
            pieces = _cut(words, run, bullet, is_child=is_child)
            if pieces:
                return pieces, family
    return [], None


def _cut(
    words: str, run: list[re.Match[str]], bullet: str, *, is_child: bool, goes_on: bool = False
) -> list[Piece]:
    """The pieces between the marks; none if one of them holds next to nothing."""
    pieces: list[Piece] = []
    head = len(words[: run[0].start()].rstrip(" (" if is_child else " "))
    has_head = bool(words[: run[0].start()].strip(' (-–*•"'))
    if has_head:
        pieces.append(Piece(0, head, bullet))
    ends = [mark.start() for mark in run[1:]] + [len(words)]
    for mark, end in zip(run, ends, strict=True):
        text = words[mark.end() : end].rstrip()
        if sum(map(str.isalpha, text)) < 3 or text.lower() in ("and", "or"):
            return []
        label = words[mark.start() : mark.end()].strip()
        if not has_head and not pieces and bullet:
            label = f"{bullet} {label}"
        pieces.append(Piece(mark.end(), mark.end() + len(text), label, int(is_child), goes_on))
    return pieces
