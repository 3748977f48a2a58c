"""What the README says works: its Python runs, its queries answer, what it prints of the program is current."""

import doctest
import re
import sqlite3
from pathlib import Path

import pytest
import yaml

from harvester.demo import build_demo
from tests.readme import COOKBOOK, aact, claims_example, command_help, python_api

README = Path(__file__).resolve().parents[1] / "README.md"


def test_the_python_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    build_demo(tmp_path / "demo.db")
    outcome = doctest.testfile(str(README), module_relative=False)
    assert outcome.attempted > 5
    assert outcome.failed == 0


def test_every_command_is_printed_as_it_is_now() -> None:
    text = README.read_text(encoding="utf-8")
    assert command_help() in text, "run `make generate`"


def test_every_name_of_the_python_api_is_listed_with_what_it_is() -> None:
    listed = python_api()
    assert all(len(line.split("|")[2].split()) > 3 for line in listed.splitlines()[2:])
    assert listed in README.read_text(encoding="utf-8"), "run `make generate`"


def test_the_query_for_analysts_of_aact_answers_as_printed() -> None:
    text = aact()
    assert text.count("\n| NCT") > 2
    assert text in README.read_text(encoding="utf-8"), "run `make generate`"


def test_what_the_article_claims_is_printed_as_it_is_told_now() -> None:
    assert claims_example() in README.read_text(encoding="utf-8"), "run `make generate`"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    build_demo(path)
    conn = sqlite3.connect(path)
    yield conn
    conn.close()


@pytest.mark.parametrize("path", sorted(COOKBOOK.glob("*.sql")), ids=lambda path: path.stem)
def test_every_query_of_the_cookbook_answers_on_the_demo_file(demo: sqlite3.Connection, path: Path) -> None:
    assert demo.execute(path.read_text(encoding="utf-8")).fetchall()


def test_the_cookbook_has_a_dozen_questions() -> None:
    assert len(list(COOKBOOK.glob("*.sql"))) >= 12


def test_the_workflow_is_yaml_with_steps() -> None:
    (workflow,) = re.findall(r"```yaml\n(name: refresh.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert yaml.safe_load(workflow)["jobs"]["refresh"]["steps"]


def test_pictures_are_there_and_small() -> None:
    pictures = re.findall(r"!\[([^]]+)\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    assert pictures
    for alternative, path in pictures:
        assert len(alternative) > 20
        assert (README.parent / path).stat().st_size <= 150_000
