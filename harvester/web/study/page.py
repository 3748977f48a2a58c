"""One study, everything about it in reading order: `/{database}/-/study/{nct_id}` and the same as `.json`."""

import sqlite3
from typing import Any

from datasette.utils.asgi import Response

from harvester.mapping.read_schema import load_spec
from harvester.store.read import read_study
from harvester.study import parse_nct_id
from harvester.web.compat import ensure_viewable, viewable
from harvester.web.page import PageError, base_path, database_of, html_page, json_page, page
from harvester.web.reading import read_page
from harvester.web.study.reading import read, resolve, tables_of_a_study


def _asked(request: Any) -> str:
    return parse_nct_id(request.url_vars["nct_id"])


def _unknown(nct_id: str) -> PageError:
    return PageError(
        404,
        f"{nct_id} is not in this file",
        f"No study here has the NCT ID {nct_id}, nor did one have it before. To get it from the registry:",
        nct_id,
    )


async def _html(datasette: Any, request: Any) -> Response:
    name, database = database_of(datasette, request)
    nct_id = _asked(request)
    await ensure_viewable(datasette, request.actor, name, ["studies"])
    tables = await viewable(datasette, request.actor, name, tables_of_a_study())
    path = base_path(datasette, name)
    study_path = f"{path}/-/study"
    found = await read_page(database, lambda conn: read(conn, nct_id, tables, study_path))
    if found is None:
        raise _unknown(nct_id)
    if isinstance(found, str) or request.url_vars["nct_id"] != nct_id:
        return Response.redirect(f"{study_path}/{found if isinstance(found, str) else nct_id}")
    context = {"database": name, "study": found, "retrieved_at": found.retrieved_at}
    return await html_page(datasette, request, "harvester_study.html", context)


async def _json(datasette: Any, request: Any) -> Response:
    name, database = database_of(datasette, request)
    nct_id = _asked(request)
    spec = load_spec()
    wanted = [table.name for table in spec.tables.values() if table.room in ("study", "leftover")]
    await ensure_viewable(datasette, request.actor, name, wanted)

    def read_document(conn: sqlite3.Connection) -> tuple[str | None, Any]:
        found = resolve(conn, nct_id, wanted)
        return found, read_study(conn, spec, found) if found else None

    found, study = await read_page(database, read_document)
    if found is None:
        raise _unknown(nct_id)
    if found != nct_id:
        return Response.redirect(f"{base_path(datasette, name)}/-/study/{found}.json")
    return json_page(study)


view = page(_html)
view_json = page(_json, "json")
