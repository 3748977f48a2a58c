"""What changed, newest first: `/{database}/-/changes`, and the same as `.json` and `.atom`."""

import re
import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from harvester.changes import significance_classes
from harvester.errors import UsageError
from harvester.study import parse_nct_id
from harvester.web.changes.view import Asked, ChangedVersion, changed_versions
from harvester.web.compat import ensure_viewable
from harvester.web.page import PageError, base_path, database_of, html_page, json_page, page
from harvester.web.reading import last_retrieved, read_page

PER_PAGE = 25
TABLES = ("studies", "study_versions", "changes")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", re.ASCII)
_DEEPEST = 10_000
"""The last row that paging reaches; further back, narrow with `since` or `nct_id`."""


@dataclass(frozen=True, slots=True)
class _Answer:
    name: str
    asked: Asked
    start: int
    versions: list[ChangedVersion]
    more: bool
    retrieved_at: str | None


def asked_of(args: Any) -> tuple[Asked, int]:
    """The filters in an address and the number of the first version to show; UsageError where one makes no sense."""
    nct_id = (args.get("nct_id") or "").strip()
    since = (args.get("since") or "").strip()
    significance = (args.get("significance") or "").strip()
    if since:
        _check_day(since)
    if significance and significance not in significance_classes():
        raise UsageError(
            f"significance={significance[:40]!r} is not a class of changes. Known: {', '.join(significance_classes())}."
        )
    start = args.get("start") or "0"
    if not re.fullmatch(r"\d{1,5}", start, re.ASCII) or int(start) > _DEEPEST:
        raise UsageError(
            f"start={start[:20]!r} is not a number up to {_DEEPEST}. Narrow the list with since or nct_id."
        )
    asked = Asked(
        parse_nct_id(nct_id) if nct_id else None,
        since or None,
        significance or None,
        (args.get("significant") or "") not in ("", "0"),
    )
    return asked, int(start)


def _check_day(since: str) -> None:
    try:
        if not _INSTANT.fullmatch(since):
            raise ValueError
        date.fromisoformat(since[:10])
    except ValueError:
        raise UsageError(f"since={since[:40]!r} is not a day such as 2026-01-31.") from None


async def _answer(datasette: Any, request: Any) -> _Answer:
    name, database = database_of(datasette, request)
    await ensure_viewable(datasette, request.actor, name, TABLES)
    try:
        asked, start = asked_of(request.args)
    except UsageError as error:
        message = str(error).removesuffix(" Nothing was asked.")
        raise PageError(400, "These changes cannot be listed", message) from error

    def read(conn: sqlite3.Connection) -> tuple[list[ChangedVersion], str | None]:
        return changed_versions(conn, asked, limit=PER_PAGE + 1, offset=start), last_retrieved(conn)

    versions, retrieved_at = await read_page(database, read)
    return _Answer(name, asked, start, versions[:PER_PAGE], len(versions) > PER_PAGE, retrieved_at)


def _query(asked: Asked, start: int = 0) -> str:
    pairs = {
        "nct_id": asked.nct_id,
        "since": asked.since,
        "significance": asked.significance,
        "significant": "1" if asked.significant else None,
        "start": start or None,
    }
    query = urlencode({key: value for key, value in pairs.items() if value})
    return f"?{query}" if query else ""


async def _html(datasette: Any, request: Any) -> Response:
    answer = await _answer(datasette, request)
    path = f"{base_path(datasette, answer.name)}/-/changes"
    older = f"{path}{_query(answer.asked, answer.start + PER_PAGE)}" if answer.more else ""
    newer = f"{path}{_query(answer.asked, max(0, answer.start - PER_PAGE))}" if answer.start else ""
    context = {
        "database": answer.name,
        "asked": answer.asked,
        "versions": answer.versions,
        "classes": significance_classes(),
        "path": path,
        "json_path": f"{path}.json{_query(answer.asked, answer.start)}",
        "atom_path": f"{path}.atom{_query(answer.asked)}",
        "older": older,
        "newer": newer,
        "retrieved_at": answer.retrieved_at,
    }
    return await html_page(datasette, request, "harvester_changes.html", context)


async def _json(datasette: Any, request: Any) -> Response:
    answer = await _answer(datasette, request)
    path = f"{base_path(datasette, answer.name)}/-/changes.json"
    return json_page(
        {
            "versions": [_as_json(version) for version in answer.versions],
            "next_url": datasette.absolute_url(
                request, f"{path}{_query(answer.asked, answer.start + PER_PAGE)}"
            )
            if answer.more
            else None,
        }
    )


def _as_json(version: ChangedVersion) -> dict[str, Any]:
    return {
        "nct_id": version.nct_id,
        "brief_title": version.study_title,
        "version": version.version,
        "source": version.source,
        "retrieved_at": version.retrieved_at,
        "last_update_post_date": version.last_update_post_date,
        "changes": [
            {
                "path": change.path,
                "place": change.where,
                "kind": change.kind,
                "significance": change.significance,
                "significant": change.significant,
                "old": change.raw_old,
                "new": change.raw_new,
            }
            for change in version.changes
        ],
        "more": version.more,
    }


async def _atom(datasette: Any, request: Any) -> Response:
    answer = await _answer(datasette, request)
    base = base_path(datasette, answer.name)
    context = {
        "database": answer.name,
        "versions": answer.versions,
        "self_url": datasette.absolute_url(request, f"{base}/-/changes.atom{_query(answer.asked)}"),
        "page_url": datasette.absolute_url(request, f"{base}/-/changes{_query(answer.asked)}"),
        "study_url": lambda nct_id: datasette.absolute_url(request, f"{base}/-/study/{nct_id}"),
        "updated": max((version.retrieved_at for version in answer.versions), default="1970-01-01T00:00:00Z"),
    }
    body = await datasette.render_template("harvester_changes.xml", context, request=request)
    return Response(
        body,
        content_type="application/atom+xml; charset=utf-8",
        headers={"content-security-policy": "default-src 'none'"},
    )


view = page(_html)
view_json = page(_json, "json")
view_atom = page(_atom, "json")
