"""The comparison in Datasette: page, JSON, CSV, Markdown, and any result with NCT IDs turned into one."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from datasette.utils import PrefixedUrlString
from datasette.utils.asgi import Forbidden, Response
from markupsafe import Markup

from harvester.compare import Comparison, as_csv, as_markdown, read_comparison, tables_read
from harvester.compare.face import visible
from harvester.errors import UsageError
from harvester.study import NCT_ID, parse_nct_id
from harvester.web.compare.body import body_html
from harvester.web.compare.find import Hit, find_studies
from harvester.web.compare.view import ShownSection, View
from harvester.web.compat import renderer, viewable
from harvester.web.drawing import draw
from harvester.web.headers import STRICT_CSP
from harvester.web.page import PageError, asset, base_path, database_of, json_page, page
from harvester.web.reading import last_retrieved, read_page

MOST = 10
"""Studies in one comparison."""
TOLD = 10
"""Words of an address that are named because they are no ids."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; `problem` says what is wrong with it and what to do, `excess` that it asks for more
    studies than fit: those named are the first."""

    nct_ids: tuple[str, ...] = ()
    problem: str = ""
    excess: str = ""


def asked_ids(values: Iterable[str]) -> Asked:
    """NCT IDs from `ids=…` (commas or white space between them, given once or often), doubles dropped."""
    found: dict[str, None] = {}
    bad: dict[str, None] = {}
    for word in ",".join(values).replace(",", " ").split():
        try:
            found[parse_nct_id(word)] = None
        except UsageError:
            bad[word] = None
    excess = (
        f"A comparison takes at most {MOST} studies; these are {len(found)}. Leave some out of the address."
        if len(found) > MOST
        else ""
    )
    return Asked(tuple(found)[:MOST], _no_ids(list(bad)) if bad else "", excess)


def _no_ids(words: Sequence[str]) -> str:
    named = ", ".join(f"“{word if len(word) <= 40 else word[:40] + '…'}”" for word in words[:TOLD])
    more = f" and {len(words) - TOLD:,} more" if len(words) > TOLD else ""
    are = "are not NCT IDs" if len(words) > 1 else "is not an NCT ID"
    return (
        f"{named}{more} {are}: expected NCT and 8 digits, such as NCT04382547. Correct the address, "
        "or look for the study below."
    )


def is_id(text: str) -> bool:
    """Whether the text is an NCT ID and nothing else."""
    return NCT_ID.fullmatch(text.strip()) is not None


def compare_path(
    datasette: Any, database: str, nct_ids: Sequence[str], suffix: str = "", **extra: str
) -> str:
    """Address of the comparison of these studies; commas stay readable."""
    return _path(base_path(datasette, database), nct_ids, suffix, extra)


def _path(base: str, nct_ids: Sequence[str], suffix: str, extra: Mapping[str, str]) -> str:
    query = urlencode({"ids": ",".join(nct_ids), **extra} if nct_ids else extra, safe=",")
    return f"{base}/-/compare{suffix}{f'?{query}' if query else ''}"


class Found(NamedTuple):
    """What was read: the comparison where the address is in order, studies that match `add`, how fresh it all is; for a
    page also its sections and their HTML."""

    comparison: Comparison | None
    hits: list[Hit]
    retrieved_at: str | None
    sections: list[ShownSection]
    body: Markup


def _retrieved_at(conn: sqlite3.Connection, comparison: Comparison | None) -> str | None:
    """When the newest of the records shown was retrieved; without any, the one that came into the file last."""
    shown = [study.retrieved_at for study in comparison.studies if study.retrieved_at] if comparison else []
    return max(shown) if shown else last_retrieved(conn)


class _Reader:
    """Reads what a page shows in one go, refusing tables that the asker may not see.

    What `drawn` pages show is made here too: while one page is drawn, another's reading would only hinder it.
    """

    def __init__(self, asked: Asked, words: str, allowed: set[str], *, drawn: bool) -> None:
        self.asked = asked
        self.drawn = drawn
        self.words = words
        self.hidden = [table for table in tables_read() if table not in allowed]

    def __call__(self, conn: sqlite3.Connection) -> Found:
        if self.hidden and self._exist(conn):
            raise Forbidden("view-table")
        nct_ids = self.asked.nct_ids
        comparison = read_comparison(conn, nct_ids) if nct_ids and not self.asked.problem else None
        held = tuple(comparison.nct_ids) if comparison else nct_ids
        hits = find_studies(conn, self.words, held) if self.words.strip() else []
        shown = comparison if self.drawn and comparison and comparison.studies else None
        sections = View(shown).sections() if shown else []
        body = body_html(sections, len(shown.studies)) if shown else Markup()
        return Found(comparison, hits, _retrieved_at(conn, comparison), sections, body)

    def _exist(self, conn: sqlite3.Connection) -> bool:
        marks = ",".join("?" * len(self.hidden))
        query = f"SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND name IN ({marks})"
        return conn.execute(query, self.hidden).fetchone() is not None


async def _read(datasette: Any, request: Any, *, drawn: bool = False) -> tuple[str, Asked, Found]:
    """(database, what was asked, what was found)."""
    name, database = database_of(datasette, request)
    asked = asked_ids(request.args.getlist("ids"))
    allowed = await viewable(datasette, request.actor, name, tables_read())
    read = _Reader(asked, request.args.get("add") or "", allowed, drawn=drawn)
    return name, asked, await read_page(database, read)


async def _for_machines(datasette: Any, request: Any) -> Comparison:
    """The comparison, or the error that says why there is none."""
    _, asked, (comparison, *_) = await _read(datasette, request)
    if wrong := asked.problem or asked.excess:
        raise PageError(400, "Nothing to compare", wrong)
    if comparison is None:
        raise PageError(400, "Nothing to compare", "Name the studies: ?ids=NCT…,NCT… (at most 10).")
    return comparison.only_differences() if request.args.get("diff") == "1" else comparison


def _status(comparison: Comparison) -> int:
    return 200 if comparison.studies else 404


async def compare_json(datasette: Any, request: Any) -> Response:
    """`/{database}/-/compare.json?ids=…`"""
    comparison = await _for_machines(datasette, request)
    return json_page(
        comparison.as_json(),
        _status(comparison),
        {"access-control-allow-origin": "*"} if datasette.cors else None,
    )


def _download(body: str, comparison: Comparison, kind: str, suffix: str, shown: str = "inline") -> Response:
    name = "-".join(["compare", *comparison.nct_ids[:3], *(["etc"] if len(comparison.nct_ids) > 3 else [])])
    headers = {
        "content-disposition": f'{shown}; filename="{name}.{suffix}"',
        "content-security-policy": "default-src 'none'",
    }
    return Response(body, status=_status(comparison), headers=headers, content_type=f"{kind}; charset=utf-8")


async def compare_csv(datasette: Any, request: Any) -> Response:
    """`/{database}/-/compare.csv?ids=…`"""
    comparison = await _for_machines(datasette, request)
    return _download(as_csv(comparison), comparison, "text/csv", "csv", "attachment")


async def compare_markdown(datasette: Any, request: Any) -> Response:
    """`/{database}/-/compare.md?ids=…`, what the page copies; `diff=1` leaves out what is equal, here as elsewhere."""
    comparison = await _for_machines(datasette, request)
    return _download(as_markdown(comparison), comparison, "text/markdown", "md")


async def compare_page(datasette: Any, request: Any) -> Response:
    """`/{database}/-/compare?ids=…`: the comparison with its tools; without ids the form that finds studies."""
    name, asked, found = await _read(datasette, request, drawn=True)
    comparison, hits, retrieved_at, sections, table = found
    words = (request.args.get("add") or "").strip()
    only_differences = request.args.get("diff") == "1"
    kept = {"diff": "1"} if only_differences else {}
    if comparison is not None and len(hits) == 1 and is_id(words) and len(asked.nct_ids) < MOST:
        added = [
            *asked.nct_ids,
            parse_nct_id(words),
        ]  # as it was typed: the page tells what a former id is now
        return Response.redirect(compare_path(datasette, name, added, **kept))
    shown = comparison.nct_ids if comparison else list(asked.nct_ids)
    base = base_path(datasette, name)

    def path(nct_ids: Sequence[str], suffix: str = "", **extra: str) -> str:
        return _path(base, nct_ids, suffix, {**kept, **extra})

    context = {
        "database": name,
        "sections": sections,
        "body": table,
        "problem": asked.problem,
        "missing": comparison.missing if comparison else (),
        "former": _former(comparison, path) if comparison else [],
        "cut": _cut_words("1" if asked.excess else request.args.get("cut"), comparison),
        "shown": shown,
        "most": MOST,
        "full": len(shown) >= MOST,
        "words": words,
        "hits": [
            {
                "nct_id": hit.nct_id,
                "title": visible(hit.brief_title or "Untitled")[:600],
                "conditions": visible(hit.conditions or ""),
                "href": path([*shown, hit.nct_id]),
            }
            for hit in hits
        ],
        "only_differences": only_differences,
        "heads": _heads(base, comparison, path) if comparison else [],
        "links": {
            "here": path(shown),
            "toggle": _path(base, shown, "", {} if only_differences else {"diff": "1"}),
            "json": path(shown, ".json"),
            "csv": path(shown, ".csv"),
            "markdown": path(shown, ".md"),
            "action": _path(base, [], "", {}),
        },
        "retrieved_at": retrieved_at,
    }
    status = 400 if asked.problem else 404 if comparison is not None and not comparison.studies else 200
    headers = {"content-security-policy": STRICT_CSP}
    if status == 200:
        headers["cache-control"] = "max-age=60" if request.actor is None else "private, no-store"
    body = draw(datasette, request, "harvester_compare.html", context)
    return Response.html(body, status=status, headers=headers)


def _former(comparison: Comparison, path: Callable[..., str]) -> list[dict[str, str]]:
    """Former ids asked for; `instead` leads to the comparison with the study of now where the last version is shown."""
    shown = comparison.nct_ids
    return [
        {
            "nct_id": former,
            "now": now,
            "instead": path(list(dict.fromkeys(now if one == former else one for one in shown)))
            if former in shown
            else "",
        }
        for former, now in comparison.former.items()
    ]


def _cut_words(cut: str | None, comparison: Comparison | None) -> str:
    """What to say of a result that was longer: `cut` is 1 where it began with these studies, later where others came
    before; '' for anything else."""
    count = len(comparison.studies) if comparison else 0
    if not count or cut not in ("1", "later"):
        return ""
    if count == 1:
        return f"This is {'the first' if cut == '1' else 'one'} study of a longer result."
    return f"These are {'the first ' if cut == '1' else ''}{count} studies of a longer result."


def _heads(base: str, comparison: Comparison, path: Callable[..., str]) -> list[dict[str, Any]]:
    """The heads of the columns, each with where its links lead."""
    shown = comparison.nct_ids
    return [
        {
            "study": study,
            "title": visible(study.brief_title or "Untitled")[:600],
            "page": f"{base}/-/study/{study.nct_id}",
            "first": path([study.nct_id, *(other for other in shown if other != study.nct_id)]),
            "without": path([other for other in shown if other != study.nct_id]),
        }
        for study in comparison.studies
    ]


def comparison_of(
    datasette: Any,
    database: str,
    table: str | None,
    columns: Sequence[str],
    rows: Iterable[Any],
    request: Any,
    more: bool,
) -> str:
    """Any table, view or query result that has a column nct_id → the address of the comparison of the first studies in
    its rows, which are one page of a table or as many as a query may give; `more` says that the result goes on.

    A page with too few studies leads to a longer one first: many rows of a table may be of one study.
    """
    place = list(columns).index("nct_id")
    cells = [row[place] for row in rows]
    found = dict.fromkeys(
        str(cell["value"] if isinstance(cell, dict) else cell) for cell in cells if cell is not None
    )
    good = [nct_id for nct_id in found if is_id(nct_id)]
    if more and table and len(good) < MOST and "_size" not in request.args:
        return f"?{request.query_string}{'&' if request.query_string else ''}_size=max"
    later = bool(request.args.get("_next"))
    longer = more or later or len(good) > MOST
    extra = {"cut": "later" if later else "1"} if longer else {}
    return compare_path(datasette, database, good[:MOST], **extra)


def output_renderer(datasette: Any) -> dict[str, Any]:
    """What register_output_renderer returns: the format `compare`, offered where a result has NCT IDs."""
    return {
        "extension": "compare",
        "render": renderer(datasette, comparison_of),
        "can_render": lambda columns: "nct_id" in (columns or []),
    }


ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (r"^/(?P<database>[^/]+)/-/compare$", page(compare_page)),
    (r"^/(?P<database>[^/]+)/-/compare\.json$", page(compare_json, kind="json")),
    (r"^/(?P<database>[^/]+)/-/compare\.csv$", page(compare_csv, kind="csv")),
    (r"^/(?P<database>[^/]+)/-/compare\.md$", page(compare_markdown, kind="md")),
]


def asset_urls(datasette: Any, kind: str, columns: Sequence[str] | None, database: str | None) -> list[str]:
    """pick.css or pick.js (`kind`) for Datasette's own pages whose result has NCT IDs; nothing for the others."""
    if not database or "nct_id" not in (columns or []):
        return []
    base = urlencode({"base": base_path(datasette, database)})
    return [
        PrefixedUrlString(f"{asset(datasette, f'pick.{kind}')}&{base}")
    ]  # or Datasette would prefix it again
