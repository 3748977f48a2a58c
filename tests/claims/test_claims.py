"""What documents claim, held against records: each document of the folder with what must be told of it."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.claims import ATTRIBUTES, Claim, Verdict, find_claims, judge_claims
from harvester.claims.lines import LEAD, SHORT
from harvester.claims.model import LABELLED, AgeRange, Count, Times, Value
from harvester.claims.people import number_of
from harvester.derive.markup import unescape
from harvester.documents import Document, read_document
from tests.shared import needs_shared, records

UNHURRIED = settings(deadline=None)

HERE = Path(__file__).parent
DOCUMENTS = sorted((HERE / "documents").glob("*.yaml"))


def record(nct_id: str, facts: dict[str, Any]) -> dict[str, Any]:
    """A study document with the facts of records.yaml, and no more."""

    def outcomes(kind: str) -> list[dict[str, str]]:
        names = ("measure", "description", "timeFrame")
        return [dict(zip(names, item, strict=True)) for item in facts.get(kind, [])]

    def stated(**values: Any) -> dict[str, Any]:
        return {name: value for name, value in values.items() if value not in (None, "", [], {})}

    low, high = facts.get("ages", ["", ""])
    eligibility = stated(minimumAge=low, maximumAge=high)
    if "healthyVolunteers" in facts:
        eligibility["healthyVolunteers"] = facts["healthyVolunteers"]
    design = stated(
        allocation=facts.get("allocation"),
        interventionModel=facts.get("interventionModel"),
        timePerspective=facts.get("timePerspective"),
        maskingInfo=stated(masking=facts.get("masking")),
    )
    return {
        "protocolSection": stated(
            identificationModule={"nctId": nct_id},
            designModule=stated(
                studyType=facts.get("studyType"),
                phases=facts.get("phases"),
                designInfo=design,
                enrollmentInfo=stated(count=facts.get("enrollment"), type=facts.get("enrollmentType")),
            ),
            conditionsModule=stated(conditions=facts.get("conditions"), keywords=facts.get("keywords")),
            outcomesModule=stated(
                primaryOutcomes=outcomes("primary"), secondaryOutcomes=outcomes("secondary")
            ),
            eligibilityModule=eligibility,
        )
    }


RECORDS = {
    nct_id: record(nct_id, facts)
    for nct_id, facts in yaml.safe_load((HERE / "records.yaml").read_text(encoding="utf-8")).items()
}


def told(document: Document) -> dict[str, list[str]]:
    """'verdict: attribute: words' of every claim of each study that gets a verdict."""
    found = {
        nct_id: [
            f"{verdict.verdict}: {verdict.claim.attribute}: {verdict.claim.words}"
            for verdict in judge_claims(claims, RECORDS[nct_id])
        ]
        for nct_id, claims in find_claims(document).items()
    }
    return {nct_id: lines for nct_id, lines in found.items() if lines}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_what_a_document_claims_is_told_beside_the_record(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    text = case["text"].replace("FILLER", "Words that say nothing. " * (SHORT // 20))
    document = read_document(case["file"], text.encode())
    assert told(document) == case["says"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_words_are_the_documents_own(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    document = read_document(case["file"], case["text"].encode())
    for claims in find_claims(document).values():
        for claim in claims:
            assert document.text[claim.start : claim.end] == claim.words
            assert claim.words == claim.words.strip()
            assert claim.attribute in ATTRIBUTES


def verdict(attribute: str, value: Value, facts: dict[str, Any], sure: int = LABELLED) -> str | None:
    """The verdict on one claim against a record with these facts; None where it gets none."""
    words = str(value)
    claims = [Claim(attribute, value, words, 0, len(words), sure)]
    verdicts: list[Verdict] = judge_claims(claims, record("NCT00000001", facts))
    return verdicts[0].verdict if verdicts else None


@pytest.mark.parametrize(
    ("said", "stated", "expected"),
    [
        (Count(76), 76, "agrees"),
        (Count(76), 77, "differs"),
        (Count(0), 0, "agrees"),
        (Count(50, "about"), 54, "agrees"),
        (Count(50, "about"), 80, "differs"),
        (Count(80, "up to"), 76, "agrees"),
        (Count(80, "up to"), 81, "differs"),
        (Count(10, "at least"), 12, "agrees"),
        (Count(10, "at least"), 9, "differs"),
        (Count(76), None, "not in the record"),
    ],
)
def test_numbers_of_people(said: Count, stated: int | None, expected: str) -> None:
    facts = {} if stated is None else {"enrollment": stated}
    if stated == 0:
        study = {"protocolSection": {"designModule": {"enrollmentInfo": {"count": 0}}}}
        (found,) = judge_claims([Claim("enrollment", said, "0", 0, 1)], study)
        assert (found.verdict, found.record) == ("agrees", "0")
        return
    assert verdict("enrollment", said, facts) == expected


@pytest.mark.parametrize(
    ("said", "stated", "expected"),
    [
        (AgeRange(6, 70), ["6 Years", "70 Years"], "agrees"),
        (AgeRange(6, 70), ["6 Years", "65 Years"], "differs"),
        (AgeRange(6, 70), ["6 Years", ""], "differs"),
        (AgeRange(6, 70), ["", "70 Years"], "differs"),
        (AgeRange(0.5, 17), ["6 Months", "17 Years"], "agrees"),
        (AgeRange(1.5, 5), ["18 Months", "5 Years"], "agrees"),
        (AgeRange(18, None, unlimited=True), ["18 Years", ""], "agrees"),
        (AgeRange(18, None, unlimited=True), ["18 Years", "70 Years"], "differs"),
        (AgeRange(18, None), ["18 Years", "70 Years"], "agrees"),
        (AgeRange(None, 18, below=True), ["", "17 Years"], "agrees"),
        (AgeRange(None, 18, below=True), ["", "18 Years"], "agrees"),
        (AgeRange(None, 18), ["", "17 Years"], "differs"),
        (AgeRange(18, 65), ["", ""], "not in the record"),
    ],
)
def test_ages(said: AgeRange, stated: list[str], expected: str) -> None:
    assert verdict("age range", said, {"ages": stated}) == expected


def test_a_maximum_that_a_sentence_leaves_unsaid_is_no_difference() -> None:
    said = AgeRange(18, None, unlimited=True)
    assert verdict("age range", said, {"ages": ["18 Years", "70 Years"]}, sure=1) is None
    assert verdict("age range", said, {"ages": ["21 Years", "70 Years"]}, sure=1) == "differs"


@pytest.mark.parametrize(
    ("attribute", "said", "facts", "expected"),
    [
        ("masking", "DOUBLE", {"masking": "QUADRUPLE"}, "agrees"),
        ("masking", "DOUBLE", {"masking": "NONE"}, "differs"),
        ("masking", "NONE", {"masking": "SINGLE"}, None),
        ("allocation", "NON_RANDOMIZED", {"allocation": "NA"}, None),
        ("allocation", "RANDOMIZED", {"allocation": "NA"}, "differs"),
        ("phase", "PHASE2", {"phases": ["PHASE1", "PHASE2"]}, None),
        ("phase", "PHASE1/PHASE2", {"phases": ["PHASE1", "PHASE2"]}, "agrees"),
        ("phase", "PHASE3", {"phases": ["PHASE2"]}, "differs"),
        ("phase", "PHASE3", {}, "not in the record"),
        ("time perspective", "PROSPECTIVE", {"studyType": "INTERVENTIONAL"}, None),
        ("conditions", "knee osteoarthritis", {"conditions": ["Osteoarthritis, Knee"]}, "agrees"),
        ("conditions", "acute pancreatitis", {"conditions": ["Chronic pancreatitis"]}, "not in the record"),
        ("primary outcome", "overall survival", {}, "not in the record"),
        (
            "primary outcome",
            "quality of life",
            {"primary": [["Pain", "", ""]], "secondary": [["QoL", "", ""]]},
            "differs",
        ),
        ("primary outcome", "safety", {"primary": [["Adverse events", "", ""]]}, "agrees"),
        ("primary outcome", "efficacy", {"primary": [["Pain", "", ""]]}, None),
        (
            "primary outcome",
            "change in LVEF",
            {"primary": [["Left ventricular ejection fraction", "", ""]]},
            "agrees",
        ),
    ],
)
def test_other_statements(attribute: str, said: str, facts: dict[str, Any], expected: str | None) -> None:
    assert verdict(attribute, said, facts) == expected


@pytest.mark.parametrize(
    ("said", "frame", "expected"),
    [
        ((364.0,), "12 months", "agrees"),
        ((90.0,), "4 months", "differs"),
        ((183.0,), "Baseline, 3, 6 and 12 months", "agrees"),
        ((183.0,), "up to 12 months", None),
        ((730.0,), "up to 12 months", "differs"),
        ((56.0,), "until discharge", None),
        ((56.0,), "", "not in the record"),
    ],
)
def test_times(said: tuple[float, ...], frame: str, expected: str | None) -> None:
    assert verdict("time frame", Times(said, "x"), {"primary": [["Pain", "", frame]]}) == expected


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("1,200", 1200),
        ("1 200", 1200),
        ("twelve", 12),
        ("seventy-six", 76),
        ("one hundred and five", 105),
        ("a hundred", 100),
    ],
)
def test_numbers_in_words(words: str, number: int) -> None:
    assert number_of(words) == number


def test_values_print_as_people_say_them() -> None:
    assert str(Count(1200, "about")) == "about 1,200"
    assert str(AgeRange(0.5, 2)) == "6 months to 2 years"
    assert str(AgeRange(1, None)) == "from 1 year"
    assert str(AgeRange(18, None, unlimited=True)) == "18 years and older"
    assert str(AgeRange(None, 18, below=True)) == "under 18 years"
    assert str(AgeRange(None, 3 / 365.25)) == "up to 3 days"


def test_a_study_named_first_among_many_words_is_what_the_document_is_about() -> None:
    text = f"NCT09990012 in short.\n{'Words that say nothing. ' * 300}\nEnrollment: 60"
    assert len(text) > max(LEAD, SHORT)
    assert list(find_claims(read_document("a.txt", text.encode()))) == ["NCT09990012"]


_PIECES = st.sampled_from(
    [
        "NCT09990011", "NCT09990012", "\n", ". ", "; ", "| ", "- ", "Enrollment: ", "76 ", "patients ", "will be enrolled ",
        "aged ", "18 to 65 ", "years ", "of age ", "or older", "Primary outcome", ": ", "is ", "pain ", "at 6 months ",
        "Conditions: ", "asthma, ", "and ", "gout ", "(", ")", "randomized ", "double-blind ", "trial ", "phase 1/2 ",
        "\u00b1 ", "\u0130", "\u200b", "\ud7ff", "Exclusion criteria", "References", "secondary ", "time frame: ", "≥ ", "<",
    ]
)  # fmt: skip


@UNHURRIED
@given(st.lists(_PIECES, max_size=60).map("".join))
def test_any_text_gives_claims_in_its_own_words_or_none(text: str) -> None:
    document = Document("x", "", text)
    for nct_id, claims in find_claims(document).items():
        assert nct_id in text
        for claim in claims:
            assert text[claim.start : claim.end] == claim.words
        judge_claims(claims, RECORDS["NCT09990012"])


@UNHURRIED
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda item: (
            st.lists(item, max_size=3)
            | st.dictionaries(
                st.sampled_from(["measure", "count", "minimumAge", "timeFrame"]), item, max_size=3
            )
        ),
        max_leaves=8,
    )
)
def test_a_record_of_any_shape_is_judged_without_a_crash(odd: Any) -> None:
    case = yaml.safe_load((HERE / "documents" / "sponsor_article.yaml").read_text(encoding="utf-8"))
    claims = find_claims(read_document("a.txt", case["text"].encode()))["NCT09990011"]
    for study in (
        {"protocolSection": odd},
        {
            "protocolSection": {
                "designModule": odd,
                "eligibilityModule": odd,
                "outcomesModule": odd,
                "conditionsModule": odd,
            }
        },
        {
            "protocolSection": {
                "designModule": {"enrollmentInfo": odd},
                "outcomesModule": {"primaryOutcomes": odd},
            }
        },
    ):
        judge_claims(claims, study)


@needs_shared
def test_a_sponsors_article_agrees_with_its_record(shared: Path) -> None:
    text = (shared / "seeds" / "000_505360d598a7ce63.txt").read_bytes()
    (nct_id, claims), *others = find_claims(read_document("article.txt", text)).items()
    assert (nct_id, others) == ("NCT07145502", [])
    demo = HERE.parents[1] / "data" / "demo" / "NCT07145502.json"
    verdicts = judge_claims(claims, yaml.safe_load(demo.read_text(encoding="utf-8")))
    told = [(item.claim.attribute, item.verdict) for item in verdicts]
    assert told == [
        ("enrollment", "agrees"),
        ("age range", "agrees"),
        ("study type", "agrees"),
        *[("conditions", "agrees")] * 4,
        ("primary outcome", "agrees"),
        ("time frame", "agrees"),
        ("healthy volunteers", "agrees"),
        ("allocation", "not in the record"),
        ("time perspective", "agrees"),
    ]
    assert [re.sub(r"\s+", " ", item.claim.says) for item in verdicts[:3]] == [
        "76",
        "6 years to 70 years",
        "OBSERVATIONAL",
    ]


AGREEING = {
    "allocation": 0.95,
    "masking": 0.95,
    "phase": 0.9,
    "primary outcome": 0.9,
    "age range": 0.85,
    "conditions": 1.0,
}
"""The least share of what registered prose says that may agree with the same record: people plan one thing and do another."""


@needs_shared
def test_what_sponsors_wrote_in_their_records_mostly_agrees_with_these(shared: Path) -> None:
    told: dict[str, Counter[str]] = {attribute: Counter() for attribute in ATTRIBUTES}
    for path in records("api_v2"):
        study = orjson.loads(path.read_bytes())
        protocol = study["protocolSection"]
        names, prose = protocol["identificationModule"], protocol.get("descriptionModule", {})
        parts = (names.get("officialTitle"), prose.get("briefSummary"), prose.get("detailedDescription"))
        text = unescape(
            "\n".join([f"{names.get('briefTitle', '')} ({names['nctId']})", *filter(None, parts)])
        )
        for claims in find_claims(Document("x", "", text)).values():
            for item in judge_claims(claims, study):
                told[item.claim.attribute][item.verdict] += 1
    for attribute, least in AGREEING.items():
        agree, differ = told[attribute]["agrees"], told[attribute]["differs"]
        assert agree > 10, attribute
        assert agree >= least * (agree + differ), (attribute, told[attribute])
