"""Addresses, sites and countries of a page."""

import pytest

from harvester.parsers.page.sites import address, country_names, locations
from tests.parsers.page_cells import cell, table


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        (
            "San Diego, California, United States, 92103",
            "United States, California",
            {"city": "San Diego", "state": "California", "zip": "92103", "country": "United States"},
        ),
        ("Madrid, Spain", "Spain", {"city": "Madrid", "country": "Spain"}),
        ("Madrid, Spain, 28046", "Spain", {"city": "Madrid", "zip": "28046", "country": "Spain"}),
        (
            "Ulm, BW, Germany, 89081",
            "Germany",
            {"city": "Ulm", "state": "BW", "zip": "89081", "country": "Germany"},
        ),
        (
            "Seoul, Korea, Republic of, 06351",
            "Korea, Republic of",
            {"city": "Seoul", "zip": "06351", "country": "Korea, Republic of"},
        ),
        ("Seoul", "Korea, Republic of", None),
        ("Spain", "Spain", None),
        ("Madrid, Spain", "Portugal", None),
    ],
)
def test_an_address_ends_with_the_country_of_its_region(
    text: str, region: str, expected: dict[str, str] | None
) -> None:
    assert address(text, region) == expected


def test_sites_are_told_by_the_regions_and_addresses_around_them() -> None:
    rows = (
        ("Show 3 Study Locations",),
        ("United States, California",),
        ("Clinic One", "Recruiting"),
        ("San Diego, California, United States, 92103",),
        ("Contact: Ana Silva    a@b.example",),
        ("Clinic Two",),
        ("Irvine, California, United States",),
        ("Spain",),
        ("Madrid, Spain",),
    )
    assert locations(table(*rows)) == [
        {
            "facility": "Clinic One",
            "status": "RECRUITING",
            "city": "San Diego",
            "state": "California",
            "zip": "92103",
            "country": "United States",
            "contacts": [{"name": "Ana Silva", "role": "CONTACT", "email": "a@b.example"}],
        },
        {"facility": "Clinic Two", "city": "Irvine", "state": "California", "country": "United States"},
        {"city": "Madrid", "country": "Spain"},
    ]


@pytest.mark.parametrize(
    "rows",
    [
        (("Spain",), ("Clinic",)),
        (("Spain",), ("Clinic",), ("Ward",), ("Madrid, Spain",)),
        (("Contact: Ana Silva",), ("Spain",), ("Madrid, Spain",)),
        (("Clinic",), ("Somewhere",)),
    ],
)
def test_sites_of_which_a_row_cannot_be_placed_are_not_read(rows: tuple[tuple[str, ...], ...]) -> None:
    assert locations(table(*rows)) is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Spain, Germany",), ["Spain", "Germany"]),
        (("Spain", "Germany"), ["Spain", "Germany"]),
        (("Korea, Republic of, Spain",), ["Korea, Republic of", "Spain"]),
        (("Iran, Islamic Republic of",), ["Iran, Islamic Republic of"]),
        (
            ("Macedonia, The Former Yugoslav Republic of, Moldova, Republic of",),
            ["Macedonia, The Former Yugoslav Republic of", "Moldova, Republic of"],
        ),
        (("Germany, United States, Czech Republic",), ["Germany", "United States", "Czech Republic"]),
        (("Palestinian Territories, Occupied, Spain",), ["Palestinian Territories, Occupied", "Spain"]),
        (("Congo, The Democratic Republic of the",), ["Congo, The Democratic Republic of the"]),
    ],
)
def test_countries_keep_the_commas_of_their_names(lines: tuple[str, ...], expected: list[str]) -> None:
    assert country_names(cell(*lines)) == expected
