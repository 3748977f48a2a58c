"""Studies side by side: sections × fields × studies, the first study being the reference."""

from harvester.compare.model import Comparison, Field, Head, Section
from harvester.compare.render import as_csv, as_markdown, as_text
from harvester.compare.rows import read_comparison, read_rows, tables_read
from harvester.compare.sections import compare_studies

__all__ = [
    "Comparison",
    "Field",
    "Head",
    "Section",
    "as_csv",
    "as_markdown",
    "as_text",
    "compare_studies",
    "read_comparison",
    "read_rows",
    "tables_read",
]
