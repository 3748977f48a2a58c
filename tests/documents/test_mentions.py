"""NCT ids in a text, however they are spelled, each with its sentence."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.documents import Document, Link, find_ids, find_mentions, read_document
from harvester.documents.sentences import Sentences, sentence_spans

UNHURRIED = settings(deadline=None)


@pytest.mark.parametrize(
    "spelled",
    [
        "NCT07145502",
        "nct07145502",
        "NCT 07145502",
        "NCT\u00a007145502",
        "NCT-07145502",
        "NCT\u201107145502",
        "NCT: 07145502",
        "NCT#07145502",
        "NCT No. 07145502",
        "NCT number 07145502",
        "NCT ID: 07145502",
        "NCT 0714 5502",
        "NCT07 145 502",
        "NCT\u200b07145502",
        "NCT0714\u00ad5502",
        "ＮＣＴ０７１４５５０２",
        "identifierNCT07145502",
        "https://clinicaltrials.gov/study/NCT07145502?term=x",
        "(NCT07145502)",
        "_NCT07145502_",
        "ClinicalTrials.gov:NCT07145502.",
    ],
)
def test_an_id_is_found_however_it_is_spelled(spelled: str) -> None:
    text = f"Before {spelled} after"
    ((nct_id, start, end),) = find_ids(text)
    assert nct_id == "NCT07145502"
    assert text[start:end] in spelled


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NCT",
        "NCT0714550",  # too few digits
        "NCT071455021",  # too many
        "NCT00000000",
        "XNCT07145502",
        "NCT in 2021 had 07145502 visitors",
        "NCT 2021 2022",
        "ISRCTN07145502",
        "EUCTR2019-07145502",
    ],
)
def test_what_only_looks_like_an_id_is_none(text: str) -> None:
    assert find_ids(text) == []


def test_each_id_has_its_sentence_and_its_place() -> None:
    text = "Two trials run. One is NCT00000001 (Dr. Who, et al.). The other, NCT00000002, has ended! NCT00000001 goes on."
    document = Document("notes.txt", "Notes", text)
    mentions = find_mentions(document)
    assert [(item.nct_id, item.position, item.sentence) for item in mentions] == [
        ("NCT00000001", 0, "One is NCT00000001 (Dr. Who, et al.)."),
        ("NCT00000002", 1, "The other, NCT00000002, has ended!"),
        ("NCT00000001", 2, "NCT00000001 goes on."),
    ]
    assert all(text.startswith(item.nct_id, item.start) for item in mentions)
    assert {(item.document, item.title) for item in mentions} == {("notes.txt", "Notes")}


def test_an_id_behind_a_link_has_the_sentence_of_its_words() -> None:
    text = "Nobody knows. See the record for more."
    document = Document("x", "", text, (Link(18, 28, "https://example.org/nct00000003/NCT00000003"),))
    (mention,) = find_mentions(document)
    assert (mention.nct_id, mention.sentence, mention.start) == (
        "NCT00000003",
        "See the record for more.",
        18,
    )


def test_a_link_that_shows_the_id_it_leads_to_is_one_mention() -> None:
    page = b'<html><p>It is <a href="https://clinicaltrials.gov/study/NCT00000001">NCT00000001</a>.</p>'
    assert [item.nct_id for item in find_mentions(read_document("a", page))] == ["NCT00000001"]


def test_a_link_that_shows_one_id_and_leads_to_another_is_two() -> None:
    page = b'<html><p>It is <a href="/study/NCT00000002">NCT00000001</a>.</p>'
    assert [item.nct_id for item in find_mentions(read_document("a", page))] == ["NCT00000001", "NCT00000002"]


def test_a_table_saved_as_one_line_is_shown_in_part() -> None:
    text = "x, " * 1000 + "NCT00000001" + ", y" * 1000
    (mention,) = find_mentions(Document("x", "", text))
    assert len(mention.sentence) < 1300
    assert mention.sentence[0] == mention.sentence[-1] == "…"
    assert "NCT00000001" in mention.sentence


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "Given i.v. in 0.9% saline. It works.",
            ["Given i.v. in 0.9% saline.", "It works."],
        ),
        ("See Fig. 2 and Tab. 3. Then stop", ["See Fig. 2 and Tab. 3.", "Then stop"]),
        ("Made by Cells Inc. The product is new.", ["Made by Cells Inc.", "The product is new."]),
        ("J. Smith said so.[3,4] Others did not.", ["J. Smith said so.[3,4]", "Others did not."]),
        ("1. First\n2. Second", ["1. First", "2. Second"]),
        ("Is it? Yes! “So.” he said. End", ["Is it?", "Yes!", "“So.” he said.", "End"]),
        ("これは文です。次の文。", ["これは文です。", "次の文。"]),
        ("  \n \n", []),
    ],
)
def test_where_sentences_end(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@UNHURRIED
@given(st.text(alphabet="ab. \n!A1)(", max_size=80), st.data())
def test_a_place_is_in_its_sentence(text: str, data: st.DataObject) -> None:
    spans = list(sentence_spans(text))
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    first, last = Sentences(text).around(start, start + 1)
    assert first <= start < last
    assert (first, last) in spans or text[start].isspace()
