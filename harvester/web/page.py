"""What all pages of ours share: the frame around them, their headers, their errors."""

import hashlib
from collections.abc import Callable, Coroutine, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import orjson
from datasette.plugins import get_plugins
from datasette.utils import tilde_decode
from datasette.utils.asgi import Forbidden, NotFound, Response

from harvester.errors import HarvesterError, UsageError
from harvester.web.headers import STRICT_CSP
from harvester.web.metadata import hidden
from harvester.web.reading import TooSlowError

REGISTRY = "https://clinicaltrials.gov"
APPLICATION_ID = 0x4E435448

View = Callable[[Any, Any], Coroutine[Any, Any, Response]]


class PageError(HarvesterError):
    """An answer other than a page: its status, a title, and what to do."""

    def __init__(self, status: int, title: str, message: str, nct_id: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.title = title
        self.nct_id = nct_id


def ours(datasette: Any) -> dict[str, Any]:
    """{name: database} of the Harvester files that this Datasette serves, as found when it started."""
    found: dict[str, Any] = {}
    for name in getattr(datasette, "_harvester_databases", ()):
        if name in datasette.databases:
            found[name] = datasette.databases[name]
    return found


async def find_ours(datasette: Any) -> None:
    """Look which of the served databases are Harvester's."""
    names = []
    for name, database in list(datasette.databases.items()):
        if database.path is not None and await database.execute_fn(_application_id) == APPLICATION_ID:
            names.append(name)
    datasette._harvester_databases = tuple(names)


def _application_id(conn: Any) -> int:
    return int(conn.execute("PRAGMA application_id").fetchone()[0])


def database_of(datasette: Any, request: Any) -> tuple[str, Any]:
    """(name, database) that the address names; NotFound where it is none or none of ours."""
    try:
        database = datasette.get_database(route=tilde_decode(request.url_vars["database"]))
    except KeyError:
        raise NotFound("There is no such database here.") from None
    if database.name not in ours(datasette):
        raise NotFound(f"{database.name} is not a Harvester file.")
    return database.name, database


def base_path(datasette: Any, database: str) -> str:
    """Path of a database, under which our pages have theirs (`/{database}/-/…`)."""
    return str(datasette.urls.database(database))


@cache
def _plugin_name() -> str:
    return str(next(plugin["name"] for plugin in get_plugins() if "harvester" in str(plugin["static_path"])))


@cache
def _content_hash(name: str) -> str:
    return hashlib.sha256(files("harvester.web").joinpath("static", name).read_bytes()).hexdigest()[:8]


def asset(datasette: Any, name: str) -> str:
    """Path of a file in static/, new whenever its content is."""
    return f"{datasette.urls.static_plugins(_plugin_name(), name)}?{_content_hash(name)}"


def frame(datasette: Any, database: str | None) -> dict[str, Any]:
    """What harvester_page.html needs; the hook extra_template_vars gives it to every template as `harvester`."""
    name = database if database in ours(datasette) else next(iter(ours(datasette)), None)
    path = base_path(datasette, name) if name else ""
    return {
        "asset": lambda file: asset(datasette, file),
        "database": name,
        "path": path,
        "registry": REGISTRY,
        "hidden": hidden(),
        "nav": [
            {"href": f"{path}/-/search", "label": "Studies"},
            {"href": f"{path}/-/compare", "label": "Compare"},
            {"href": f"{path}/-/changes", "label": "Changes"},
            {"href": path, "label": "Tables"},
        ]
        if name
        else [],
    }


async def html_page(
    datasette: Any, request: Any, template: str, context: Mapping[str, Any], status: int = 200
) -> Response:
    """A page of ours, with the strict content security policy. `context` names its `database`."""
    body = await datasette.render_template(template, dict(context), request=request)
    headers = {"content-security-policy": STRICT_CSP}
    if status == 200:
        headers["cache-control"] = "max-age=60" if request.actor is None else "private, no-store"
    return Response.html(body, status=status, headers=headers)


def json_page(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON, with keys in the order they are given."""
    body = orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
    return Response(
        body,
        status=status,
        headers={"content-security-policy": "default-src 'none'", **(headers or {})},
        content_type="application/json; charset=utf-8",
    )


def page(view: View, kind: str = "html") -> View:
    """A view whose errors become answers of its own kind: a page that says what to do, or JSON `{"error": …}`."""

    async def answered(datasette: Any, request: Any) -> Response:
        try:
            return await view(datasette, request)
        except (Forbidden, NotFound):
            raise
        except PageError as error:
            failure = error
        except UsageError as error:
            failure = PageError(
                400, "That cannot be answered", str(error).removesuffix(" Nothing was asked.")[:400]
            )
        except TooSlowError as error:
            failure = PageError(503, "This took too long", str(error))
        return await _error(datasette, request, failure, kind)

    answered.__doc__ = view.__doc__
    return answered


async def _error(datasette: Any, request: Any, error: PageError, kind: str) -> Response:
    if kind != "html":
        return json_page({"ok": False, "error": str(error), "title": error.title}, status=error.status)
    context = {
        "database": database_of(datasette, request)[0],
        "title": error.title,
        "message": str(error),
        "nct_id": error.nct_id,
    }
    return await html_page(datasette, request, "harvester_error.html", context, error.status)
