"""No word of eligibility criteria is lost, whatever the text."""

import csv
import re
from itertools import pairwise
from pathlib import Path

import orjson
from hypothesis import example, given
from hypothesis import strategies as st

from harvester.derive.criteria.lines import strip_bullet
from harvester.derive.criteria.read import CriteriaReading, read_criteria
from harvester.derive.markup import unescape
from tests.shared import needs_shared, records


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def lost(text: str, reading: CriteriaReading) -> list[str]:
    """What is in no criterion and no heading, and is no bullet."""
    spans = sorted(
        [(start, end, "") for start, end in reading.headings]
        + [(r.start, r.end, r.bullet) for r in reading.criteria]
    )
    assert all(start < end for start, end, _ in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    gaps = zip([0, *(end for _, end, _ in spans)], [*spans, (len(text), len(text), "")], strict=True)
    found = []
    for end, (start, _, bullet) in gaps:
        gap = text[end:start]
        *lines, last = gap.split("\n")
        if letters(unescape(last)) != letters(bullet):
            lines.append(last)
        words = "".join(line[strip_bullet(line)[0] :] for line in lines)
        if letters(words) and letters(unescape(gap)) != letters(bullet):
            found.append(gap)
    return found


def check(text: str) -> None:
    reading = read_criteria(text)
    assert [row.position for row in reading.criteria] == list(range(len(reading.criteria)))
    for row in reading.criteria:
        plain = unescape(text[row.start : row.end])
        assert row.text in (plain, " ".join(plain.split()))
        assert (row.level == 0) == (row.parent is None)
        assert row.parent is None or (
            row.parent < row.position and reading.criteria[row.parent].level == row.level - 1
        )
    assert lost(text, reading) == []


LINES = st.sampled_from(
    [
        "Inclusion Criteria:",
        "EXCLUSION CRITERIA",
        "Donors:",
        "* Adult",
        "  * Fever",
        "    1. Cough",
        "1. Ill; 2. Old",
        "",
        "",
        "Age",
        "plain words",
        "One of the following:",
        "a) asthma b) cough c) fever",
        "- Exclusion: none",
        "Inclusion and exclusion criteria",
        "* • Doubled",
        "1.",
        "-",
        "Patients must not:",
        "\\* note",
        "Exclusion Criteria:1.",
        "ends with the",
        "Inclusion: a; b",
        "E. coli",
        "4. Ill 5. Old 6. Poor",
        "Any of: a. Blood: i. red ii. white b. Liver",
        "Well.• Rich• Young",
        "Tall.- Thin- Wise.- Odd",
        "3.200 < PaO2",
        "2 . Spaced",
        "lost (one",
        "two) found",
        "Cough 9. Fever 10. Rash",
        "PSC patients - Inclusion",
        "①Asthma②Cough",
    ]
)


MARKS = st.lists(st.sampled_from([*"12)(.;:-•①② abiIvA\\\n*é", " word ", "Word", " ii. "]), max_size=40).map(
    "".join
)


@example("Inclusion Criteria:\n1.\n2 . Spaced")
@given(
    st.lists(LINES, max_size=14).map("\n".join)
    | MARKS
    | MARKS.map("Inclusion Criteria:\n".__add__)
    | st.text(max_size=80)
)
def test_no_word_is_lost_whatever_the_text(text: str) -> None:
    check(text)


def words_of(text: str) -> list[str]:
    """Those that are no bullets."""
    return re.findall(r"[A-Za-zé]{4,}", text)


@given(st.lists(LINES, max_size=14).map("\n".join) | MARKS.map("Inclusion Criteria:\n".__add__))
def test_criteria_put_together_are_the_words_of_the_text_in_its_order(text: str) -> None:
    reading = read_criteria(text)
    pieces = [(start, text[start:end]) for start, end in reading.headings]
    pieces += [(row.start, f"{row.bullet} {text[row.start : row.end]}") for row in reading.criteria]
    together = " ".join(piece for _, piece in sorted(pieces))
    assert words_of(unescape(together)) == words_of(unescape(text))


@needs_shared
def test_no_word_of_a_real_record_is_lost_and_few_stay_whole() -> None:
    texts = 0
    unsplit = 0
    for path in records("msc_2022", "api_v2"):
        module = orjson.loads(path.read_bytes())["protocolSection"].get("eligibilityModule", {})
        text = module.get("eligibilityCriteria")
        if text:
            check(text)
            texts += 1
            unsplit += [row.type for row in read_criteria(text).criteria] == ["UNSPLIT"]
    assert texts > 2300
    assert unsplit < 0.005 * texts


@needs_shared
def test_lines_that_break_a_simple_split_are_told_apart(shared: Path) -> None:
    table = (shared / "msc" / "eligibility_headings_dev.tsv").read_text(encoding="utf-8")
    told = {"heading": 0, "criterion": 0}
    for entry in csv.DictReader(table.splitlines(), delimiter="\t"):
        path = shared / "records" / "msc_2022" / f"{entry['nct_id']}.json"
        text = orjson.loads(path.read_bytes())["protocolSection"]["eligibilityModule"]["eligibilityCriteria"]
        reading = read_criteria(text)
        headings = {text[start:end].strip() for start, end in reading.headings}
        criteria = {row.text for row in reading.criteria}
        for line in filter(None, entry["heading_lines_that_break_a_simple_split"].split(" ¦ ")):
            sentence = re.search(
                r"not fulfil|fail|^meet|^see |are positive|apply|prior to incl|before incl",
                line,
                re.IGNORECASE,
            )
            if sentence:
                assert re.sub(r"^\d\. ", "", line) in criteria, line
            else:
                assert line in headings, line
            told["criterion" if sentence else "heading"] += 1
    assert told["heading"] > 70
    assert told["criterion"] > 10
