"""Which record is the newer version: by the record's own date, then by what its source can state."""

import pytest

from harvester.store.versions import Held, Incoming, insert_version, place


def held(*rows: tuple[str, str | None, str]) -> list[Held]:
    return [
        Held(number, source, date, content, content) for number, (source, date, content) in enumerate(rows, 1)
    ]


def incoming(source: str, date: str | None, content: str, document: str | None = None) -> Incoming:
    return Incoming(source, date, content, document or content)


@pytest.mark.parametrize(
    ("versions", "record", "kind", "version"),
    [
        (held(), incoming("api", "2024-01-01", "a"), "first", 1),
        (held(("api", "2024-01-01", "a")), incoming("api", "2024-02-01", "b"), "newest", 2),
        (held(("api", "2024-01-01", "a")), incoming("api", "2024-01-01", "a"), "same", 1),
        (held(("api", "2024-01-01", "a")), incoming("api", "2024-01-01", "a", "derived moved"), "derived", 1),
        (held(("api", "2024-01-01", "a")), incoming("api", "2024-01-01", "silent edit"), "newest", 2),
        (
            held(("mine", "2024-01-01", "a")),
            incoming("api", "2024-01-01", "a", "derived moved"),
            "derived",
            1,
        ),
        (held(("api", "2024-01-01", "a")), incoming("mine", "2024-01-01", "a", "derived moved"), "same", 1),
        (held(("api", "2024-01-01", "a")), incoming("classic_page", "2024-01-01", "page"), "older", 1),
        (held(("classic_page", "2024-01-01", "page")), incoming("api", "2024-01-01", "a"), "newest", 2),
        (held(("api", "2024-01-01", "a")), incoming("classic_page", "2014-06-01", "page"), "older", 1),
        (held(("api", "2024-01-01", "a")), incoming("page_text", None, "undated"), "older", 1),
        (
            held(("json", "2020-01-01", "a"), ("json", "2024-01-01", "b")),
            incoming("json", "2022-01-01", "c"),
            "older",
            2,
        ),
        (
            held(("json", "2020-01-01", "a"), ("json", "2024-01-01", "b")),
            incoming("json", "2020-01-01", "a"),
            "same",
            1,
        ),
        # A tab of results is no whole record: nothing whole gives way to it.
        (held(("page_text", "2012-01-01", "a")), incoming("results_page", "2014-01-01", "tab"), "older", 1),
        (held(("results_page", "2014-01-01", "tab")), incoming("page_text", None, "a"), "newest", 2),
        (
            held(("results_page", "2012-01-01", "tab"), ("classic_page", "2012-01-01", "a")),
            incoming("results_page", "2014-01-01", "later tab"),
            "older",
            2,
        ),
        (
            held(("results_page", "2012-01-01", "tab")),
            incoming("results_page", "2014-01-01", "b"),
            "newest",
            2,
        ),
        # The registry itself went back: what it says today is the newest all the same.
        (
            held(("api", "2020-01-01", "a"), ("api", "2024-01-01", "b")),
            incoming("api", "2020-01-01", "a"),
            "newest",
            3,
        ),
    ],
)
def test_a_record_finds_its_place(versions: list[Held], record: Incoming, kind: str, version: int) -> None:
    placement = place(versions, record)
    assert (placement.kind, placement.version) == (kind, version)


def test_versions_above_an_older_one_move_up() -> None:
    versions = held(("json", "2020-01-01", "a"), ("json", "2024-01-01", "b"))
    after = insert_version(versions, incoming("json", "2022-01-01", "c"), 2)
    assert [(item.version, item.content_hash) for item in after] == [(1, "a"), (2, "c"), (3, "b")]
