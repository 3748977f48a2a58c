"""The Datasette plugin: every hook, each one line to the module that does it."""

import sqlite3
from typing import Any

from datasette import hookimpl

from harvester.web import cells, limits, metadata, routes
from harvester.web.compat import apply_metadata
from harvester.web.headers import App, with_headers
from harvester.web.page import find_ours, frame, ours


@hookimpl
def startup(datasette: Any) -> Any:
    async def inner() -> None:
        await find_ours(datasette)
        for name in ours(datasette):
            await apply_metadata(datasette, name, metadata.database_metadata())

    return inner


@hookimpl
def get_metadata(datasette: Any, key: str | None, database: str | None, table: str | None) -> dict[str, Any]:
    return {"databases": {name: metadata.asked_for(key) for name in ours(datasette)}}


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    return routes.ROUTES


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    limits.limit(conn)


@hookimpl
def asgi_wrapper() -> Any:
    return with_headers


@hookimpl
def extra_template_vars(datasette: Any, database: str | None) -> dict[str, Any]:
    return {"harvester": frame(datasette, database)}


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any) -> Any:
    return cells.cell(datasette, database, row, table, column, value)


__all__ = ["App"]
