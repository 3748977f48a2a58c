"""Labels with their values, in page order → one study document, and the labels that nobody knows."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from harvester.parsers.design import parse_study_design
from harvester.parsers.page.fields import PARTS, field_of, page_key
from harvester.parsers.page.groups import merge_interventions
from harvester.parsers.page.readers import Cell, Unknown
from harvester.parsers.page.values import Value, one_line, plain
from harvester.study import Study

EMPTY = frozenset(
    (
        "",
        "not provided",
        "no text entered.",
        "same as current",
        "contact information is only displayed when the study is recruiting subjects",
        "no contacts or locations provided",
        "no publications provided",
        "no study documents provided",
        "none provided",
    )
)
_APPENDED = frozenset(("references", "seeAlsoLinks", "largeDocs", "infoTypes"))


class Pair(NamedTuple):
    """A label as the page writes it, and what stands beside it."""

    label: str
    value: Value


@dataclass(slots=True)
class Draft:
    """A study as far as it is read: the document, what has no place in it yet, the labels nobody knows."""

    study: Study = field(default_factory=lambda: {"protocolSection": {}})
    asides: dict[str, list[Any]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def report(self, label: str, text: str = "") -> None:
        """Remember a label that nobody knows, or one whose value cannot be read, once."""
        said = one_line(label).rstrip(": ")
        remark = f"{said}: {_shortened(text)}" if text else said
        if remark not in self.unknown:
            self.unknown.append(remark)


def fold(pairs: Iterable[Pair]) -> Draft:
    """The draft that the pairs make; where two say the same thing the first counts."""
    draft = Draft()
    for pair in pairs:
        _add(draft, pair)
    return draft


def _add(draft: Draft, pair: Pair) -> None:
    known = field_of(pair.label)
    text = pair.value.text
    empty = text.casefold() in EMPTY
    if known is None:
        draft.report(pair.label, "" if empty else text)
        return
    parts = list(_parts(pair.value, PARTS[known.key])) if known.key in PARTS else []
    for part in parts:
        _add(draft, part)
    if empty or parts:
        return
    if known.key == "study design":
        _add_old_design(draft, pair)
    elif known.field is None:
        if known.key in PARTS:
            draft.report(pair.label, text)
    else:
        piece = known.field.read(Cell(pair.label, pair.value, known.type))
        if piece is None or isinstance(piece, Unknown):
            draft.report(pair.label, text)
        if piece is not None:
            put(draft, known.field.path, str(piece) if isinstance(piece, Unknown) else piece)


def _parts(value: Value, names: Mapping[str, str]) -> Iterator[Pair]:
    """The labels with values inside a value: 'Allocation: Randomized', or a row of two cells, or a label over lines."""
    name, texts = "", list[str]()
    for cells in _split_rows(value, names):
        label, colon, rest = (cells[0] if cells else "").partition(":")
        if colon and (page_key(label) in names or _is_short(label, names)):
            if name:
                yield Pair(name, plain(*texts))
            name, texts = names.get(page_key(label), label.strip()), [rest, *cells[1:]]
        else:
            texts += cells
    if name:
        yield Pair(name, plain(*texts))


def _split_rows(value: Value, names: Mapping[str, str]) -> Iterator[list[str]]:
    """The value's rows without empty cells; a row that strings labels together ('…; Masking: …') as several."""
    labels = "|".join(name.replace(" ", r"\W+") for name in sorted(names, key=len, reverse=True))
    strung = re.compile(rf"[;,]?\s+(?=(?:{labels})\s*:)", re.IGNORECASE)
    for row in value.rows:
        cells = [cell for cell in row if cell]
        begins = len(cells) == 1 and page_key(cells[0].partition(":")[0]) in names
        *before, last = strung.split(cells[0]) if begins else cells[:1] or [""]
        yield from ([piece] for piece in before)
        if cells:
            yield [last, *cells[1:]]


def _is_short(label: str, names: Mapping[str, str]) -> bool:
    """Whether a design's line starts with a label that nobody knows: few words, each with a capital."""
    return "allocation" in names and re.fullmatch(r"(?:[A-Z][a-z-]+ ?){1,3}", label) is not None


def _add_old_design(draft: Draft, pair: Pair) -> None:
    """'Treatment, Randomized, Open Label, Parallel Assignment': the design as pages wrote it at first."""
    design, unknown = parse_study_design(pair.value.text)
    for piece in unknown:
        draft.report(pair.label, piece)
    if design:
        put(draft, "protocolSection.designModule.designInfo", design)


def put(draft: Draft, path: str, piece: Any) -> None:
    """Set a piece at a dotted path of the draft's document; a path of one name is an aside and collects its pieces."""
    if "." not in path:
        draft.asides.setdefault(path, []).append(piece)
        return
    *parents, last = path.split(".")
    node = draft.study
    for name in parents:
        node = node.setdefault(name, {})
    node[last] = _merged(last, node[last], piece) if last in node else piece


def _merged(name: str, old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return old | {
            key: _merged(key, old[key], value) if key in old else value for key, value in new.items()
        }
    if name == "interventions":
        return merge_interventions(old, new)
    if name in _APPENDED:
        return [*old, *(item for item in new if item not in old)]
    return old


def _shortened(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
