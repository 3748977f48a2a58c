"""From everything a study says about how one product is given: which routes stand, and which dose goes by which."""

import re
from collections.abc import Iterable, Sequence

from harvester.derive.passages import DESCRIPTION, SUMMARY, TITLE, Passage
from harvester.derive.products.choices import Context, first_of_each, own_choice
from harvester.derive.products.mentions import Reading, is_ours, read_routes

_NARROWER = {
    "hepatic artery": ("intra-arterial", "intravenous"), "portal vein": ("intravenous",),
    "intracoronary": ("intra-arterial",), "intramyocardial": ("intra-arterial",),
}  # fmt: skip
_LOCAL = frozenset({
    "intra-articular", "intradiscal", "intramuscular", "intramyocardial", "intracavernous", "intra-ovarian",
    "intrauterine", "intraosseous", "intravitreal", "ophthalmic", "intraspinal", "intracerebral", "periodontal",
    "intradermal", "subcutaneous", "intrathecal", "intracoronary", "intracerebroventricular", "intraperitoneal",
    "hepatic artery", "portal vein", "intra-arterial",
})  # fmt: skip
_BOTH = re.compile(r"(?<![a-z])(?:or|and|plus|then|followed)(?![a-z])|[/,;+&]")


def _clean_routes(readings: list[Reading]) -> list[Reading]:
    """Wider words beside narrower ones ('intravenous (portal vein)'), weak ones beside strong, fall away."""
    values = {reading.value for reading in readings}
    drop = {wider for value in values for wider in _NARROWER.get(value, ()) if wider == "intra-arterial"}
    for value, wider in (("portal vein", "intravenous"), ("hepatic artery", "intravenous")):
        near = [r for r in readings if r.value == value]
        if any(_glossed(r, o) for r in near for o in readings if o.value == wider):
            drop.add(wider)
    if values & _LOCAL:
        drop |= {"intralesional", "topical"}
    if "topical" in values and "intralesional" in values:
        drop.add("topical")
    strong = [r for r in readings if r.term.needs != "weak"]
    return [r for r in (strong or readings) if r.value not in drop]


def _glossed(one: Reading, other: Reading) -> bool:
    """Whether one route only says more closely what the other is: 'intravenous (portal vein)', not 'or portal vein'."""
    first, second = sorted((one, other), key=lambda reading: reading.start)
    between = first.passage.view[first.end : second.start]
    return first.passage is second.passage and len(between) < 30 and not _BOTH.search(between)


def choose_routes(context: Context, intervention: Sequence[Passage], arm: Sequence[Passage]) -> list[Reading]:
    """How it is given; split routes all stand."""

    def read(passages: Iterable[Passage]) -> list[Reading]:
        return context.readings("route", read_routes, passages)

    own = _clean_routes(own_choice(_clean_routes(read(intervention)), _clean_routes(read(arm))))
    strong = [reading for reading in own if reading.term.needs != "weak"]
    if strong:
        return strong
    titles = _clean_routes(first_of_each(read(context.ranked(TITLE))))
    if any(reading.term.needs != "weak" for reading in titles):
        return titles
    for rank in (SUMMARY, DESCRIPTION):
        prose = [r for r in read(context.ranked(rank)) if r.term.needs != "weak"]
        ours = [r for r in prose if is_ours(r.passage, r.start)]
        found = _clean_routes(first_of_each(ours or prose))
        if found:
            return found if len(found) <= 2 and ours else found[:1]
    return own or titles or [r for r in read(context.ranked(SUMMARY)) if is_ours(r.passage, r.start)][:1]


def route_of(routes: Sequence[Reading], passage: Passage, place: int, first: int) -> Reading | None:
    """The route a dose belongs to: the last one before it where routes come first in the text, else the next one."""
    same = sorted(
        (reading for reading in routes if reading.passage.path == passage.path), key=lambda r: r.start
    )
    if not same:
        return None
    if same[0].start < first:
        return next((reading for reading in reversed(same) if reading.start < place), same[0])
    return next((reading for reading in same if reading.start > place), same[-1])
