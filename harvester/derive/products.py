"""What a study gives: one row per product and arm, read from the record's prose, each value with its evidence.

Pure functions over one study document; nothing that the record does not state is filled in, except what a vocabulary
rule names (perinatal tissue, named product), at lower confidence and under that rule's name.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from harvester.derive.administrations import Found, find_administrations, find_intervals
from harvester.derive.choices import (
    Context,
    choose_details,
    choose_donors,
    choose_routes,
    choose_tissues,
    nearest,
    perinatal,
    route_of,
)
from harvester.derive.curation import CURATION_PATH, Override, curation
from harvester.derive.dose_choices import Dose, choose_doses
from harvester.derive.doses import DOSE, TOTAL, DoseReading
from harvester.derive.handling import find_cryopreservation, find_passages
from harvester.derive.mentions import Reading, is_background
from harvester.derive.msc_studies import MscStudy, judge
from harvester.derive.passages import (
    DESCRIPTION,
    SUMMARY,
    TITLE,
    Evidence,
    Passage,
    fold,
)
from harvester.derive.product_arms import given
from harvester.derive.product_candidates import Candidate, candidates
from harvester.derive.product_kinds import MSC_TYPES, Kind, reader_of
from harvester.derive.vocabulary import Term
from harvester.derive.vocabulary_files import vocabulary
from harvester.study import Study, nct_id_of

_MOST_ROWS = 24


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


def derive_products(study: Study) -> list[Product]:
    """The products of one study, in order of arm and intervention; empty for what is no cell study."""
    return derive(study)[1]


def derive_msc_study(study: Study) -> MscStudy:
    """Whether the study gives an MSC product, and why."""
    return derive(study)[0]


def derive(study: Study) -> tuple[MscStudy, list[Product]]:
    """Both at once, for one reading of the text."""
    reader = reader_of(study)
    if reader is None:
        return _curated(study, MscStudy(False, "no word for cells or vesicles occurs"), [])
    found = candidates(reader)
    verdict = judge(reader, found)
    gives_cells = any(kind.value == "MSC cells" for candidate in found for kind in candidate.kinds)
    context = Context(reader, gives_cells)
    rows: list[Product] = []
    for arm, candidate, kind in given(reader, found):
        if kind.value not in MSC_TYPES and verdict.is_msc:
            if not reader.words.words["no_cells"].fullmatch(fold(kind.evidence.words).replace("-", " ")):
                rows.append(_bare(arm, candidate, kind))
        else:
            rows.extend(_rows(context, arm, candidate, kind))
    return _curated(study, verdict, _without_doubles(rows))


def _bare(arm: int | None, candidate: Candidate, kind: Kind) -> Product:
    """Beside MSC products another cell product is named and not described."""
    return Product(kind.value, arm, candidate.intervention, evidence=(kind.evidence,))


def _without_doubles(rows: list[Product]) -> list[Product]:
    return list({cells_of(row): row for row in reversed(rows)}.values())[::-1]


def _rows(context: Context, arm: int | None, candidate: Candidate, kind: Kind) -> Iterator[Product]:
    reader = context.reader
    own = reader.interventions[candidate.intervention] if candidate.intervention is not None else []
    asked = reader.arms[arm] if arm is not None else []
    vesicles = kind.value in ("MSC extracellular vesicles", "MSC conditioned medium")
    base = Product(kind.value, arm, candidate.intervention, evidence=(kind.evidence,))
    named = _named(context, [*own, *asked])
    base = _with_named(base, named)
    tissues: list[Reading | None] = [*choose_tissues(context, own, asked)] or [None]
    donors: list[Reading | None] = [*choose_donors(context, own, asked, tissues)] or [None]
    routes = choose_routes(context, own, asked)
    doses = choose_doses(context, own, asked, vesicles)
    details = (
        [] if all(d and d.value == "autologous" for d in donors) else choose_details(context, [*own, *asked])
    )
    base = _with_schedule(base, [*asked, *own], context)
    count = 0
    for tissue, donor in _paired(tissues, donors):
        for route, dose in _routes_and_doses(routes, [(d, p) for d, p in doses if d.role == DOSE]):
            count += 1
            if count <= _MOST_ROWS:
                row = _with_tissue(base, tissue, named)
                row = _with_donor(row, donor, details, named)
                totals = [(d, p) for d, p in doses if d.role == TOTAL]
                yield _with_total(context, _with_dose(_with_route(row, route), dose), dose, totals)


def _paired(
    tissues: list[Reading | None], donors: list[Reading | None]
) -> Iterator[tuple[Reading | None, Reading | None]]:
    """Two tissues with two donors are two products where the text sets each beside its own."""
    if len(tissues) > 1 and len(donors) > 1:
        for tissue in tissues:
            near = tissue and next(nearest([d for d in donors if d], tissue.passage, tissue.start), None)
            born = tissue and perinatal(tissue.value)
            others = (d for d in donors if d and born and d.value == "allogeneic")
            yield tissue, near or next(others, donors[0])
        return
    for tissue in tissues:
        for donor in donors:
            yield tissue, donor


def _routes_and_doses(
    routes: Sequence[Reading], doses: Sequence[Dose]
) -> Iterator[tuple[Reading | None, Dose | None]]:
    """Each dose with the route that stands nearest to it, where there are several of both."""
    all_routes: list[Reading | None] = [*routes] or [None]
    all_doses: list[Dose | None] = [*doses] or [None]
    if len(routes) < 2 or len(doses) < 2:
        for route in all_routes:
            for dose in all_doses:
                yield route, dose
        return
    first = min(d.start for d, _ in doses)
    near = {id(d): route_of(routes, p, d.start, first) for d, p in doses}
    for route in routes:
        mine = [(d, p) for d, p in doses if near[id(d)] is route]
        for dose in mine or doses:
            yield route, dose


def _add(row: Product, evidence: Evidence, **values: Any) -> Product:
    return replace(row, evidence=(*row.evidence, evidence), **values)


def _named(context: Context, passages: Sequence[Passage]) -> tuple[Term, Evidence] | None:
    for group in (passages, context.ranked(TITLE)):
        for passage in group:
            for mention in context.reader.words.find("named_product", passage, context.reader.record):
                if passage.rank < SUMMARY or not is_background(passage, mention.start, context.reader.words):
                    evidence = passage.evidence(
                        "named_product", mention.start, mention.end, "named product", 0.9
                    )
                    return mention.term, evidence
    return None


def _with_named(row: Product, named: tuple[Term, Evidence] | None) -> Product:
    return _add(row, named[1], named_product=named[0].value) if named else row


def _with_tissue(row: Product, tissue: Reading | None, named: tuple[Term, Evidence] | None) -> Product:
    if tissue:
        return _add(row, tissue.evidence, tissue_source=tissue.value, tissue_source_id=tissue.term.id)
    known = named and named[0].known.get("tissue_source")
    if not named or not known:
        return row
    evidence = replace(named[1], attribute="tissue_source", rule="known of the named product", confidence=0.6)
    return _add(row, evidence, tissue_source=known, tissue_source_id=_id("tissue_source", known))


def _id(column: str, value: str) -> str | None:
    return vocabulary().columns[column].term(value).id


def _with_donor(
    row: Product, donor: Reading | None, details: list[Reading], named: tuple[Term, Evidence] | None
) -> Product:
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


def _with_route(row: Product, route: Reading | None) -> Product:
    return _add(row, route.evidence, route=route.value, route_id=route.term.id) if route else row


def _with_dose(row: Product, dose: Dose | None) -> Product:
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


def _with_total(context: Context, row: Product, dose: Dose | None, totals: list[Dose]) -> Product:
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


def _with_schedule(row: Product, own: Sequence[Passage], context: Context) -> Product:
    titles = [passage for passage in context.reader.prose if passage.rank == TITLE]
    prose = [passage for passage in context.reader.prose if passage.rank in (SUMMARY, DESCRIPTION)]
    for attribute, find, passages in (
        ("administrations", find_administrations, [*own, *titles, *prose]),
        ("interval_days", find_intervals, [*own, *prose]),
        ("cryopreservation", find_cryopreservation, [*own, *titles, *prose]),
        ("passage", find_passages, [*own, *prose]),
    ):
        hit = _first(attribute, passages, find, context)
        if hit and not (attribute == "interval_days" and row.administrations == 1):
            found, passage = hit
            evidence = passage.evidence(
                attribute, found.start, found.end, found.rule, 0.85 if passage.rank < SUMMARY else 0.7
            )
            row = _add(row, evidence, **{attribute: found.value})
    return row


def _curated(study: Study, verdict: MscStudy, rows: list[Product]) -> tuple[MscStudy, list[Product]]:
    """A curator's overrides over what was read; they always win and say so."""
    decided = curation()
    if not decided:
        return verdict, rows
    mine = decided.get(nct_id_of(study), {})
    for override in mine.values():
        if override.attribute == "is_msc":
            verdict = MscStudy(
                bool(override.value), f"{override.who}, {override.date}: {override.why}", (_word(override),)
            )
        else:
            rows = _without_doubles([_overridden(row, override) for row in rows or [Product(None)]])
    return verdict, rows


def _word(override: Override) -> Evidence:
    words = f"{override.who}, {override.date}: {override.why}"
    return Evidence(override.attribute, CURATION_PATH, 0, len(words), words, "curation", 1.0)


def _overridden(row: Product, override: Override) -> Product:
    kept = tuple(e for e in row.evidence if e.attribute != override.attribute)
    values: dict[str, Any] = {override.attribute: override.value}
    if override.attribute in ("tissue_source", "route"):
        values[f"{override.attribute}_id"] = (
            _id(override.attribute, str(override.value)) if override.value else None
        )
    return replace(row, evidence=(*kept, _word(override)), **values)
