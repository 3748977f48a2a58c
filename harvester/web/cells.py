"""How single cells of Datasette's own tables look: NCT IDs lead to the study, doses are grouped by thousands."""

import re
from math import isfinite
from typing import Any

from markupsafe import Markup, escape

from harvester.compare.face import number, visible
from harvester.web.page import base_path, ours

_NCT_ID = re.compile(r"NCT\d{8}", re.ASCII)
_DOSES = frozenset(
    ["dose_value", "dose_low", "dose_high", "total_dose", "lowest_dose", "median_dose", "highest_dose"]
)
_LINK = Markup(
    '<a href="{path}/-/study/{nct_id}">{label}</a> '
    '<a class="h-cell-compare" href="{path}/-/compare?ids={nct_id}">compare</a>'
)
_LABELLED = Markup('<a href="{path}/-/study/{nct_id}">{nct_id}</a> <span class="h-cell-title">{label}</span>')


def cell(
    datasette: Any, database: str, row: Any, table: str | None, column: str, value: Any
) -> Markup | None:
    """The cell as links, None where Datasette's own way is right.

    The title of a study stands for it in `studies`, whose key Datasette links to the plain row.
    """
    if database not in ours(datasette):
        return None
    if table == "studies" and column == "brief_title":
        nct_id = row["nct_id"] if "nct_id" in list(row.keys()) else None
        return _study(datasette, database, nct_id, value or nct_id)
    if column in _DOSES and isinstance(value, float) and isfinite(value):
        return escape(number(value))
    if column != "nct_id":
        return None
    if isinstance(value, dict):
        return _study(datasette, database, value.get("value"), value.get("label"), labelled=True)
    return _study(datasette, database, value, value)


def _study(datasette: Any, database: str, nct_id: Any, label: Any, labelled: bool = False) -> Markup | None:
    if not isinstance(nct_id, str) or not _NCT_ID.fullmatch(nct_id):
        return None
    template = _LABELLED if labelled and label != nct_id else _LINK
    return template.format(
        path=escape(base_path(datasette, database)), nct_id=nct_id, label=_short(visible(str(label)))
    )


def _short(text: str, limit: int = 160) -> str:
    return text if len(text) <= limit else text[:limit] + "…"
