"""The discover command: documents that mention studies, into the file, and the studies they mention."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from harvester.cli import main
from harvester.sources.transport import ATTEMPTS
from tests.registry import Registry
from tests.shared import needs_shared
from tests.store.studies import study
from tests.web_site import Site

ONE, TWO, NONE = "NCT00000001", "NCT00000002", "NCT00000003"
ARTICLE = f"# On knees\n\nWe report {ONE}. It follows {TWO}; see also {ONE} (again).\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry([study(ONE), study(TWO)]) as running:
        yield running


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["discover", *arguments], catch_exceptions=False)


def rows(
    query: str = "SELECT document, position, nct_id, title, sentence FROM mentions ORDER BY 1, 2",
) -> list[Any]:
    conn = sqlite3.connect("trials.db")
    try:
        return conn.execute(query).fetchall()
    finally:
        conn.close()


def test_each_mention_is_a_row_with_its_sentence_title_and_place() -> None:
    Path("article.md").write_text(ARTICLE)
    result = run("article.md")
    assert result.exit_code == 0
    assert rows() == [
        ("article.md", 0, ONE, "On knees", f"We report {ONE}."),
        ("article.md", 1, TWO, "On knees", f"It follows {TWO}; see also {ONE} (again)."),
        ("article.md", 2, ONE, "On knees", f"It follows {TWO}; see also {ONE} (again)."),
    ]
    assert "3 mentions of 2 studies in 1 document" in result.stdout
    assert f"Not in the file: {ONE}, {TWO}" in result.stdout


def test_twice_is_as_good_as_once() -> None:
    Path("article.md").write_text(ARTICLE)
    run("article.md")
    once = rows()
    run("./article.md", "article.md")
    assert rows() == once


def test_a_document_that_mentions_nothing_any_more_loses_its_rows_and_others_keep_theirs() -> None:
    Path("article.md").write_text(ARTICLE)
    Path("other.txt").write_text(f"About {NONE}.")
    run("article.md", "other.txt")
    Path("article.md").write_text("# On knees\n\nNothing here.\n")
    run("article.md")
    assert [row[0] for row in rows()] == ["other.txt"]


def test_a_document_that_cannot_be_read_any_more_keeps_its_rows() -> None:
    Path("article.txt").write_text(ARTICLE)
    run("article.txt")
    Path("article.txt").write_bytes(b"%PDF-1.7")
    result = run("article.txt")
    assert result.exit_code == 1
    assert "article.txt" in result.stderr
    assert "PDF" in result.stderr
    assert len(rows()) == 3


def test_fetch_brings_the_studies_and_names_those_nobody_knows(registry: Registry) -> None:
    Path("article.md").write_text(f"{ARTICLE}\nAnd nct 00000003.\n")
    result = run("article.md", "--fetch", "--api-url", registry.url)
    assert result.exit_code == 1
    assert rows("SELECT nct_id FROM studies ORDER BY 1") == [(ONE,), (TWO,)]
    assert len(rows()) == 4
    assert "2 new" in result.stdout
    assert f"Not known to the registry: {NONE}" in result.stderr


def test_fetch_asks_nothing_where_nothing_is_mentioned(registry: Registry) -> None:
    Path("article.md").write_text("Nothing.")
    assert run("article.md", "--fetch", "--api-url", registry.url).exit_code == 0
    assert registry.requests == []


def test_a_registry_that_stays_away_is_exit_3_and_changes_nothing(registry: Registry) -> None:
    Path("article.md").write_text(ARTICLE)
    registry.misbehave("status", status=503, times=ATTEMPTS * 10)
    assert run("article.md", "--fetch", "--api-url", registry.url).exit_code == 3
    assert rows() == []


def test_an_address_is_read_and_kept_as_the_documents_name() -> None:
    with Site() as site:
        site.show("/article", f"<title>On knees</title><p>See <a href='/study/{ONE}'>it</a>.</p>".encode())
        result = run(f"{site.url}/article#results", f"{site.url}/gone")
        assert result.exit_code == 1
        assert f"{site.url}/gone" in result.stderr
        assert rows() == [(f"{site.url}/article", 0, ONE, "On knees", "See it.")]


def test_in_a_folder_what_is_no_text_is_passed_over() -> None:
    Path("folder").mkdir()
    Path("folder/a.txt").write_text(f"{ONE}.")
    Path("folder/b.pdf").write_bytes(b"%PDF-1.7")
    result = run("folder")
    assert result.exit_code == 0
    assert "1 file passed over" in result.stdout
    assert [row[:3] for row in rows()] == [("folder/a.txt", 0, ONE)]


def test_a_path_that_is_not_there_is_exit_2_and_nothing_is_read() -> None:
    Path("article.md").write_text(ARTICLE)
    result = run("article.md", "nowhere.txt")
    assert result.exit_code == 2
    assert "nowhere.txt" in result.stderr
    assert not Path("trials.db").exists()


def test_json_tells_all_of_it(registry: Registry) -> None:
    Path("article.txt").write_bytes(f"caf\u00e9 {ONE}, {NONE}.".encode("cp1252"))
    Path("bad.txt").write_bytes(b"\0")
    told = orjson.loads(run("article.txt", "bad.txt", "--fetch", "--api-url", registry.url, "--json").stdout)
    assert told["documents"] == [
        {
            "document": "article.txt",
            "title": f"caf\u00e9 {ONE}, {NONE}.",
            "encoding": "cp1252",
            "mentions": [
                {"nct_id": ONE, "position": 0, "start": 5, "sentence": f"caf\u00e9 {ONE}, {NONE}."},
                {"nct_id": NONE, "position": 1, "start": 18, "sentence": f"caf\u00e9 {ONE}, {NONE}."},
            ],
        }
    ]
    assert told["nct_ids"] == [
        {"nct_id": ONE, "mentions": 1, "in_file": True},
        {"nct_id": NONE, "mentions": 1, "in_file": False},
    ]
    assert [item["document"] for item in told["not_read"]] == ["bad.txt"]
    assert (told["fetch"]["added"], told["fetch"]["unknown"]) == (1, [NONE])


def test_a_former_id_is_known_by_the_study_it_belongs_to(registry: Registry) -> None:
    registry.edit(ONE, "protocolSection.identificationModule.nctIdAliases", [NONE])
    Path("article.txt").write_text(f"About {NONE}.")
    told = orjson.loads(run("article.txt", "--fetch", "--api-url", registry.url, "--json").stdout)
    assert told["nct_ids"] == [{"nct_id": NONE, "mentions": 1, "in_file": True}]
    assert told["fetch"]["aliases"] == {NONE: ONE}


def test_claims_are_told_beside_the_record(registry: Registry) -> None:
    Path("article.md").write_text(f"# {ONE}\n\nEnrollment: 30\n\nPrimary outcome: pain at rest (12 months)\n")
    result = run("article.md", "--claims", "--fetch", "--api-url", registry.url)
    assert result.exit_code == 0
    assert f"{ONE} in article.md" in result.stdout
    assert "  differs            enrollment: “Enrollment: 30”; record: 32 (estimated)\n" in result.stdout
    assert (
        "  agrees             primary outcome: “pain at rest (12 months)”; record: Pain at rest\n"
        in result.stdout
    )
    told = orjson.loads(run("article.md", "--claims", "--json").stdout)
    (checked,) = told["checked"]
    assert (checked["document"], checked["nct_id"], checked["study"]) == ("article.md", ONE, ONE)
    assert checked["claims"][0] == {
        "attribute": "enrollment",
        "says": "30",
        "words": "Enrollment: 30",
        "start": 12,
        "record": "32 (estimated)",
        "verdict": "differs",
    }


def test_claims_of_a_study_that_is_not_in_the_file_cannot_be_held_against_anything() -> None:
    Path("article.md").write_text(f"# {ONE}\n\nEnrollment: 30\n")
    result = run("article.md", "--claims")
    assert result.exit_code == 0
    assert f"{ONE} in article.md: not in the file" in result.stdout
    told = orjson.loads(run("article.md", "--claims", "--json").stdout)
    assert told["checked"] == [{"document": "article.md", "nct_id": ONE, "study": None, "claims": []}]


def test_without_claims_none_are_told(registry: Registry) -> None:
    Path("article.md").write_text(f"# {ONE}\n\nEnrollment: 30\n")
    assert orjson.loads(run("article.md", "--json").stdout)["checked"] is None


@needs_shared
def test_a_sponsors_article_and_a_pages_text_name_their_studies(shared: Path) -> None:
    result = run(str(shared / "seeds"))
    assert result.exit_code == 0
    found = rows("SELECT nct_id, count(*), min(title) FROM mentions GROUP BY 1 ORDER BY 1")
    assert [row[:2] for row in found] == [("NCT04382547", 3), ("NCT07145502", 4)]
    assert found[1][2] == "Registered Clinical Research on Neuroinflammatory Syndromes (NCT07145502)"
