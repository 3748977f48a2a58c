"""What a record's words make of its product: cases that real records taught, in our own words."""

import sys

import pytest

from harvester.derive.passages import DESCRIPTION, MOST, OWN, Passage
from harvester.derive.products.study import derive, derive_msc_study, derive_products
from tests.derive.test_products import arm, product, study, values


def of(attribute, **document):
    """The values of one column, each once, in order."""
    rows = derive_products(study(**document))
    return list(dict.fromkeys(getattr(row, attribute) for row in rows if getattr(row, attribute)))


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        ("MSC infused via peripheral veins", ["intravenous"]),
        ("MSC injected i. m. into both legs", ["intramuscular"]),
        ("MSC by peribulbar injection", ["ophthalmic"]),
        ("MSC infused into the infarct-related blood vessel", ["intracoronary"]),
        ("MSC infused after renal artery reperfusion", []),
        ("a transdermal injection of MSC", ["intradermal"]),
        ("MSC IV with mycophenolate mofetil IV or PO", ["intravenous"]),
        ("an intramuscular injection of pain medication, then the MSC patch", []),
        ("busulfan IV over 2 hours, then MSC", []),
        ("MSC gel on the ulcer", ["topical"]),
        ("MSC mixed with fibrin glue, injected", []),
        ("MSC injected in the infarct region", ["intramyocardial"]),
        ("delivery of MSC to degenerated intervertebral discs", ["intradiscal"]),
        ("MSC seeded onto a silicone dressing", ["topical"]),
        ("hair serum with conditioned medium of MSC", ["topical"]),
    ],
)
def test_a_route_is_the_products_own(text, routes):
    assert of("route", interventions=[product(description=text)]) == routes


@pytest.mark.parametrize(
    ("title", "route"),
    [
        ("MSC for kidney transplant rejection", "intralesional"),
        ("MSC for ischemic stroke", "intracerebral"),
        ("MSC for nothing in particular", None),
    ],
)
def test_what_an_organ_decides_is_decided_by_the_record(title, route):
    assert of("route", title=title, interventions=[product(description="intraparenchymal injection")]) == (
        [route] if route else []
    )


@pytest.mark.parametrize(
    ("text", "donors"),
    [
        ("heterologous MSC", ["allogeneic"]),
        ("MSC from healthy male donors", ["allogeneic"]),
        ("donor mesenchymal stem cells", ["allogeneic"]),
        ("MSC grown from the bone marrow of the patient", ["autologous"]),
        ("autologous peripheral blood mesenchymal stem cells", ["autologous"]),
        ("autologous MSC fixed in allogenic bone tissue", ["autologous"]),
        ("autologous (your own) cartilage cells with allogeneic MSC", ["allogeneic"]),
        ("MSC given in allogenic AB plasma", []),
        ("MSC of relatively low immunogenicity", []),
        ("allogeneic AMSC of adipose tissue", ["allogeneic"]),
    ],
)
def test_a_donor_is_the_products_own(text, donors):
    assert of("donor", interventions=[product(description=text)]) == donors


def test_an_autologous_product_of_earlier_work_is_not_that_of_cord_cells():
    summary = "Our team has carried out a project with autologous marrow cells. Autologous cells were useful."
    assert of("donor", interventions=[product("UC-MSC")], summary=summary) == ["allogeneic"]


def test_a_title_sets_each_donor_beside_its_own_tissue():
    title = "Autologous Bone Marrow MSC, and Third-party MSC Made From Umbilical Cord, for Osteoarthritis"
    doc = {"title": title, "interventions": [product("Bone marrow MSC"), product("Umbilical cord MSC")]}
    rows = derive_products(study(**doc))
    assert values(rows, "tissue_source", "donor", "donor_detail") == [
        ("bone marrow", "autologous", None),
        ("umbilical cord", "allogeneic", "third-party"),
    ]


@pytest.mark.parametrize(
    ("text", "tissues"),
    [
        ("MSC co-infusion with mismatched PBSC or cord blood", []),
        ("MSC after a bone marrow/peripheral blood stem cell transplant", []),
        ("MSC from adipost tissue", ["adipose"]),
        ("MSC that take part in the formation of bone marrow niches", []),
        ("MSC from peripheral blood mesenchymal cells", ["peripheral blood"]),
    ],
)
def test_a_tissue_is_the_products_own(text, tissues):
    assert of("tissue_source", interventions=[product(description=text)]) == tissues


def test_of_several_tissues_in_prose_that_of_the_studys_aim_counts():
    summary = (
        "We know BM-MSC well and our BM-MSC work. Our BM-MSC helped in mice. "
        "The present study aims to show what UC-MSC do."
    )
    assert of("tissue_source", interventions=[product("MSC")], summary=summary) == ["umbilical cord"]


@pytest.mark.parametrize(
    ("name", "description", "types"),
    [
        ("Injection of Secretome-MSC", None, ["MSC conditioned medium"]),
        ("MSC protocol", "two doses of MSC and, days later, two doses of EVs", ["MSC cells"]),
        (
            "Protocol",
            "MSC on days 0 and 2, all by vein, plus two doses of EVs",
            ["MSC extracellular vesicles"],
        ),
        ("Cord blood transplantation", "with co-infusion of third-party MSC", ["not MSC", "MSC cells"]),
        ("Adipose-derived stromal vascular fraction", None, ["not MSC"]),
        ("Autologous cultured stem cells on collagen", None, ["MSC cells"]),
        (
            "Marrow aspirate concentrated to a bone marrow concentrate containing mesenchymal stem cells",
            None,
            ["not MSC"],
        ),
        ("Infusion of one MPC expanded cord unit", None, []),
        ("Adipose tissue-derived cell (ATDC) fraction", None, []),
        ("Non-cultured epidermal cell suspension", "of mesenchymal cells", ["not MSC"]),
    ],
)
def test_the_product_type_of_a_name_and_its_description(name, description, types):
    found = of("product_type", interventions=[product(name, description)])
    assert set(types) <= set(found)
    assert found == types or {"MSC cells", "MSC conditioned medium", "MSC extracellular vesicles"} & set(
        types
    )


def test_cells_that_a_drug_acts_on_are_not_given():
    drug = product(
        "LLP2A", "A molecule that leads endogenous mesenchymal stem cells (MSCs) to bone", kind="DRUG"
    )
    assert not derive_msc_study(study(interventions=[drug])).is_msc


def test_fat_stem_cells_of_a_title_of_the_vascular_fraction_are_that_fraction():
    doc = study(
        "Fat Derived Stem Cells (SVF) for Pain", interventions=[product("adipose derived stem cells")]
    )
    assert values(derive_products(doc), "product_type", "tissue_source") == [("not MSC", "adipose")]


@pytest.mark.parametrize(
    "interventions",
    [
        [product("Sampling mesenchymal stem cells", kind="PROCEDURE")],
        [product("Exosomes in a whole blood assay", kind="OTHER")],
        [product("MUSCLE ENERGY TECHNIQUE", kind="OTHER")],
        [],
    ],
)
def test_a_study_that_gives_nothing_is_no_msc_study(interventions):
    title = "Muscle Energy Technique and Properties of Mesenchymal Stem Cells in Lung Transplant Candidates"
    assert not derive_msc_study(study(title, interventions=interventions)).is_msc


def test_a_study_without_interventions_gives_what_its_title_says_is_given():
    assert derive_msc_study(study("Transplantation of Mesenchymal Stem Cells in Liver Failure")).is_msc


def test_platelet_rich_plasma_is_no_cell_product_beside_msc():
    rows = derive_products(study(interventions=[product("MSC"), product("Platelet rich plasma")]))
    assert values(rows, "product_type") == [("MSC cells",)]


def test_an_arms_loose_label_does_not_make_vesicles_cells():
    name = "MSC exosome drops"
    doc = study(
        arms=[arm("Low dose of MSC drops", gets=(name,)), arm("High dose of MSC drops", gets=(name,))],
        interventions=[product(name)],
    )
    assert set(values(derive_products(doc), "product_type")) == {("MSC extracellular vesicles",)}


def test_a_shared_generic_intervention_is_what_each_arm_gives():
    name = "Stem cell infusion"
    labels = ("Autologous CD133 cells", "Autologous mesenchymal stem cells from adipose tissue")
    doc = study(
        arms=[arm(label, gets=(name,)) for label in labels],
        interventions=[product(name, kind="DRUG") | {"armGroupLabels": list(labels)}],
    )
    assert values(derive_products(doc), "arm_group_position", "product_type") == [
        (0, "not MSC"),
        (1, "MSC cells"),
    ]


def test_a_procedure_that_only_arms_with_the_product_get_is_the_product():
    name = "Regenerative endodontic procedure"
    procedure = product(name, "access and filling", kind="PROCEDURE") | {"armGroupLabels": ["Regeneration"]}
    canal = product("Root canal treatment", "filling", kind="PROCEDURE") | {"armGroupLabels": ["Usual"]}
    doc = study(
        arms=[
            arm("Regeneration", "umbilical cord MSC in plasma", gets=(name,)),
            arm("Usual", "filling", "ACTIVE_COMPARATOR", gets=("Root canal treatment",)),
        ],
        interventions=[procedure, canal],
    )
    assert values(derive_products(doc), "arm_group_position", "tissue_source") == [(0, "umbilical cord")]


def test_a_total_in_the_prose_outweighs_a_single_dose_of_the_only_arm():
    name, summary = "MSC", "We give MSC every 2 months for a total of 3 infusions."
    single = arm("MSC", "MSC at a single dose of 5 million cells", gets=(name,))
    doc = study(arms=[single], interventions=[product(name)], summary=summary)
    assert values(derive_products(doc), "administrations", "total_dose") == [(None, None)]


def test_of_several_arms_the_single_dose_of_one_stands_beside_a_total_in_the_prose():
    name, summary = "MSC", "Some get MSC every 2 months for a total of 3 infusions."
    arms = [arm("A", "a single dose of MSC", gets=(name,)), arm("B", "MSC three times", gets=(name,))]
    doc = study(arms=arms, interventions=[product(name)], summary=summary)
    assert values(derive_products(doc), "administrations") == [(1,), (3,)]


@pytest.mark.parametrize(
    "text",
    [
        "A: single injection group, MSC at month 0. B: double injection group, MSC at 0 and 3 months",
        "MSC injections twice in a 20-day interval followed by repeated four times MSC injections",
    ],
)
def test_a_text_with_several_schedules_gives_no_count_and_no_total(text):
    name = "MSC 5 million cells"
    doc = study(
        arms=[arm("MSC", text, gets=(name,))],
        interventions=[product(name, "at 0 and 3 months")],
    )
    assert values(derive_products(doc), "administrations", "total_dose") == [(None, None)]


@pytest.mark.parametrize(
    "text",
    [
        "For patients of the control group MSC will be frozen and given after a year",
        "Subjects in group 2: their MSC are cryopreserved until they cross over",
        "Liver cells help; they can be frozen and stored. MSC are given with them",
        "MSC with hepatocytes that were frozen",
        "Half of the marrow is cultured to MSC and two thirds of it kept frozen",
        "MSC are expanded, or having them frozen for later is offered",
        "MSC on freeze-dried bone",
        "MSC, and plasma exchange with fresh frozen plasma",
        "MSC before frozen/thawed embryo transfer",
        "MSC for frozen shoulder",
        "MSC; cryopreservation might harm cells in general",
        "MSC on the bone flap that lay in a freezer",
        "MSC, or liquid nitrogen spraying",
    ],
)
def test_what_else_is_frozen_and_what_can_be_frozen_is_not_how_the_product_is_handled(text):
    assert of("cryopreservation", interventions=[product(description=text)]) == []


@pytest.mark.parametrize(
    "text",
    [
        "frozen MSC",
        "MSC were grown and frozen for later use",
        "The cells are frozen-thawed MSC",
        "MSC can be thawed at the bedside",
        "Patients in group 2 receive cryopreserved MSC",
        "The control group gets saline; MSC are cryopreserved",
        "MSC in freeze media",
        "aliquots of MSC will be thawed",
        "mesenchymal progenitor cells are cryopreserved",
        "cryopreserved bone marrow MSC",
    ],
)
def test_a_product_that_is_frozen_or_thawed_is_cryopreserved(text):
    assert of("cryopreservation", interventions=[product(description=text)]) == ["cryopreserved"]


class Counted:
    """A pattern that counts how often it is searched for."""

    searches = 0

    def search(self, text, start, end):
        self.searches += 1


def test_each_sentence_is_searched_once_for_each_pattern():
    passage, pattern = Passage("title", "MSC and " * 1000, DESCRIPTION), Counted()
    assert not any(passage.says(pattern, place) for place in range(0, 8000, 8))
    assert pattern.searches == 1


def test_of_a_text_beyond_the_registrys_own_limits_the_beginning_is_read():
    long = "MSC " + "and saline " * MOST[OWN] + "intravenous bone marrow MSC"
    assert values(derive_products(study(interventions=[product(description=long)])), "route") == [(None,)]


def calls(document):
    """How many calls reading a document takes."""
    count = 0

    def counting(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        derive(document)
    finally:
        sys.setprofile(None)
    return count


def test_work_grows_with_the_text_and_not_with_its_square():
    words = "autologous bone marrow mesenchymal stem cells 1x10^6 cells/kg intravenously and "
    once, twice = (
        calls(study(words, interventions=[product(words * n)], summary=words * n, description=words * 4 * n))
        for n in (40, 80)
    )
    assert twice < 2.3 * once
