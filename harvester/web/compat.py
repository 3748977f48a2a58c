"""All that differs between Datasette 0.65 and 1.0, in one place."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from datasette.utils.asgi import Forbidden

Actor = dict[str, Any] | None


def is_one(datasette: Any) -> bool:
    """Whether this is Datasette 1.0 (pre-releases too)."""
    return hasattr(datasette, "allowed_resources")


async def viewable(datasette: Any, actor: Actor, database: str, tables: Iterable[str]) -> set[str]:
    """Those of the tables (and views) of a database that the actor may see."""
    wanted = set(tables)
    if is_one(datasette):
        page = await datasette.allowed_resources("view-table", actor, parent=database, limit=1000)
        return {resource.child async for resource in page.all()} & wanted
    database_allowed = await _allowed_065(datasette, actor, database)
    if not _rules_per_table_065(datasette):
        return wanted if database_allowed else set()
    seen = set()
    for table in wanted:
        said = await datasette.permission_allowed(
            actor, "view-table", resource=(database, table), default=None
        )
        if database_allowed if said is None else said:
            seen.add(table)
    return seen


async def _allowed_065(datasette: Any, actor: Actor, database: str) -> bool:
    try:
        await datasette.ensure_permissions(actor, [("view-database", database), "view-instance"])
    except Forbidden:
        return False
    return True


def _rules_per_table_065(datasette: Any) -> bool:
    """Whether anything can allow or deny single tables; asking for each of ninety takes longer than a page."""
    from datasette.plugins import pm

    asked = {hook.plugin_name for hook in pm.hook.permission_allowed.get_hookimpls()}
    described = {hook.plugin_name for hook in pm.hook.get_metadata.get_hookimpls()}
    if asked - _CORE_RULES or described - _OWN_NAMES:
        return True
    local = datasette._metadata_local or {}
    databases = (local.get("databases") or {}).values()
    entries = [local, *(entry or {} for entry in databases)]
    return any(
        "allow" in (table or {}) for entry in entries for table in (entry.get("tables") or {}).values()
    )


_CORE_RULES = {"datasette.default_permissions", "datasette.actor_auth_cookie"}
_OWN_NAMES = {"harvester", "harvester.web"}


async def ensure_viewable(datasette: Any, actor: Actor, database: str, tables: Iterable[str]) -> None:
    """Raise Forbidden unless the actor may see every one of the tables (and views)."""
    wanted = set(tables)
    if wanted - await viewable(datasette, actor, database, wanted):
        raise Forbidden("view-table")


async def may_execute_sql(datasette: Any, actor: Actor, database: str) -> bool:
    """Whether the actor may run SQL of their own."""
    if is_one(datasette):
        from datasette.resources import DatabaseResource  # not in 0.65

        return bool(
            await datasette.allowed(
                action="execute-sql", resource=DatabaseResource(database=database), actor=actor
            )
        )
    return bool(await datasette.permission_allowed(actor, "execute-sql", resource=database, default=True))


def query_path(datasette: Any, database: str) -> str:
    """Path of the page that runs SQL (`?sql=`)."""
    path = str(datasette.urls.database(database))
    return f"{path}/-/query" if is_one(datasette) else path


def renderer(datasette: Any, render: Callable[..., str]) -> Callable[..., Any]:
    """`render(datasette, database, table, columns, rows, request, more)` as Datasette calls it, by the names of
    parameters; what is returned is the address to go to.

    `more` says that the result goes on after these rows: another page of a table (`next`), or a query that gives more
    than is allowed, which 1.0 tells in `truncated` and 0.65 in the data.
    """

    async def render_one(
        datasette: Any,
        database: Any,
        table: Any,
        columns: Any,
        rows: Any,
        request: Any,
        data: Any,
        truncated: Any,
    ) -> Any:
        more = bool(truncated or data.get("next"))
        return _leading_to(render(datasette, database, table, columns, rows, request, more))

    async def render_065(
        datasette: Any, database: Any, table: Any, columns: Any, rows: Any, request: Any, data: Any
    ) -> Any:
        more = bool(data.get("truncated") or data.get("next"))
        return _leading_to(render(datasette, database, table, columns, rows, request, more))

    return render_one if is_one(datasette) else render_065


def _leading_to(address: str) -> dict[str, Any]:
    """A redirect as a dictionary: the status of a Response is overwritten by 0.65 with that of the query."""
    return {"body": "", "status_code": 302, "content_type": "text/plain", "headers": {"location": address}}


async def apply_metadata(datasette: Any, database: str, metadata: Mapping[str, Any]) -> None:
    """On 1.0, put a database's metadata where it belongs: words into the internal database, the rest into the config.

    0.65 asks the plugin hook `get_metadata` instead. What the operator configured is left as it is.
    """
    if not is_one(datasette):
        return
    config = datasette.config = datasette.config or {}
    tables = config.setdefault("databases", {}).setdefault(database, {}).setdefault("tables", {})
    own = ((datasette._metadata_local or {}).get("databases") or {}).get(database) or {}
    for key, value in metadata.items():
        if key != "tables" and key not in own:
            await datasette.set_database_metadata(database, key, str(value))
    words: list[tuple[str, ...]] = []
    columns: list[tuple[str, ...]] = []
    for name, entry in metadata["tables"].items():
        settled = (own.get("tables") or {}).get(name) or {}
        for key, value in entry.items():
            if key == "columns":
                kept = settled.get("columns") or {}
                columns += [
                    (database, name, column, about) for column, about in value.items() if column not in kept
                ]
            elif key in _WORDS:
                if key not in settled:
                    words.append((database, name, key, str(value)))
            else:
                tables.setdefault(name, {}).setdefault(key, value)
    await _keep_words(datasette, words, columns)


async def _keep_words(datasette: Any, words: list[tuple[str, ...]], columns: list[tuple[str, ...]]) -> None:
    """Many at once: a thousand calls of `set_column_metadata` are a thousand transactions, seconds of a start."""
    internal = datasette.get_internal_database()
    await internal.execute_write_many(
        "INSERT OR REPLACE INTO metadata_resources (database_name, resource_name, key, value) VALUES (?, ?, ?, ?)",
        words,
    )
    await internal.execute_write_many(
        "INSERT OR REPLACE INTO metadata_columns (database_name, resource_name, column_name, key, value) "
        "VALUES (?, ?, ?, 'description', ?)",
        columns,
    )


_WORDS = ("title", "description", "source", "source_url", "license", "license_url", "about", "about_url")


async def core_index(datasette: Any, request: Any) -> Any:
    """Datasette's own home page, for where none of ours can be shown."""
    from datasette.views.index import IndexView

    return await IndexView(datasette).dispatch_request(request)
