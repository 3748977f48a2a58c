"""What happens when a Datasette starts, and what its own pages get from us."""

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

from harvester.web import metadata
from harvester.web.compare import page as compare_page
from harvester.web.compat import apply_metadata, is_one
from harvester.web.page import asset, find_ours, frame, ours
from harvester.web.reading import last_retrieved

_NO_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


async def begin(datasette: Any) -> None:
    """Find the Harvester files among the databases and describe their tables."""
    await find_ours(datasette)
    for name in ours(datasette):
        await apply_metadata(datasette, name, metadata.database_metadata())


def prepare_templates(env: Any) -> None:
    """Add the filter `feed_text`: text that XML can hold, escaped (Datasette escapes by itself only in HTML)."""
    env.filters["feed_text"] = feed_text


def feed_text(text: object) -> Markup:
    """Text for an XML document; characters that XML has no way to say become a question mark in a diamond."""
    return escape(_NO_XML.sub("\N{REPLACEMENT CHARACTER}", str(text)))


async def template_vars(datasette: Any, database: str | None, template: str) -> dict[str, Any]:
    """What every template gets; our own pages, errors aside, say themselves how fresh they are."""
    shared = frame(datasette, database)
    says_itself = template.startswith("harvester_") and template != "harvester_error.html"
    if says_itself or not shared["database"]:
        return {"harvester": shared}
    file = datasette.databases[shared["database"]]
    return {"harvester": shared, "retrieved_at": await file.execute_fn(last_retrieved)}


def core_assets(
    datasette: Any, kind: str, template: str, database: str | None, columns: Sequence[str] | None
) -> list[str]:
    """Sheets (`css`) and scripts (`js`) for Datasette's own pages; our own pages name theirs."""
    if template.startswith("harvester_") or not ours(datasette):
        return []
    own = {"css": ["theme.css", *([] if is_one(datasette) else ["dark.css"]), "core.css"], "js": ["core.js"]}
    return [asset(datasette, name) for name in own[kind]] + compare_page.asset_urls(
        datasette, kind, columns, database
    )
