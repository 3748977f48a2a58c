"""Home."""
from typing import Any

from datasette.utils.asgi import Response

from harvester.web.page import html_page


async def view(datasette: Any, request: Any) -> Response:
    return await html_page(datasette, request, "harvester_home.html", {})
