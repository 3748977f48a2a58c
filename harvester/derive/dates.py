"""Dates of the registry: a day or only a month. Nothing is made up here."""

import re

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def year(text: str) -> int | None:
    """'2021-06' → 2021; None for what is no date."""
    found = _DATE.match(text)
    return int(found[1]) if found else None
