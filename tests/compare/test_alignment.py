"""Outcomes and criteria in rows: what stands together, what must not, what is said about it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.compare import Field, compare_studies
from harvester.compare.plan import Topic, load_plan
from harvester.compare.topics import Topics
from harvester.compare.wording import Reader, fold, mark_words, without_abbreviations
from tests.compare.rows import outcomes, study

CRITERIA = [
    "Age over 18 years",
    "Age 21 to 70",
    "Signed informed consent",
    "Written consent",
    "Pregnant women",
    "Diagnosis of COPD",
    "COPD, GOLD stage II",
    "HIV",
]


def compared(*measures: str):
    rows = {
        f"NCT0000000{number}": study(f"NCT0000000{number}", outcomes=outcomes(measure))
        for number, measure in enumerate(measures, 1)
    }
    return compare_studies(rows, list(rows)).section("outcomes")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Number of patients with adverse events", "Incidence of treatment-emergent adverse events (TEAEs)"),
        ("Change in LVEF", "Left ventricular ejection fraction at 6 months"),
        ("WOMAC score", "Western Ontario and McMaster Universities Osteoarthritis Index"),
        ("Overall survival", "Overall Survival (OS) at day 100"),
        ("Mortality", "All-cause mortality at 28 days"),
        ("HbA1c", "Change from baseline in glycated hemoglobin"),
        ("Optical coherence tomography (OCT)", "Optical coherence tomography"),
        ("Child-Pugh score", "child pugh"),
        ("Per cent of lesions that heal", "% of lesions that heal"),
    ],
)
def test_the_same_measure_in_other_words_shares_a_row_that_says_so(one, other):
    field = compared(one, other).field("outcome_1")
    first, second = (value[0] for value in field.values)
    assert (first["match"], first["measure"]) == ("first", one)
    assert (second["match"], second["measure"]) == ("similar", other)
    assert 0 <= second["similarity"] < 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Systolic blood pressure", "Diastolic blood pressure"),
        ("Acute GVHD", "Chronic GVHD"),
        ("WOMAC pain", "WOMAC function"),
        ("Overall survival", "Disease free survival"),
        ("FEV1", "FVC"),
        ("Serious adverse events", "Adverse events"),
        ("IL-6", "IL-10"),
        ("Number of cured patients", "Number of patients with relapse"),
        ("DAS28", "SF-36"),
    ],
)
def test_different_measures_are_never_called_alike(one, other):
    found = {
        outcome["measure"]: outcome["match"]
        for field in compared(one, other).fields
        if field.kind in ("outcome", "outcomes")
        for value in field.values
        for outcome in value or []
    }
    assert found[one] == "first"
    assert found[other] in ("first", "topic")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Number of cured patients", "Number of patients with relapse"),
        ("DAS28", "SF-36"),
        ("Overall survival", "Disease free survival"),
        ("KOOS pain", "WOMAC pain"),
        ("Quality of life", "Pain"),
    ],
)
def test_measures_of_no_common_topic_stay_apart(one, other):
    section = compared(one, other)
    assert [field.name for field in section.fields if field.kind == "outcome"] == []
    assert [value[0]["measure"] for value in section.field("primary_outcomes").values] == [one, other]


@pytest.mark.parametrize(
    ("one", "other", "label"),
    [
        ("WOMAC pain", "Physical function by WOMAC OA index", "WOMAC"),
        ("Improvement measured by SF-36", "MOS item short form health survey (SF-36)", "SF-36 and SF-12"),
        (
            "Proportion with an adverse event",
            "Serious adverse reactions and complications",
            "Adverse events and safety",
        ),
        ("Mortality", "Overall survival", "Survival and mortality"),
        ("Acute GVHD grade II to IV", "Chronic GVHD", "Graft-versus-host disease"),
        ("Pain on walking", "Visual analogue scale (VAS)", "Pain and visual analogue scales"),
    ],
)
def test_measures_of_one_topic_share_a_row_that_says_so(one, other, label):
    field = compared(one, other).field("outcome_1")
    assert field.label == label
    first, second = (value[0] for value in field.values)
    assert (first["match"], second["match"]) == ("first", "topic")
    assert 0 <= second["similarity"] < 100
    assert first["topic"] == second["topic"]


def test_several_outcomes_of_one_topic_stand_in_one_cell_where_another_study_has_one():
    rows = {
        "NCT00000001": study("NCT00000001", outcomes=outcomes("KOOS symptoms subscale")),
        "NCT00000002": study(
            "NCT00000002", outcomes=outcomes("KOOS total", "Quality of life by KOOS", "Blinding")
        ),
        "NCT00000003": study("NCT00000003", outcomes=outcomes("Cost")),
    }
    section = compare_studies(rows, list(rows)).section("outcomes")
    values = section.field("outcome_1").values
    assert [[one["measure"] for one in value or []] for value in values] == [
        ["KOOS symptoms subscale"],
        ["KOOS total", "Quality of life by KOOS"],
        [],
    ]
    alone = section.field("primary_outcomes")
    assert alone.label == "Primary outcomes, only here by wording"
    assert [[one["measure"] for one in value or []] for value in alone.values] == [[], ["Blinding"], ["Cost"]]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Number of participants with adverse events", "Adverse events", 50),
        ("Incidence of side effects", "Rate of side effects", 67),
        ("FVC", "Forced vital capacity", 17),
        ("Pain (VAS)", "VAS: pain", 99),
    ],
)
def test_the_figure_of_a_match_is_that_of_the_words_that_are_shown(one, other, alike):
    second = compared(one, other).field("outcome_1").values[1][0]
    assert (second["match"], second["similarity"]) == ("similar", alike)


def test_word_for_word_is_same_and_not_similar():
    second = (
        compared("Number of cured patients", "Number of  cured patients.").field("outcome_1").values[1][0]
    )
    assert (second["match"], second["similarity"]) == ("same", 100)


def test_one_measure_at_two_times_of_one_study_shares_a_cell():
    rows = {
        "NCT00000001": study("NCT00000001", outcomes=outcomes("VAS at 3 months", "VAS at 12 months")),
        "NCT00000002": study(
            "NCT00000002", outcomes=outcomes("Visual analogue scale (VAS)", type="SECONDARY")
        ),
    }
    values = compare_studies(rows, list(rows)).section("outcomes").field("outcome_1").values
    assert [len(value) for value in values] == [2, 1]
    assert values[1][0]["type"] == "SECONDARY"


def test_every_outcome_stands_exactly_once():
    rows = {
        f"NCT0000000{number}": study(f"NCT0000000{number}", outcomes=outcomes(*measures))
        for number, measures in enumerate(
            [("Safety", "Survival", "Survival"), ("survival rate", "Pain (VAS)"), ("Pain", "", "Safety")], 1
        )
    }
    section = compare_studies(rows, list(rows)).section("outcomes")
    shown = [
        sum(
            len(field.values[study_] or [])
            for field in section.fields
            if field.kind in ("outcome", "outcomes")
        )
        for study_ in range(3)
    ]
    assert shown == [3, 2, 3]


def test_primary_outcomes_stand_before_secondary_ones():
    rows = {
        f"NCT0000000{number}": study(
            f"NCT0000000{number}",
            outcomes=[*outcomes("Relapse", type="SECONDARY"), *outcomes("Mortality", type="PRIMARY")],
        )
        for number in (1, 2)
    }
    labels = [
        field.label
        for field in compare_studies(rows, list(rows)).section("outcomes").fields
        if field.kind == "outcome"
    ]
    assert labels == ["Mortality", "Relapse"]


def test_time_points_stand_with_their_outcome():
    rows = {
        "NCT00000001": study(
            "NCT00000001",
            outcomes=outcomes("Pain"),
            outcome_times=[
                {
                    "type": "PRIMARY",
                    "position": 0,
                    "point": 0,
                    "day": 28.0,
                    "kind": "follow-up",
                    "words": "4 weeks",
                }
            ],
        )
    }
    value = compare_studies(rows, ["NCT00000001"]).section("outcomes").field("primary_outcomes").values[0][0]
    assert value["times"] == [{"day": 28.0, "kind": "follow-up", "words": "4 weeks"}]


def criteria(*texts: str, type: str = "INCLUSION", **more):
    return [{"type": type, "text": text, "position": place, **more} for place, text in enumerate(texts)]


def test_criteria_are_in_all_similar_or_only_here():
    rows = {
        "NCT00000001": study(
            "NCT00000001", criteria=criteria("Age over 18 years", "Signed informed consent", "COPD")
        ),
        "NCT00000002": study(
            "NCT00000002", criteria=criteria("Written informed consent", "Age over 21 years")
        ),
    }
    section = compare_studies(rows, list(rows)).section("eligibility")
    shared = [field for field in section.fields if field.kind == "criterion"]
    assert [field.label for field in shared] == ["Inclusion, in all: Consent", "Inclusion, in all: Age"]
    assert [[value[0]["text"] for value in field.values] for field in shared] == [
        ["Signed informed consent", "Written informed consent"],
        ["Age over 18 years", "Age over 21 years"],
    ]
    assert shared[1].values[1][0]["match"] == "similar"
    alone = section.field("inclusion_criteria")
    assert alone.label == "Inclusion, only here by wording"
    assert [item["text"] for item in alone.values[0]] == ["COPD"]
    assert alone.values[1] == []


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("Age > 18 years", "Age < 18 years", "similar"),
        ("Age > 18 years", "Age \\>= 18 years", "similar"),
        ("Age ≤ 65 years", "Age < 65 years", "similar"),
        ("Age \\>= 18 years", "Age ≥18 years", "same"),
        ("Age =< 65 years", "Age <= 65 years.", "same"),
        ("HER2+ breast cancer", "HER2- breast cancer", "similar"),
        ("Breast cancer, HER2 (+)", "Breast cancer, HER2 (-)", "similar"),
        ("Breast cancer, HER2 (−)", "Breast cancer: HER2 (-)", "same"),
        ("Age 18 - 65 years", "Age 18-65 years", "same"),
        ("Weight loss of 10 %", "Weight loss of 10", "similar"),
        ("Weight loss of 10 %", "Weight loss of 10 percent", "same"),
        ("Follow-up visits -", "Follow up visits", "same"),
    ],
)
def test_a_bound_is_the_same_only_with_the_same_sign(one, other, match):
    rows = {
        nct_id: study(nct_id, criteria=criteria(text))
        for nct_id, text in {"NCT00000001": one, "NCT00000002": other}.items()
    }
    (shared,) = (
        field
        for field in compare_studies(rows, list(rows)).section("eligibility").fields
        if field.kind == "criterion"
    )
    assert shared.values[1][0]["match"] == match
    assert (shared.values[1][0]["similarity"] == 100) == (match == "same")
    assert shared.differs == (match == "similar")


@pytest.mark.parametrize(
    ("one", "other"), [("Pregnancy.", "Pregnancy"), ("Pregnancy;", " pregnancy "), ("Age \\> 18", "Age > 18")]
)
def test_what_only_punctuation_tells_apart_is_marked_nowhere(one, other):
    rows = {
        nct_id: study(nct_id, criteria=criteria(text), outcomes=outcomes(text))
        for nct_id, text in {"NCT00000001": one, "NCT00000002": other}.items()
    }
    comparison = compare_studies(rows, list(rows))
    assert comparison.section("eligibility").field("inclusion_1").same == (True, True)
    assert comparison.section("outcomes").field("outcome_1").same == (True, True)


def test_a_nested_criterion_differs_where_it_stands_in_another():
    rows = {
        nct_id: study(
            nct_id,
            criteria=[
                {"type": "EXCLUSION", "text": around, "position": 0},
                {"type": "EXCLUSION", "text": "Hepatic failure", "position": 1, "parent": 0},
            ],
        )
        for nct_id, around in {
            "NCT00000001": "History of:",
            "NCT00000002": "History of",
            "NCT00000003": "Present:",
        }.items()
    }
    section = compare_studies(rows, list(rows)).section("eligibility")
    (failure,) = (
        field
        for field in section.fields
        if field.kind == "criterion" and field.values[0] and field.values[0][0]["text"] == "Hepatic failure"
    )
    assert failure.same == (True, True, False)


@given(st.text(max_size=400), st.text(max_size=400), st.integers(0, 400))
def test_texts_are_the_same_exactly_when_all_their_words_are(one, other, shared):
    other = one[:shared] + other[shared:]
    same = " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
    assert Field("name", "label", (one, other)).same == (True, same)


@given(st.lists(st.sampled_from(["alpha", "Beta", "GAMMA"]), min_size=20, max_size=60), st.data())
def test_long_texts_that_white_space_and_case_alone_tell_apart_are_the_same(words, data):
    spaces = st.sampled_from([" ", "  ", "\n", "\t "])
    other = "".join(data.draw(spaces) + word.swapcase() for word in words)
    assert Field("name", "label", (" ".join(words), other)).same == (True, True)
    assert Field("name", "label", (" ".join(words), f"{other} more")).same == (True, False)


def test_an_inclusion_is_never_aligned_with_an_exclusion_nor_a_donor_with_a_recipient():
    rows = {
        "NCT00000001": study(
            "NCT00000001", criteria=criteria("Diabetes", type="INCLUSION", population="donor")
        ),
        "NCT00000002": study(
            "NCT00000002", criteria=criteria("Diabetes", type="EXCLUSION", population="donor")
        ),
        "NCT00000003": study(
            "NCT00000003", criteria=criteria("Diabetes", type="INCLUSION", population="recipient")
        ),
    }
    section = compare_studies(rows, list(rows)).section("eligibility")
    assert [field for field in section.fields if field.kind == "criterion"] == []


def test_criteria_of_one_topic_share_a_row_that_says_it_is_the_topic():
    rows = {
        "NCT00000001": study(
            "NCT00000001", criteria=criteria("Pregnant or lactating", "HIV", type="EXCLUSION")
        ),
        "NCT00000002": study("NCT00000002", criteria=criteria("Pregnant or lactating", type="EXCLUSION")),
        "NCT00000003": study(
            "NCT00000003",
            criteria=criteria(
                "Women of childbearing age without reliable contraception", "Cancer", type="EXCLUSION"
            ),
        ),
    }
    section = compare_studies(rows, list(rows)).section("eligibility")
    (field,) = [field for field in section.fields if field.kind == "criterion"]
    assert field.label == "Exclusion, in all: Pregnancy, breastfeeding, contraception"
    assert [value[0]["match"] for value in field.values] == ["first", "same", "topic"]
    assert field.values[2][0]["similarity"] < 70
    assert [
        [item["text"] for item in value or []] for value in section.field("exclusion_criteria").values
    ] == [
        ["HIV"],
        [],
        ["Cancer"],
    ]


def shared_exclusions(*studies: tuple[str, ...]):
    rows = {
        f"NCT0000000{number}": study(f"NCT0000000{number}", criteria=criteria(*texts, type="EXCLUSION"))
        for number, texts in enumerate(studies)
    }
    section = compare_studies(rows, list(rows)).section("eligibility")
    return [
        (field.label, [[(item["text"], item["match"]) for item in value] for value in field.values])
        for field in section.fields
        if field.kind == "criterion"
    ]


def test_rows_of_one_topic_and_different_studies_become_one():
    assert shared_exclusions(
        ("Pregnancy",),
        ("Women who use no contraception",),
        ("Pregnancy.",),
        ("Women who use no contraception",),
        ("Pregnancy",),
    ) == [
        (
            "Exclusion, in all: Pregnancy, breastfeeding, contraception",
            [
                [("Pregnancy", "first")],
                [("Women who use no contraception", "topic")],
                [("Pregnancy.", "same")],
                [("Women who use no contraception", "topic")],
                [("Pregnancy", "same")],
            ],
        )
    ]


def test_a_row_joins_another_of_its_topic_where_most_of_its_studies_are_not_in_that():
    ((label, values),) = shared_exclusions(
        ("Pregnancy", "Women who use no contraception"),
        ("Pregnancy",),
        ("Pregnancy",),
        ("Women who use no contraception",),
        ("Women who use no contraception",),
    )
    assert label == "Exclusion, in all: Pregnancy, breastfeeding, contraception"
    assert values[0] == [("Pregnancy", "first"), ("Women who use no contraception", "topic")]


def test_what_else_a_study_says_on_the_topic_of_a_row_stands_there_unless_the_row_is_one_of_wording():
    pregnant, careless, nursing = "Pregnancy", "Women who use no contraception", "Breastfeeding mothers"
    ((_, values),) = shared_exclusions((pregnant, nursing), (careless,))
    assert [[text for text, _ in cell] for cell in values] == [[pregnant, nursing], [careless]]
    ((_, values),) = shared_exclusions((pregnant, nursing), (pregnant,), (careless,))
    assert values[0] == [(pregnant, "first"), (nursing, "topic")]
    ((_, values),) = shared_exclusions((pregnant, nursing), (pregnant,))
    assert values == [[(pregnant, "first")], [(pregnant, "same")]]


def test_rows_of_one_topic_that_stay_apart_are_told_by_their_wording():
    labels = [
        label
        for label, _ in shared_exclusions(
            ("Pregnancy", "Women who use no contraception"),
            ("Pregnancy", "Women who use no contraception"),
            ("Pregnancy",),
        )
    ]
    assert labels == [
        "Exclusion, in all: Pregnancy, breastfeeding, contraception, “Pregnancy”",
        "Exclusion, in 2 of 3: Pregnancy, breastfeeding, contraception, “Women who use no contraception”",
    ]


def test_rows_of_different_populations_stay_apart():
    rows = {
        f"NCT0000000{number}": study(
            f"NCT0000000{number}", criteria=criteria(text, type="EXCLUSION", population=population)
        )
        for number, (text, population) in enumerate(
            [("Pregnancy", "donor")] * 2 + [("No contraception", "recipient")] * 2
        )
    }
    section = compare_studies(rows, list(rows)).section("eligibility")
    shared = [field for field in section.fields if field.kind == "criterion"]
    assert [[bool(value) for value in field.values] for field in shared] == [
        [True, True, False, False],
        [False, False, True, True],
    ]


def test_outcome_rows_of_one_instrument_become_one_unless_most_studies_have_both():
    pain, function = "WOMAC pain", "Physical function by WOMAC"
    section = compared(pain, pain, function, function)
    assert [field.label for field in section.fields if field.kind == "outcome"] == ["WOMAC"]
    rows = {
        nct_id: study(nct_id, outcomes=outcomes(pain, function)) for nct_id in ("NCT00000001", "NCT00000002")
    }
    rows["NCT00000003"] = study("NCT00000003", outcomes=outcomes("Stiffness on the WOMAC"))
    section = compare_studies(rows, list(rows)).section("outcomes")
    assert [field.label for field in section.fields if field.kind == "outcome"] == [
        "WOMAC, “WOMAC pain”",
        function,
    ]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Age 18 to 75 years", "age"),
        ("Pregnant or breast-feeding women", "pregnancy"),
        ("Known allergy to penicillin", "allergy"),
        ("HIV, hepatitis B or C", "viruses"),
        ("Active infection", "infection"),
        ("Any condition that in the opinion of the investigator makes the patient unsuitable", "judgement"),
        ("Participation in another clinical trial within 30 days", "other_trials"),
        ("Life expectancy below 6 months", "life_expectancy"),
        ("Other conditions that make participation in the study difficult", None),
        ("Absence of other clinical conditions", None),
        ("Refusal to participate", "consent"),
        ("Taking part in, or participating at present in another trial", "other_trials"),
        ("Patients who participated in a clinical trial last year", "other_trials"),
        ("Employees of the investigational site", None),
        ("Diabetes mellitus", "diabetes"),
        ("Diabetes insipidus", None),
        ("Diabetes insipidus, or diabetes mellitus", "diabetes"),
        ("Bone marrow edema on MRI", None),
        ("Stenosis diagnosed by magnetic resonance imaging", None),
        ("Any contraindication to MRI", "imaging"),
        ("Contraindications for contrast or for magnetic resonance", "imaging"),
        ("Patients unable to undergo an MRI scan", "imaging"),
        ("Cardiac pacemaker", "heart"),
        ("Pacemaker", "imaging"),
        ("High dose of corticosteroids", "immunosuppression"),
        ("Prednisone above 15 mg a day", "immunosuppression"),
        ("Biologic therapy in the last month", "biologics"),
        ("Intra-articular injection of corticosteroids", "joint_injections"),
        ("Intra-articular fracture", None),
        ("Need of ECMO", "ecmo"),
        ("On extracorporeal life support", "ecmo"),
        ("Extracorporeal shock waves", None),
        ("Intubated for more than a week", "ventilation"),
        ("Do-not-intubate order", None),
        ("PaO2/FiO2 below 100", "oxygenation"),
        ("Anticoagulation", "anticoagulants"),
        ("Platelet-rich plasma in the last year", None),
        ("Grade 2 or 3 osteoarthritis of Kellgren and Lawrence", "arthrosis_grade"),
        ("Outerbridge IV", "cartilage_grade"),
        ("VAS below 30 mm", "pain_score"),
        ("Bilateral osteoarthritis", "both_sides"),
        ("Bilateral symptomatic disease", "both_sides"),
        ("Weight above 130 kg", "weight"),
        ("Weight loss above 5 kg", None),
        ("Low-molecular-weight heparin", "anticoagulants"),
        ("Non-steroidal anti-inflammatory drugs", "anti_inflammatory"),
        ("Valgus above 8 degrees", "leg_axis"),
        ("Hallux valgus", None),
        ("Failure of two organs, or multiple organ failure", "organ_failure"),
        ("Others inappropriate for the study", "judgement"),
        ("Presence of extrahepatic biliary stricture", None),
        ("", None),
    ],
)
def test_topics_are_read_from_the_first_words(text, topic):
    topics = [one for one in load_plan().criteria_topics if "EXCLUSION" in one.sides]
    assert Topics(topics).of(fold(text)) == topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("COVID-19 confirmed by PCR", "covid"),
        ("Moderate ARDS", "ards"),
        ("LVEF below 40 %", "ejection_fraction"),
        ("Creatinine clearance above 50 ml/min", "kidney_values"),
        ("Bilateral infiltrates", None),
        ("Infection with hepatitis B", "viruses"),
        ("Liver cancer", None),
    ],
)
def test_a_topic_may_be_one_of_inclusion_alone(text, topic):
    topics = [one for one in load_plan().criteria_topics if "INCLUSION" in one.sides]
    assert Topics(topics).of(fold(text)) == topic


def test_a_gap_in_a_phrase_stands_for_few_words_or_none():
    about = Topics([Topic("mri", "MRI", frozenset(), ("unable ... mri scan*",), ())])
    for text, topic in {
        "unable mri scan": "mri",
        "unable to have an mri scans": "mri",
        "unable to have one two three four mri scan": None,
        "unable to have an mri": None,
        "unable": None,
    }.items():
        assert about.of(text) == topic


def test_criteria_of_different_topics_are_never_alike_in_wording():
    rows = {
        "NCT00000001": study("NCT00000001", criteria=criteria("Active infection", type="EXCLUSION")),
        "NCT00000002": study("NCT00000002", criteria=criteria("HIV infection", type="EXCLUSION")),
    }
    section = compare_studies(rows, list(rows)).section("eligibility")
    assert [field for field in section.fields if field.kind == "criterion"] == []


@given(st.lists(st.lists(st.sampled_from(CRITERIA), max_size=6), min_size=1, max_size=4))
def test_every_criterion_stands_exactly_once(studies):
    rows = {
        f"NCT0000000{number}": study(f"NCT0000000{number}", criteria=criteria(*texts))
        for number, texts in enumerate(studies)
    }
    section = compare_studies(rows, list(rows)).section("eligibility")
    for place, texts in enumerate(studies):
        shown = [
            item["text"]
            for field in section.fields
            if field.kind in ("criterion", "criteria")
            for item in field.values[place] or []
        ]
        assert sorted(shown) == sorted(texts)


def test_a_nested_criterion_stands_with_the_one_around_it():
    rows = study(
        "NCT00000001",
        criteria=[
            {"type": "EXCLUSION", "text": "Infection with:", "position": 0},
            {"type": "EXCLUSION", "text": "HIV", "position": 1, "parent": 0, "level": 1},
        ],
    )
    values = (
        compare_studies({"NCT00000001": rows}, ["NCT00000001"])
        .section("eligibility")
        .field("exclusion_criteria")
    )
    assert [item["within"] for item in values.values[0]] == [None, "Infection with:"]


def test_unsplit_criteria_leave_the_text_alone():
    rows = study(
        "NCT00000001",
        criteria=criteria("All of it", type="UNSPLIT"),
        eligibility={"eligibility_criteria": "All of it"},
    )
    section = compare_studies({"NCT00000001": rows}, ["NCT00000001"]).section("eligibility")
    assert not section.field("inclusion_criteria").reported
    assert section.field("eligibility_criteria").values == ("All of it",)


def test_words_only_here_are_marked_and_the_text_stays_whole():
    pieces = mark_words("Age over 21 years", "Age over 18 years")
    assert ("here", "21 ") in pieces
    assert ("there", "18") in pieces
    assert pieces.index(("there", "18")) < pieces.index(("here", "21 "))


@given(st.text(max_size=80), st.text(max_size=80))
def test_marking_never_loses_a_character(text, reference):
    pieces = mark_words(text, reference)
    assert "".join(piece for mark, piece in pieces if mark != "there") == text


@given(st.text(max_size=200))
def test_a_text_is_always_like_itself(text):
    reader = Reader(load_plan().words, timeless=True)
    assert reader.gist(text) == reader.gist(text)
    assert not reader.gist(text).excludes(reader.gist(text))


def test_abbreviations_in_brackets_go_only_where_they_spell_the_words_before():
    assert without_abbreviations("Complete Response (CR) by day 28") == "Complete Response  by day 28"
    assert without_abbreviations("Pain (VAS)") == "Pain (VAS)"


def test_long_texts_that_only_end_differently_are_similar_and_not_the_same():
    beginning = "Severe and uncontrolled disease of the lung " * 20
    rows = {
        "NCT00000001": study("NCT00000001", criteria=criteria(beginning + "in the past year")),
        "NCT00000002": study("NCT00000002", criteria=criteria(beginning + "at any time")),
    }
    section = compare_studies(rows, list(rows)).section("eligibility")
    (field,) = [field for field in section.fields if field.kind == "criterion"]
    assert field.values[1][0]["match"] == "similar"
