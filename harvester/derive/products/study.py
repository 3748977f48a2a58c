"""What a study gives: one row per product and arm, read from the record's prose, each value with its evidence.

Pure functions over one study document; nothing that the record does not state is filled in, except what a vocabulary
rule names (perinatal tissue, named product), at lower confidence and under that rule's name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from harvester.derive.doses.find import DOSE, TOTAL
from harvester.derive.passages import Evidence, fold
from harvester.derive.products.arms import given
from harvester.derive.products.candidates import Candidate, candidates
from harvester.derive.products.choices import (
    Context,
    choose_details,
    choose_donors,
    choose_tissues,
    nearest,
    perinatal,
)
from harvester.derive.products.curation import CURATION_PATH, Override, curation
from harvester.derive.products.dose_choices import Dose, choose_doses
from harvester.derive.products.kinds import MSC_TYPES, Kind, reader_of
from harvester.derive.products.mentions import Reading
from harvester.derive.products.msc_studies import MscStudy, judge
from harvester.derive.products.route_choices import choose_routes, route_of
from harvester.derive.products.rows import (
    Product,
    cells_of,
    named_in,
    ontology_id,
    with_donor,
    with_dose,
    with_named,
    with_route,
    with_schedule,
    with_tissue,
    with_total,
)
from harvester.study import Study, nct_id_of

_MOST_ROWS = 24


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
    named = named_in(context, [*own, *asked])
    base = with_named(base, named)
    tissues: list[Reading | None] = [*choose_tissues(context, own, asked)] or [None]
    donors: list[Reading | None] = [*choose_donors(context, own, asked, tissues)] or [None]
    routes = choose_routes(context, own, asked)
    doses = choose_doses(context, own, asked, vesicles)
    details = (
        [] if all(d and d.value == "autologous" for d in donors) else choose_details(context, [*own, *asked])
    )
    base = with_schedule(base, [*asked, *own], context)
    count = 0
    for tissue, donor in _paired(tissues, donors):
        for route, dose in _routes_and_doses(routes, [(d, p) for d, p in doses if d.role == DOSE]):
            count += 1
            if count <= _MOST_ROWS:
                row = with_tissue(base, tissue, named)
                row = with_donor(row, donor, details, named)
                totals = [(d, p) for d, p in doses if d.role == TOTAL]
                yield with_total(context, with_dose(with_route(row, route), dose), dose, totals)


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
            ontology_id(override.attribute, str(override.value)) if override.value else None
        )
    return replace(row, evidence=(*kept, _word(override)), **values)
