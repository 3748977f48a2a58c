"""What is read of a text of criteria, as tests compare it."""

from harvester.derive.criteria.read import read_criteria


def rows(text: str) -> list[tuple[str, str]]:
    return [(row.type, row.text) for row in read_criteria(text).criteria]


def nested(text: str) -> list[tuple[str, int, int | None]]:
    return [(row.text, row.level, row.parent) for row in read_criteria(text).criteria]


def populations(text: str) -> list[tuple[str, str | None]]:
    return [(row.text, row.population) for row in read_criteria(text).criteria]
