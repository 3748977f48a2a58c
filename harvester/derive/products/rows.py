"""A row of `msc_products`: how each value that was chosen comes into it, with its evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from operator import attrgetter
from typing import Any

from harvester.derive.doses.find import DOSE, DoseReading
from harvester.derive.passages import DESCRIPTION, OWN, SUMMARY, TITLE, Evidence, Passage
from harvester.derive.products.choices import (
    Context,
    perinatal,
)
from harvester.derive.products.dose_choices import Dose
from harvester.derive.products.handling import find_cryopreservation, find_passages
from harvester.derive.products.mentions import Reading, is_background
from harvester.derive.schedules.administrations import (
    Found,
    find_administrations,
    find_intervals,
    has_groups,
    has_phases,
    says_more_than_one,
)
from harvester.derive.vocabulary.files import vocabulary
from harvester.derive.vocabulary.terms import Term


@dataclass(frozen=True, slots=True)
class Product:
    """One row of `msc_products`; what the record does not state is None. Doses in `dose_unit`, masses in µg."""

    product_type: str | None
    arm_group_position: int | None = None
    intervention_position: int | None = None
    tissue_source: str | None = None
    tissue_source_id: str | None = None
    donor: str | None = None
    donor_detail: str | None = None
    route: str | None = None
    route_id: str | None = None
    dose_value: float | None = None
    dose_low: float | None = None
    dose_high: float | None = None
    dose_unit: str | None = None
    dose_basis: str | None = None
    administrations: int | None = None
    interval_days: float | None = None
    total_dose: float | None = None
    cryopreservation: str | None = None
    passage: str | None = None
    named_product: str | None = None
    evidence: tuple[Evidence, ...] = ()


cells_of = attrgetter(*(name for name in Product.__slots__ if name != "evidence"))
"""What a product's row holds, without the evidence for it."""


def _add(row: Product, evidence: Evidence, **values: Any) -> Product:
    return replace(row, evidence=(*row.evidence, evidence), **values)


def named_in(context: Context, passages: Sequence[Passage]) -> tuple[Term, Evidence] | None:
    """The product that a text, else a title, calls by its name."""
    for group in (passages, context.ranked(TITLE)):
        for passage in group:
            for mention in context.reader.words.find("named_product", passage, context.reader.record):
                if passage.rank < SUMMARY or not is_background(passage, mention.start, context.reader.words):
                    evidence = passage.evidence(
                        "named_product", mention.start, mention.end, "named product", 0.9
                    )
                    return mention.term, evidence
    return None


def with_named(row: Product, named: tuple[Term, Evidence] | None) -> Product:
    """With the name of the product."""
    return _add(row, named[1], named_product=named[0].value) if named else row


def with_tissue(row: Product, tissue: Reading | None, named: tuple[Term, Evidence] | None) -> Product:
    """With the tissue chosen, else the one that is known of the named product."""
    if tissue:
        return _add(row, tissue.evidence, tissue_source=tissue.value, tissue_source_id=tissue.term.id)
    known = named and named[0].known.get("tissue_source")
    if not named or not known:
        return row
    evidence = replace(named[1], attribute="tissue_source", rule="known of the named product", confidence=0.6)
    return _add(row, evidence, tissue_source=known, tissue_source_id=ontology_id("tissue_source", known))


def ontology_id(column: str, value: str) -> str | None:
    """The id of a value, where its term has one."""
    return vocabulary().columns[column].term(value).id


def with_donor(
    row: Product, donor: Reading | None, details: list[Reading], named: tuple[Term, Evidence] | None
) -> Product:
    """With the donor chosen, else what follows from a detail, the named product or a tissue of birth."""
    if donor:
        row = _add(row, donor.evidence, donor=donor.value)
    elif details:
        row = _add(
            row,
            replace(details[0].evidence, attribute="donor", rule="follows from the donor detail"),
            donor="allogeneic",
        )
    elif named and named[0].known.get("donor"):
        evidence = replace(named[1], attribute="donor", rule="known of the named product", confidence=0.6)
        row = _add(row, evidence, donor=named[0].known["donor"])
    elif perinatal(row.tissue_source):
        source = next(e for e in row.evidence if e.attribute == "tissue_source")
        row = _add(
            row,
            replace(source, attribute="donor", rule="perinatal tissue implies allogeneic", confidence=0.6),
            donor="allogeneic",
        )
    if details and row.donor == "allogeneic":
        for detail in details[:1]:
            row = _add(row, detail.evidence, donor_detail=detail.value)
    return row


def with_route(row: Product, route: Reading | None) -> Product:
    """With the route and its id."""
    return _add(row, route.evidence, route=route.value, route_id=route.term.id) if route else row


def with_dose(row: Product, dose: Dose | None) -> Product:
    """With the dose, its unit and basis, and how often it says to give it."""
    if not dose:
        return row
    reading, passage = dose
    attribute = "dose_value" if reading.value is not None else "dose_low"
    evidence = passage.evidence(attribute, reading.start, reading.end, reading.rule, reading.confidence)
    row = _add(
        row, evidence, dose_value=reading.value, dose_low=reading.low, dose_high=reading.high,
        dose_unit=reading.unit, dose_basis=reading.basis,
    )  # fmt: skip
    if reading.value is None:
        row = _add(row, replace(evidence, attribute="dose_high"))
    row = _add(row, replace(evidence, attribute="dose_unit"))
    if reading.basis is not None:
        row = _add(row, replace(evidence, attribute="dose_basis"))
    if reading.times is not None and row.administrations != reading.times:
        row = _without(row, "administrations")
        row = _add(row, replace(evidence, attribute="administrations"), administrations=reading.times)
    return row


def _without(row: Product, attribute: str) -> Product:
    kept = tuple(evidence for evidence in row.evidence if evidence.attribute != attribute)
    return replace(row, evidence=kept, **{attribute: None})


def with_total(context: Context, row: Product, dose: Dose | None, totals: list[Dose]) -> Product:
    """A total that is stated, else fixed dose × administrations."""
    if not dose or row.dose_value is None:
        return row
    reading, passage = dose
    if reading.total is not None:
        if reading.times or row.administrations in (None, 1):
            return _add(row, _total_evidence(reading, passage), total_dose=reading.total)
        return row
    for total, where in totals:
        if total.value is not None and total.unit == row.dose_unit and _is_multiple(total.value, row):
            return _add(row, _total_evidence(total, where), total_dose=total.value)
    if row.administrations and row.dose_basis == "fixed":
        source = next(e for e in row.evidence if e.attribute == "administrations")
        if _states_another_dose(context, source.path, row.dose_value):
            return row
        evidence = replace(
            source,
            attribute="total_dose",
            rule="dose × administrations",
            confidence=round(source.confidence * 0.9, 2),
        )
        return _add(row, evidence, total_dose=row.dose_value * row.administrations)
    return row


def _states_another_dose(context: Context, path: str, value: float) -> bool:
    """Whether the text that counts the administrations counts those of other doses only."""
    doses = [dose for key, found in context.doses.items() if key[0] == path for dose in found]
    values = {dose.value for dose in doses if dose.role == DOSE and dose.value is not None}
    return bool(values) and value not in values


def _total_evidence(reading: DoseReading, passage: Passage) -> Evidence:
    return passage.evidence("total_dose", reading.start, reading.end, "stated total", reading.confidence)


def _is_multiple(total: float, row: Product) -> bool:
    """Whether a course's total is a whole number of this row's doses, and of its administrations where known."""
    ratio = total / row.dose_value if row.dose_value else 0.0
    count = round(ratio)
    return count >= 1 and abs(ratio - count) <= 0.02 * ratio and row.administrations in (None, count)


def _first(
    attribute: str, passages: Iterable[Passage], find: Any, context: Context
) -> tuple[Found, Passage] | None:
    """The first reading that is no background; each passage is read once however many arms share it."""
    for passage in passages:
        key = (attribute, passage.path)
        if key not in context.firsts:
            context.firsts[key] = next(
                (
                    found
                    for found in find(passage)
                    if passage.rank < SUMMARY or not is_background(passage, found.start, context.reader.words)
                ),
                None,
            )
        if found := context.firsts[key]:
            return found, passage
    return None


def _is_one_of_more(found: Found, passage: Passage, prose: Sequence[Passage], context: Context) -> bool:
    """A 'single dose' beside prose that counts several; of several arms each has its own word."""
    if found.rule != "single" or (len(context.reader.arms) > 1 and ".armGroups." in passage.path):
        return False
    return any(says_more_than_one(text) for text in prose)


def with_schedule(row: Product, own: Sequence[Passage], context: Context) -> Product:
    """With how often, how far apart, frozen or fresh, and the passage: own text first, then titles and prose."""
    titles = [passage for passage in context.reader.prose if passage.rank == TITLE]
    prose = [passage for passage in context.reader.prose if passage.rank in (SUMMARY, DESCRIPTION)]
    texts = [*own, *titles, *prose]
    of_one = takewhile(lambda text: text.rank != OWN or not (has_phases(text) or has_groups(text)), texts)
    in_one_phase = takewhile(lambda text: text.rank != OWN or not has_phases(text), [*own, *prose])
    for attribute, find, passages in (
        ("administrations", find_administrations, of_one),
        ("interval_days", find_intervals, in_one_phase),
        ("cryopreservation", find_cryopreservation, texts),
        ("passage", find_passages, [*own, *prose]),
    ):
        hit = _first(attribute, passages, find, context)
        if hit and attribute == "administrations" and _is_one_of_more(*hit, prose, context):
            continue
        if hit and not (attribute == "interval_days" and row.administrations == 1):
            found, passage = hit
            evidence = passage.evidence(
                attribute, found.start, found.end, found.rule, 0.85 if passage.rank < SUMMARY else 0.7
            )
            row = _add(row, evidence, **{attribute: found.value})
    return row
