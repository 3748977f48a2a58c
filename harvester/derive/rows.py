"""Everything derived from a study's prose as rows of the derived tables."""

from typing import Any

from harvester.study import Study


def derive_rows(study: Study) -> dict[str, list[list[Any]]]:
    """{derived table: rows} of one study, columns in the order of schema/derived.yaml."""
    return {}
