"""Everything read out of a study's prose as rows of the derived tables."""

from operator import attrgetter
from typing import Any

from harvester.study import Study, nct_id_of

Rows = dict[str, list[list[Any]]]
_evidence_cells = attrgetter("attribute", "path", "start", "end", "words", "rule", "confidence")


def load_readers() -> None:
    """Load what reads prose, a fifth of a second, before the first study asks for it."""
    derive_rows({"protocolSection": {"identificationModule": {"nctId": "NCT00000000"}}})


def derive_rows(study: Study) -> Rows:
    """{derived table: rows} of one study, columns in the order of schema/derived.yaml."""
    # Hundreds of patterns take a fifth of a second to load: a process that asks and writes while others derive starts
    # those first.
    from harvester.derive.criteria.read import derive_criteria
    from harvester.derive.products.rows import cells_of
    from harvester.derive.products.study import derive
    from harvester.derive.times.frames import derive_outcome_times

    nct_id = nct_id_of(study)
    verdict, products = derive(study)
    evidence = [
        *((None, item) for item in verdict.evidence),
        *((position, item) for position, product in enumerate(products) for item in product.evidence),
    ]
    because = verdict.evidence[0] if verdict.evidence else None
    return {
        "criteria": [[nct_id, *criterion] for criterion in derive_criteria(study)],
        "outcome_times": [[nct_id, *time] for time in derive_outcome_times(study)],
        "msc_studies": [
            [nct_id, verdict.is_msc, verdict.reason, because and because.words, because and because.path]
        ],
        "msc_products": [[nct_id, position, *cells_of(product)] for position, product in enumerate(products)],
        "msc_evidence": [
            [nct_id, item, position, *_evidence_cells(found)]
            for item, (position, found) in enumerate(evidence)
        ],
    }
