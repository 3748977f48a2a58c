"""One section of a study document by itself: its tables, its rows."""

from harvester.mapping.normalise import Rows, normalise
from harvester.mapping.spec import Spec
from harvester.study import Study, nct_id_of

LEFTOVER_PATH = 1
"""Column of the path in every leftover table."""


def section_tables(spec: Spec, section: str) -> list[str]:
    """Tables that this section fills and no other."""
    return [
        table.name
        for table in spec.in_room("study")
        if {column.path.split(".")[0] for column in table.columns if column.path} == {section}
    ]


def is_of_section(path: str, section: str) -> bool:
    """Whether a dotted path is that of the section or of something in it."""
    return path == section or path.startswith(f"{section}.")


def section_rows(study: Study, section: str, spec: Spec) -> Rows:
    """What `normalise` makes of one section of a study: rows of its own tables, and what the schema has no place for."""
    alone: Study = {"protocolSection": {"identificationModule": {"nctId": nct_id_of(study)}}}
    if section in study:
        alone[section] = study[section]
    rows = normalise(alone, spec)
    kept = {name: rows[name] for name in section_tables(spec, section) if name in rows}
    for table in spec.in_room("leftover"):
        if table.name in rows:
            kept[table.name] = [row for row in rows[table.name] if is_of_section(row[LEFTOVER_PATH], section)]
    return kept


def with_section(rows: Rows, part: Rows, section: str, spec: Spec) -> Rows:
    """A study's rows with those of one section in the place of what they had of it."""
    merged = {name: kept for name, kept in rows.items() if name not in section_tables(spec, section)}
    for table in spec.in_room("leftover"):
        if table.name in merged:
            merged[table.name] = [
                row for row in merged[table.name] if not is_of_section(row[LEFTOVER_PATH], section)
            ]
    for name, section_part in part.items():
        merged[name] = [*merged.get(name, ()), *section_part]
    return merged
