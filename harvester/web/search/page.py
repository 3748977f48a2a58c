"""The search: `/{database}/-/search?q=…`, the best match first, each study to be ticked for a comparison."""

import re
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from harvester.web.compat import ensure_viewable
from harvester.web.page import base_path, database_of, html_page, page
from harvester.web.reading import last_retrieved, read_page
from harvester.web.search.find import FILTERS, MOST_PAGES, PAGE, search
from harvester.web.values import label_of

_NCT_ID = re.compile(r"NCT\s*0*([1-9]\d{0,7})", re.ASCII | re.IGNORECASE)
_ENUMS = {"status": "Status", "phase": "Phase"}
_TABLES = ("studies", "conditions", "interventions", "msc_products")


async def _html(datasette: Any, request: Any) -> Response:
    name, database = database_of(datasette, request)
    words = " ".join((request.args.get("q") or "").split())[:200]
    path = base_path(datasette, name)
    if found := _NCT_ID.fullmatch(words):
        return Response.redirect(f"{path}/-/study/NCT{int(found[1]):08d}")
    await ensure_viewable(datasette, request.actor, name, _TABLES)
    filters = {key: request.args.get(key) for key in FILTERS if request.args.get(key)}
    number = _page_number(request.args.get("page"))
    result, retrieved_at = await read_page(
        database, lambda conn: (search(conn, words, filters, number), last_retrieved(conn))
    )

    def address(**changed: Any) -> str:
        asked = {"q": words, **filters, **changed}
        return f"{path}/-/search?{urlencode({key: value for key, value in asked.items() if value})}"

    context = {
        "database": name,
        "words": words,
        "result": result,
        "filters": [
            (key, filters[key], _label(key, filters[key]), address(**{key: None})) for key in filters
        ],
        "spread": [
            (key, [(_label(key, value), count, address(**{key: value})) for value, count in values])
            for key, values in result.spread.items()
            if key not in filters and len(values) > 1
        ],
        "first": (number - 1) * PAGE + 1,
        "before": address(page=number - 1) if number > 1 else "",
        "after": address(page=number + 1) if number * PAGE < result.count and number < MOST_PAGES else "",
        "table": f"{path}/studies?{urlencode({'_search': words})}" if words else f"{path}/studies",
        "retrieved_at": retrieved_at,
    }
    return await html_page(datasette, request, "harvester_search.html", context)


def _page_number(text: str | None) -> int:
    return min(int(text), MOST_PAGES) if text and text.isascii() and text.isdigit() and int(text) > 0 else 1


def _label(name: str, value: str) -> str:
    return ", ".join(label_of(_ENUMS[name], part) for part in value.split("/"))


view = page(_html)
