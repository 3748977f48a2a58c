"""The Datasette plugin: every hook, each a line to the module that does it.

Those modules import Datasette, which loads its plugins and with them this package: they are imported when a hook is
called, since a package registered half-way loses the hooks below that point.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from datasette import hookimpl


@hookimpl
def startup(datasette: Any) -> Callable[[], Awaitable[None]]:
    """Find out which databases are ours and describe them."""
    from harvester.web.start import begin

    return lambda: begin(datasette)


@hookimpl
def get_metadata(datasette: Any, key: str | None) -> dict[str, Any]:
    """Titles, descriptions and facets for Datasette 0.65."""
    from harvester.web.metadata import asked_for
    from harvester.web.page import ours

    return {"databases": {name: asked_for(key) for name in ours(datasette)}}


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Our addresses."""
    from harvester.web.routes import ROUTES

    return ROUTES


@hookimpl
def register_output_renderer(datasette: Any) -> dict[str, Any]:
    """The format `compare` for any result with NCT IDs."""
    from harvester.web.compare.page import output_renderer

    return output_renderer(datasette)


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """What our templates need beyond Jinja."""
    from harvester.web.start import prepare_templates

    prepare_templates(env)


@hookimpl
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Limits on what SQL may cost."""
    from harvester.web.limits import limit

    if not database.startswith("_internal"):
        limit(conn)


@hookimpl
def asgi_wrapper() -> Callable[[Any], Any]:
    """Security headers."""
    from harvester.web.headers import with_headers

    return with_headers


@hookimpl
def extra_template_vars(
    datasette: Any, database: str | None, template: str
) -> Callable[[], Awaitable[dict[str, Any]]]:
    """`harvester` for every template: paths, links, assets; for Datasette's own also when a record came last."""
    from harvester.web.start import template_vars

    return lambda: template_vars(datasette, database, template)


@hookimpl
def extra_css_urls(
    datasette: Any, database: str | None, columns: Sequence[str] | None, template: str
) -> list[str]:
    """Sheets for Datasette's own pages of our files."""
    from harvester.web.start import core_assets

    return core_assets(datasette, "css", template, database, columns)


@hookimpl
def extra_js_urls(
    datasette: Any, database: str | None, columns: Sequence[str] | None, template: str
) -> list[str]:
    """Picking rows on Datasette's own pages of our files."""
    from harvester.web.start import core_assets

    return core_assets(datasette, "js", template, database, columns)


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any) -> Any:
    """Links to a study's page and to the comparison."""
    from harvester.web.cells import cell

    return cell(datasette, database, row, table, column, value)
