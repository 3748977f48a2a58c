"""The study page: everything in the record, in words, and nothing that runs."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup

from harvester.mapping.read_schema import load_spec
from harvester.mapping.spec import Object, Objects, Value, Values
from harvester.web.prose import rendered
from tests.web.conftest import close
from tests.web.hostile import FORMULA, LINK, SCRIPT, TEMPLATE, dangers, study_full_of
from tests.web.served import demo_study, edited, make_file

STUDY = "/trials/-/study/NCT04382547"


async def test_page_says_what_the_record_says(datasette: Any) -> None:
    page = (await datasette.client.get(STUDY)).text
    for words in (
        "Number of cured patients",
        "Olfactory",
        "18 Years",
        "70 Years",
        "Belarus",
        "Phase 1, Phase 2",
        "32",
    ):
        assert words in page


async def test_enums_are_said_in_words(datasette: Any) -> None:
    page = (await datasette.client.get(STUDY)).text
    assert "Non-randomized" in page
    assert "NON_RANDOMIZED" not in page


async def test_estimated_dates_say_so(datasette: Any) -> None:
    page = (await datasette.client.get("/trials/-/study/NCT03371329")).text
    assert "(actual)" in page


async def test_page_has_language_title_and_one_main_heading(datasette: Any) -> None:
    page = (await datasette.client.get(STUDY)).text
    assert '<html lang="en">' in page
    assert "<title>NCT04382547:" in page
    assert page.count("<h1") == 1


async def test_source_date_and_disclaimer_stand_on_the_page(datasette: Any) -> None:
    page = (await datasette.client.get(STUDY)).text
    assert 'retrieved <time datetime="2026-01-02T03:04:05Z">2026-01-02</time>' in page
    assert "Not medical advice; not evaluated by the registry" in page
    assert 'href="https://clinicaltrials.gov/study/NCT04382547"' in page


async def test_policy_allows_neither_inline_scripts_nor_styles(datasette: Any) -> None:
    response = await datasette.client.get(STUDY)
    policy = response.headers["content-security-policy"]
    assert "'unsafe-inline'" not in policy
    assert "default-src 'none'" in policy
    assert "<style" not in response.text
    assert not re.search(r"\sstyle=", response.text)
    assert not re.search(r"<script(?![^>]*src=)", response.text)


async def test_id_in_other_spellings_leads_to_the_page(datasette: Any) -> None:
    response = await datasette.client.get("/trials/-/study/nct4382547")
    assert (response.status_code, response.headers["location"]) == (302, STUDY)


async def test_malformed_id_is_a_page_that_says_so(datasette: Any) -> None:
    response = await datasette.client.get("/trials/-/study/banana")
    assert response.status_code == 400
    assert "is not an NCT ID" in response.text
    assert "unsafe-inline" not in response.headers["content-security-policy"]


async def test_unknown_study_is_a_page_that_says_how_to_fetch_it(datasette: Any) -> None:
    response = await datasette.client.get("/trials/-/study/NCT00000001")
    assert response.status_code == 404
    assert "harvester fetch NCT00000001" in response.text
    assert 'retrieved <time datetime="2026-01-02T03:04:05Z">2026-01-02</time>' in response.text


async def test_unknown_database_is_not_found(datasette: Any) -> None:
    assert (await datasette.client.get("/nothing/-/study/NCT04382547")).status_code == 404


async def test_criteria_that_are_long_stand_open_and_very_long_ones_are_folded_at_a_word(
    tmp_path: Any,
) -> None:
    criteria = "Inclusion Criteria: " + "several words more and " * 100
    found = {}
    for name, text in {"long": criteria, "longest": criteria * 4}.items():
        study = edited(demo_study("NCT04382547"), eligibilityModule={"eligibilityCriteria": text})
        made = _datasette(make_file(tmp_path / f"{name}.db", [study]))
        page = BeautifulSoup((await made.client.get(f"/{name}/-/study/NCT04382547")).text, "html.parser")
        found[name] = page.select("#eligibility .h-fold summary")
        close(made)
    assert found["long"] == []
    assert found["longest"][0].get_text().endswith(("several…", "words…", "more…", "and…"))


@pytest.mark.parametrize("suffix", ["", ".json"])
async def test_alias_leads_to_the_study_it_is_now(tmp_path: Any, suffix: str) -> None:
    study = edited(demo_study("NCT04382547"), identificationModule={"nctIdAliases": ["NCT00000009"]})
    made = _datasette(make_file(tmp_path / "a.db", [study]))
    response = await made.client.get(f"/a/-/study/NCT00000009{suffix}")
    assert (response.status_code, response.headers["location"]) == (302, f"/a/-/study/NCT04382547{suffix}")
    close(made)


async def test_json_is_the_document_rebuilt_from_the_tables(datasette: Any) -> None:
    response = await datasette.client.get(f"{STUDY}.json")
    assert response.json() == demo_study("NCT04382547")


async def test_json_errors_are_json(datasette: Any) -> None:
    unknown = await datasette.client.get("/trials/-/study/NCT00000001.json")
    malformed = await datasette.client.get("/trials/-/study/NCT.json")
    assert (unknown.status_code, malformed.status_code) == (404, 400)
    assert "NCT00000001" in unknown.json()["error"]
    assert malformed.json()["ok"] is False


async def test_versions_and_changes_are_shown_before_and_after(datasette: Any) -> None:
    page = (await datasette.client.get("/trials/-/study/NCT02107118")).text
    section = page[page.index('id="versions"') :]
    assert "Version 2" in section
    assert "Terminated" in section
    assert ">7<" in section
    assert "/trials/-/changes?nct_id=NCT02107118" in section


async def test_studies_alike_are_offered_with_their_comparison(datasette: Any) -> None:
    page = (await datasette.client.get(STUDY)).text
    section = page[page.index('id="similar"') :]
    assert "/trials/-/compare?ids=NCT04382547,NCT0" in section
    assert "ids=NCT04382547,NCT04382547" not in section


async def test_who_mentions_the_study_is_shown_and_only_addresses_are_links(tmp_path: Any) -> None:
    path = make_file(tmp_path / "m.db", [demo_study("NCT04382547")])
    mention(path, "https://example.test/article", 0, "An article", "It is NCT04382547.")
    mention(path, "javascript:alert(1)", 0, "A trap", "See NCT04382547 <b>now</b>.")
    made = _datasette(path)
    page = (await made.client.get("/m/-/study/NCT04382547")).text
    assert '<a href="https://example.test/article"' in page
    assert "A trap" in page
    assert 'href="javascript:' not in page
    assert "<b>now" not in page
    close(made)


async def test_a_document_that_mentions_the_study_often_is_listed_once_with_each_sentence(
    tmp_path: Any,
) -> None:
    path = make_file(tmp_path / "m.db", [demo_study("NCT04382547")])
    for position, sentence in enumerate(("First NCT04382547.", "Then NCT04382547.", "First NCT04382547.")):
        mention(path, "notes.md", position, "My notes", sentence)
    made = _datasette(path)
    page = (await made.client.get("/m/-/study/NCT04382547")).text
    section = page[page.index('id="mentions"') :].partition("</section>")[0]
    assert section.count("My notes") == 1
    assert section.count("First NCT04382547.") == section.count("Then NCT04382547.") == 1
    close(made)


async def test_who_mentions_a_former_id_of_the_study_is_shown(tmp_path: Any) -> None:
    path = make_file(tmp_path / "m.db", [demo_study("NCT04382547")])
    execute(path, "INSERT INTO nct_id_aliases VALUES ('NCT04382547', 0, 'NCT00000009')")
    mention(path, "notes.md", 0, "My notes", "Once NCT00000009.")
    execute(path, "UPDATE mentions SET nct_id = 'NCT00000009'")
    made = _datasette(path)
    assert "Once NCT00000009." in (await made.client.get("/m/-/study/NCT04382547")).text
    close(made)


async def test_demo_record_is_marked_abridged(tmp_path: Any, datasette: Any) -> None:
    made = _datasette(make_file(tmp_path / "d.db", [demo_study("NCT04382547")], source="demo"))
    assert "Abridged demo record" in (await made.client.get("/d/-/study/NCT04382547")).text
    assert "Abridged demo record" not in (await datasette.client.get(STUDY)).text
    close(made)


async def test_study_that_vanished_from_the_registry_says_since_when(tmp_path: Any) -> None:
    path = make_file(tmp_path / "v.db", [demo_study("NCT04382547")])
    execute(path, "UPDATE studies SET missing_since = '2026-02-03T00:00:00Z'")
    made = _datasette(path)
    assert "since 2026-02-03" in (await made.client.get("/v/-/study/NCT04382547")).text
    close(made)


async def test_study_that_another_took_over_leads_to_it(tmp_path: Any) -> None:
    former = demo_study("NCT04382547")
    now = edited(demo_study("NCT02107118"), identificationModule={"nctIdAliases": ["NCT04382547"]})
    path = make_file(tmp_path / "trials.db", [former, now])
    execute(path, "UPDATE studies SET missing_since = '2026-02-03T00:00:00Z' WHERE nct_id = 'NCT04382547'")
    datasette = _datasette(path)
    page = await datasette.client.get("/trials/-/study/NCT04382547")
    assert 'It is now <a href="NCT02107118">NCT02107118</a>' in page.text
    assert "It is now" not in (await datasette.client.get("/trials/-/study/NCT02107118")).text
    close(datasette)


async def test_every_field_of_the_schema_shows_by_itself(tmp_path: Any) -> None:
    """A study with a value of its own in every field: each of them is on the page."""
    study, words = _numbered("NCT90000001")
    made = _datasette(make_file(tmp_path / "all.db", [study]))
    page = (await made.client.get("/all/-/study/NCT90000001")).text
    missing = [path for word, path in words.items() if word not in page]
    assert missing == []
    close(made)


async def test_field_nobody_knows_is_shown_too(tmp_path: Any) -> None:
    study = demo_study("NCT04382547")
    study["protocolSection"]["newModule"] = {"newField": "brand new"}
    made = _datasette(make_file(tmp_path / "u.db", [study]))
    page = (await made.client.get("/u/-/study/NCT04382547")).text
    assert "brand new" in page[page.index("Beyond the schema") :]
    close(made)


async def test_values_of_a_type_nobody_expects_do_not_break_the_page(tmp_path: Any) -> None:
    study = edited(
        demo_study("NCT04382547"),
        designModule={"phases": ["PHASE9"], "enrollmentInfo": {"count": "thirty", "type": "GUESSED"}},
        eligibilityModule={"healthyVolunteers": "MAYBE", "minimumAge": "old"},
    )
    made = _datasette(make_file(tmp_path / "o.db", [study]))
    response = await made.client.get("/o/-/study/NCT04382547")
    assert response.status_code == 200
    for words in ("PHASE9", "thirty", "MAYBE"):
        assert words in response.text
    close(made)


async def test_cells_edited_by_hand_into_nonsense_do_not_break_the_page(tmp_path: Any) -> None:
    path = make_file(tmp_path / "e.db", [demo_study("NCT04382547")])
    execute(
        path,
        "UPDATE studies SET phases = 'no json', enrollment_count = 'x', has_results = 'y', brief_title = NULL",
    )
    execute(path, "UPDATE arm_groups SET label = NULL")
    made = _datasette(path)
    response = await made.client.get("/e/-/study/NCT04382547")
    assert response.status_code == 200
    assert "no json" in response.text
    close(made)


@pytest.mark.parametrize("number", range(8))
async def test_hostile_text_in_every_field_stays_text(hostile: Any, number: int) -> None:
    response = await hostile.client.get(f"/hostile/-/study/NCT9000000{number}")
    assert response.status_code == 200
    assert dangers(response.text) == []


async def test_hostile_text_is_shown_escaped(hostile: Any) -> None:
    page = (await hostile.client.get("/hostile/-/study/NCT90000000")).text
    assert "&lt;script&gt;window.hit=1&lt;/script&gt;" in page


async def test_templates_in_text_are_not_run(hostile: Any) -> None:
    page = (await hostile.client.get("/hostile/-/study/NCT90000004")).text
    assert "1337" not in page
    assert "{{ 7*191 }}" in page


async def test_text_cannot_turn_the_direction_of_the_page(hostile: Any) -> None:
    page = (await hostile.client.get("/hostile/-/study/NCT90000005")).text
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\ufeff\x07\x1b]", page)
    assert "\u0627\u0644\u0639\u0631\u0628\u064a\u0629" in page


@pytest.mark.parametrize("text", [SCRIPT, LINK, FORMULA, TEMPLATE])
async def test_json_keeps_hostile_text_exactly(tmp_path: Any, text: str) -> None:
    study = study_full_of("NCT90000002", text)
    made = _datasette(make_file(tmp_path / "h.db", [study]))
    assert (await made.client.get("/h/-/study/NCT90000002.json")).json() == study
    close(made)


async def test_hostile_id_in_the_address_is_shown_escaped(datasette: Any) -> None:
    response = await datasette.client.get("/trials/-/study/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert response.status_code == 400
    assert "<script>alert" not in response.text


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>\n"),
        ("* a\n* b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        (r"100x10\^6 and \>= 5", "<p>100x10^6 and &gt;= 5</p>\n"),
        ("> 18 years", "<p>&gt; 18 years</p>"),
        ("# of falls", "<p># of falls</p>"),
        ("(1-6)*10^7 and 5*10^5", "<p>(1-6)*10^7 and 5*10^5</p>\n"),
        ("a_b_c and `x`", "<p>a_b_c and `x`</p>"),
        ("    indented", "<p>    indented</p>"),
        ("[1]: https://e.test", "<p>[1]: https://e.test</p>"),
        ("&lt; & &amp;", "<p>&amp;lt; &amp; &amp;amp;</p>"),
        (
            "<https://e.test/a>",
            '<p><a href="https://e.test/a" rel="noopener noreferrer nofollow">https://e.test/a</a></p>\n',
        ),
        ("<javascript:alert(1)>", "<p>&lt;javascript:alert(1)&gt;</p>\n"),
    ],
)
def test_markdown_of_the_registry(markdown: str, html: str) -> None:
    assert str(rendered(markdown)) == html


def test_prose_beyond_what_is_rendered_is_kept_as_plain_text() -> None:
    html = str(rendered("*" * 70_000 + " end <b>"))
    assert html.endswith("end &lt;b&gt;</p>")


def _numbered(nct_id: str) -> tuple[dict[str, Any], dict[str, str]]:
    """A study whose every text field has a word of its own, and {word: path}."""
    words: dict[str, str] = {}

    def fill(node: Any, path: str) -> Any:
        match node:
            case Value():
                if node.column.type in ("boolean", "integer", "number"):
                    return {"boolean": True, "integer": 1, "number": 1.5}[node.column.type]
                word = f"word{len(words)}x"
                words[word] = path
                return [word] if node.many else word
            case Values():
                word = f"word{len(words)}x"
                words[word] = path
                return [word]
            case Object() | Objects():
                item = {
                    key: fill(child, f"{path}.{key}" if path else key) for key, child in node.children.items()
                }
                return [item] if isinstance(node, Objects) else item
        raise AssertionError(path)

    study = fill(load_spec().root, "")
    study["protocolSection"]["identificationModule"]["nctId"] = nct_id
    keep = {
        word: path for word, path in words.items() if not path.endswith((".nctId", ".groupId", ".groupIds"))
    }
    return study, keep


def _datasette(path: Any) -> Any:
    from harvester.web.serve import build_datasette

    return build_datasette(path)


def execute(path: Any, sql: str, *values: Any) -> None:
    import sqlite3

    with sqlite3.connect(path) as conn:
        conn.execute(sql, values)
    conn.close()


def mention(path: Any, document: str, position: int, title: str, sentence: str) -> None:
    execute(
        path,
        "INSERT INTO mentions (document, position, nct_id, title, sentence, start, found_at) VALUES (?,?,?,?,?,0,'2026-01-01T00:00:00Z')",
        document,
        position,
        "NCT04382547",
        title,
        sentence,
    )
