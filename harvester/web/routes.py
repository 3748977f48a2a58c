"""Our addresses. Each view takes (datasette, request)."""

from typing import Any

from harvester.web import changes_page, compare_page, home, search_page, study_page

_DATABASE = r"/(?P<database>[^/]+)/-"

ROUTES: list[tuple[str, Any]] = [
    (r"/(?P<format>)$", home.view),
    (_DATABASE + r"/search$", search_page.view),
    (_DATABASE + r"/study/(?P<nct_id>[^/]+?)\.json$", study_page.view_json),
    (_DATABASE + r"/study/(?P<nct_id>[^/]+)$", study_page.view),
    (_DATABASE + r"/changes$", changes_page.view),
    (_DATABASE + r"/changes\.json$", changes_page.view_json),
    (_DATABASE + r"/changes\.atom$", changes_page.view_atom),
    *compare_page.ROUTES,
]
