"""Our addresses. Each view takes (datasette, request)."""

from typing import Any

from harvester.web.changes import page as changes_page
from harvester.web.compare import page as compare_page
from harvester.web.home import page as home_page
from harvester.web.search import page as search_page
from harvester.web.study import page as study_page

_DATABASE = r"/(?P<database>[^/]+)/-"

ROUTES: list[tuple[str, Any]] = [
    (r"/(?P<format>)$", home_page.view),
    (_DATABASE + r"/search$", search_page.view),
    (_DATABASE + r"/study/(?P<nct_id>[^/]+?)\.json$", study_page.view_json),
    (_DATABASE + r"/study/(?P<nct_id>[^/]+)$", study_page.view),
    (_DATABASE + r"/changes$", changes_page.view),
    (_DATABASE + r"/changes\.json$", changes_page.view_json),
    (_DATABASE + r"/changes\.atom$", changes_page.view_atom),
    *compare_page.ROUTES,
]
