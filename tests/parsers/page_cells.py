"""Cells of pages, words to fill them with, and how often properties of reading them are tried."""

from hypothesis import settings
from hypothesis import strategies as st

from harvester.parsers.page.readers import Cell
from harvester.parsers.page.values import TextValue, plain

UNHURRIED = settings(deadline=None, max_examples=8000)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=60)
FRAGMENTS = st.sampled_from(
    ["Drug: ", "Experimental: ", ": Experimental", "[ Time Frame: ", "[ Designated as safety issue: No ]", " ]", "A", ",", "Contact: ", "18 Years", " to ", ", ", "(", ")", "Terminated", "Other Names:", "Interventions:", "Spain", ": ", "Study Director: ", "Verified May 2012 by ", "Recruitment status was: ", "Phase 1", "/", "Study Protocol", "12", " "]
)  # fmt: skip
SAID = WORDS | st.lists(FRAGMENTS, max_size=6).map("".join)


def cell(*lines: str, kind: str | None = None) -> Cell:
    return Cell("label", plain(*lines), kind)


def table(*rows: tuple[str, ...]) -> Cell:
    return Cell("label", TextValue(tuple(" ".join(row) for row in rows), rows=rows))
