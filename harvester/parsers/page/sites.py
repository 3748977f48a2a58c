"""A page's list of study sites: rows of regions, facilities, addresses and contacts → `locations`.

The rows carry no names, so they are told apart by what they say: an address ends with the country that the region above it
names, and what stands over an address is its facility.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from harvester.parsers.page.groups import contact
from harvester.parsers.page.readers import Cell
from harvester.parsers.page.values import one_line
from harvester.parsers.values import enum_of

_HIDDEN = re.compile(r"(?:Show|Hide)\s+(?:all\s+)?\d[\d,]*\s+(?:study\s+)?locations?", re.IGNORECASE)
_OF_COUNTRY = re.compile(r".+ of(?: the)?|Province of China|(?i:occupied)")
"""What stands behind the comma of a country's name: 'Republic of', 'The Democratic Republic of the'."""


def locations(cell: Cell) -> list[dict[str, Any]] | None:
    """[{'facility', 'status', 'city', 'state', 'zip', 'country', 'contacts'}]; None where a row cannot be placed."""
    rows = [tuple(one_line(text) for text in row) for row in cell.value.rows]
    rows = [row for row in rows if any(row) and not _HIDDEN.fullmatch(row[0])]
    sites: list[dict[str, Any]] = []
    region, facility = "", dict[str, str]()
    for number, row in enumerate(rows):
        text = one_line(" ".join(row))
        person = contact(text)
        place = address(row[0], region) if region else None
        if person:
            if not sites:
                return None
            sites[-1].setdefault("contacts", []).append(person)
        elif place:
            sites.append(facility | place)
            facility = {}
        elif _is_region(row[0], rows[number + 1 : number + 3]):
            region = row[0]
        elif facility:
            return None
        else:
            facility = _facility(row)
    return sites if sites and not facility else None


def _is_region(text: str, following: Sequence[Sequence[str]]) -> bool:
    return any(address(row[0], text) for row in following)


def _facility(row: Sequence[str]) -> dict[str, str]:
    status = enum_of("status", row[1]) if len(row) > 1 and row[1] else None
    name = row[0] if status or len(row) == 1 else one_line(" ".join(row))
    return {"facility": name} | ({"status": status} if status else {})


def address(text: str, region: str) -> dict[str, str] | None:
    """{'city', 'state', 'zip', 'country'} of 'San Diego, California, United States, 92103'.

    None where the text does not end with the country of the region, 'United States, California'.
    """
    for country, state in _regions(region):
        middle = f", {re.escape(state)}" if state else ""
        form = rf"(?P<city>.+?){middle}, {re.escape(country)}(?:, (?P<zip>.+))?"
        found = re.fullmatch(form, text)
        if found:
            city, _, rest = (found["city"], "", "") if state else found["city"].partition(", ")
            place = {"city": city} | ({"state": state or rest} if state or rest else {})
            return place | ({"zip": found["zip"]} if found["zip"] else {}) | {"country": country}
    return None


def _regions(region: str) -> Iterator[tuple[str, str]]:
    """(country, state) of 'Korea, Republic of', a country with a comma, or of 'United States, California'."""
    yield region, ""
    for comma in re.finditer(", ", region):
        yield region[: comma.start()], region[comma.end() :]


def country_names(cell: Cell) -> list[str] | None:
    """The countries of 'Korea, Republic of, Spain', which have commas of their own."""
    names: list[str] = []
    for piece in (piece for line in cell.value.lines for piece in line.split(", ")):
        if names and _OF_COUNTRY.fullmatch(piece):
            names[-1] += f", {piece}"
        elif piece:
            names.append(piece)
    return names or None


def countries(cell: Cell) -> list[dict[str, str]] | None:
    """[{'country': …}]: the Tabular View states in which countries the sites are, and no more."""
    return [{"country": country} for country in country_names(cell) or ()] or None
