import copy
import json

import pytest

from harvester.derive.products.study import derive, derive_msc_study, derive_products
from harvester.study import value_at
from tests.accuracy import find_record, read_disputes, read_gold, read_products, score, undisputed
from tests.shared import SHARED, needs_shared, records


def study(title="A trial", arms=(), interventions=(), summary=None, description=None):
    protocol = {
        "identificationModule": {"nctId": "NCT00000001", "briefTitle": title},
        "armsInterventionsModule": {"armGroups": list(arms), "interventions": list(interventions)},
        "descriptionModule": {"briefSummary": summary, "detailedDescription": description},
    }
    return {"protocolSection": protocol}


def arm(label, description=None, kind="EXPERIMENTAL", gets=("MSC",)):
    names = [f"Biological: {name}" for name in gets]
    return {"label": label, "type": kind, "description": description, "interventionNames": names}


def product(name="MSC", description=None, other_names=(), kind="BIOLOGICAL"):
    return {"type": kind, "name": name, "description": description, "otherNames": list(other_names)}


def values(rows, *attributes):
    return [tuple(getattr(row, attribute) for attribute in attributes) for row in rows]


def of(rows, attribute):
    return [e for row in rows for e in row.evidence if e.attribute == attribute]


def test_each_arm_has_its_own_dose_and_place():
    doc = study(
        arms=[
            arm("Low", "1 x 10\\^6 cells/kg intravenously"),
            arm("High", "2 x 10\\^6 cells/kg intravenously"),
            arm("Placebo", "saline", "PLACEBO_COMPARATOR"),
        ],
        interventions=[product(description="allogeneic umbilical cord MSC")],
    )
    rows = derive_products(doc)
    assert values(
        rows, "arm_group_position", "intervention_position", "dose_value", "dose_basis", "route"
    ) == [
        (0, 0, 1e6, "per_kg", "intravenous"),
        (1, 0, 2e6, "per_kg", "intravenous"),
    ]
    assert {(row.tissue_source, row.tissue_source_id, row.donor) for row in rows} == {
        ("umbilical cord", "UBERON:0002331", "allogeneic")
    }


def test_evidence_keeps_the_escapes_of_the_record():
    doc = study(interventions=[product(description="IV infusion of 1 x 10\\^6 cells/kg")])
    (evidence,) = of(derive_products(doc), "dose_value")
    assert evidence.words == "1 x 10\\^6 cells/kg"
    assert value_at(doc, evidence.path)[evidence.start : evidence.end] == evidence.words


def test_several_levels_are_several_rows_and_a_range_is_one():
    levels = study(interventions=[product(description="1, 3 or 10 million cells/kg IV")])
    spread = study(interventions=[product(description="1-2 x 10^6 cells/kg IV")])
    assert values(derive_products(levels), "dose_value") == [(1e6,), (3e6,), (1e7,)]
    assert values(derive_products(spread), "dose_value", "dose_low", "dose_high") == [(None, 1e6, 2e6)]


def test_split_routes_are_rows_each_with_its_dose():
    doc = study(
        interventions=[product(description="Intravenous: 2 x 10^8 cells. Intrathecal: 5 x 10^7 cells.")]
    )
    assert values(derive_products(doc), "route", "dose_value") == [("intravenous", 2e8), ("intrathecal", 5e7)]


def test_a_contradiction_between_arm_and_intervention_is_shown():
    doc = study(arms=[arm("MSC from adipose tissue")], interventions=[product(description="bone marrow MSC")])
    assert {row.tissue_source for row in derive_products(doc)} == {"adipose", "bone marrow"}


def test_intervention_text_ranks_above_the_title_and_the_title_above_the_summary():
    own = study("Bone marrow MSC", interventions=[product(description="adipose derived MSC")])
    title = study("Bone marrow MSC", interventions=[product()], summary="We will give adipose derived MSC.")
    assert values(derive_products(own), "tissue_source") == [("adipose",)]
    assert values(derive_products(title), "tissue_source") == [("bone marrow",)]


def test_what_is_not_stated_stays_none():
    (row,) = derive_products(study(interventions=[product("Mesenchymal stem cells")]))
    stated = {name for name in row.__slots__ if getattr(row, name) is not None}
    assert stated == {"product_type", "intervention_position", "evidence"}


def test_background_sentences_do_not_count():
    summary = "MSC can be isolated from bone marrow, adipose tissue and umbilical cord. This study will assess safety."
    assert values(derive_products(study(interventions=[product()], summary=summary)), "tissue_source") == [
        (None,)
    ]


def test_other_drugs_doses_and_routes_do_not_count():
    text = "Cyclophosphamide 50 mg/kg IV on day 3, then MSC 1 x 10^6 cells/kg."
    (row,) = derive_products(study(interventions=[product(description=text)]))
    assert (row.dose_value, row.dose_basis, row.route) == (1e6, "per_kg", None)


@pytest.mark.parametrize(
    ("text", "donor", "rule"),
    [
        ("umbilical cord MSC", "allogeneic", "perinatal tissue implies allogeneic"),
        ("autologous umbilical cord MSC", "autologous", "spelling, of the product"),
        ("MSC after allogeneic hematopoietic stem cell transplantation", None, None),
        ("third-party MSC", "allogeneic", "follows from the donor detail"),
    ],
)
def test_the_donor_is_the_products_and_inferred_ones_say_so(text, donor, rule):
    rows = derive_products(study(interventions=[product(description=text)]))
    assert values(rows, "donor") == [(donor,)]
    assert [e.rule for e in of(rows, "donor")] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MSC-derived exosomes", "MSC extracellular vesicles"),
        ("Conditioned medium of UC-MSC", "MSC conditioned medium"),
        ("MSC-NTF cells", "MSC-derived differentiated cells"),
        ("Stromal vascular fraction", "not MSC"),
        ("Bone marrow concentrate", "not MSC"),
        ("Adipose derived stem cells", "MSC cells"),
    ],
)
def test_the_product_type_is_what_the_name_says(name, value):
    assert values(derive_products(study(interventions=[product(name)])), "product_type") == [(value,)]


def test_a_not_msc_product_beside_msc_is_named_and_not_described():
    rows = derive_products(
        study(interventions=[product("UC-MSC"), product("Autologous bone marrow mononuclear cells", "IV")])
    )
    assert values(rows, "product_type", "tissue_source", "route") == [
        ("MSC cells", "umbilical cord", None),
        ("not MSC", None, None),
    ]


def test_a_code_the_title_explains_is_the_product():
    doc = study("XY-001 (mesenchymal stem cells) in lupus", interventions=[product("XY-001", "given IV")])
    assert values(derive_products(doc), "product_type", "route") == [("MSC cells", "intravenous")]


def test_a_study_that_mentions_msc_in_background_is_none():
    doc = study(
        interventions=[product("Imatinib", kind="DRUG")],
        summary="GIST is a mesenchymal tumor. MSC have been studied in mice.",
    )
    verdict = derive_msc_study(doc)
    assert not verdict.is_msc
    assert "no intervention gives them" in verdict.reason
    assert derive_products(doc) == []


def test_an_msc_study_says_why_with_words():
    verdict = derive_msc_study(study(interventions=[product("Allogeneic mesenchymal stem cells")]))
    assert verdict.is_msc
    assert verdict.evidence[0].words == "mesenchymal stem cells"


def test_total_dose_only_where_it_follows():
    (fixed,) = derive_products(study(interventions=[product(description="3 infusions of 1 x 10^8 cells")]))
    (weighted,) = derive_products(
        study(interventions=[product(description="3 infusions of 1 x 10^6 cells/kg")])
    )
    assert (fixed.administrations, fixed.total_dose) == (3, 3e8)
    assert (weighted.administrations, weighted.total_dose) == (3, None)


@pytest.mark.parametrize(
    ("text", "attribute", "value"),
    [
        ("on day 0, 3 and 6", "administrations", 3),
        ("on day 0, 3 and 6", "interval_days", 3.0),
        ("a single infusion", "administrations", 1),
        ("two infusions 4 weeks apart", "interval_days", 28.0),
        ("cryopreserved MSC, thawed", "cryopreservation", "cryopreserved"),
        ("freshly cultured cells", "cryopreservation", "fresh"),
        ("cells of passage 3-5", "passage", "3-5"),
        ("MSC at third passage", "passage", "3"),
    ],
)
def test_schedule_and_handling_are_read(text, attribute, value):
    assert values(derive_products(study(interventions=[product(description=text)])), attribute) == [(value,)]


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"protocolSection": None},
        {
            "protocolSection": {
                "armsInterventionsModule": {"armGroups": [None, {"label": 3}], "interventions": "MSC"}
            }
        },
        {
            "protocolSection": {
                "armsInterventionsModule": {"interventions": [{"name": ["MSC"]}, None, {"name": "MSC"}]}
            }
        },
    ],
)
def test_a_malformed_document_is_read_without_error(document):
    verdict, rows = derive(document)
    assert verdict.is_msc == bool(rows)


@needs_shared
def test_every_evidence_of_every_msc_record_is_the_records_own_words():
    assert SHARED is not None
    checked = 0
    for path in records("msc_2022"):
        document = json.loads(path.read_bytes())
        before = copy.deepcopy(document) if checked < 500 else None
        verdict, rows = derive(document)
        for evidence in (*verdict.evidence, *(e for row in rows for e in row.evidence)):
            assert evidence.words, (path.stem, evidence)
            assert value_at(document, evidence.path)[evidence.start : evidence.end] == evidence.words, (
                path.stem,
                evidence,
            )
            assert 0 <= evidence.confidence <= 1, (path.stem, evidence)
            checked += 1
        for row in rows:
            proven = {e.attribute for e in row.evidence}
            for attribute in (
                "product_type",
                "tissue_source",
                "donor",
                "donor_detail",
                "route",
                "dose_value",
                "dose_unit",
            ):
                assert getattr(row, attribute) is None or attribute in proven, (path.stem, attribute)
        if before is not None:
            assert document == before, path.stem
    assert checked > 5000


@needs_shared
def test_every_disputed_table_value_is_shown_by_the_records_words():
    disputes = read_disputes()
    for dispute in disputes:
        path = find_record(dispute["nct_id"])
        assert path, dispute["nct_id"]
        text = value_at(json.loads(path.read_bytes()), dispute["path"])
        assert dispute["words"] in text.replace("\\", ""), dispute
    assert len({(d["nct_id"], d["attribute"], d["printed"]) for d in disputes}) == len(disputes)


@needs_shared
def test_the_published_tables_are_met():
    gold = undisputed(read_gold(SHARED / "msc" / "gold_dev.tsv"), read_disputes())
    scores = score(gold, read_products({nct_id for nct_id, _ in gold}))
    for attribute in ("tissue_source", "route", "donor"):
        assert scores[attribute].recall >= 0.92, attribute
        assert scores[attribute].precision >= 0.97, attribute
    assert scores["dose"].recall >= 0.85
