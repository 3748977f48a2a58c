"""A Datasette with safe settings: on loopback for its user, with `public` for strangers."""

import asyncio
import gc
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette

from harvester.errors import UsageError
from harvester.store import open_store
from harvester.web.limits import limit_process

LOOPBACK = ("127.0.0.1", "::1", "localhost")

SAFE: dict[str, Any] = {
    "default_page_size": 25,
    "default_facet_size": 8,
    "max_returned_rows": 1000,
    "num_sql_threads": 3,
    "sql_time_limit_ms": 2000,
    "facet_time_limit_ms": 400,
    "suggest_facets": False,
    "truncate_cells_html": 160,
    "max_csv_mb": 200,
    "template_debug": False,
    "trace_debug": False,
}
PUBLIC: dict[str, Any] = SAFE | {
    "default_allow_sql": False,
    "allow_download": False,
    "allow_facet": False,
    "allow_csv_stream": False,
    "max_returned_rows": 500,
    "sql_time_limit_ms": 1000,
    "facet_time_limit_ms": 250,
    "max_csv_mb": 20,
    "default_cache_ttl": 60,
}


def build_datasette(path: str | Path, public: bool = False, **settings: Any) -> Datasette:
    """A Datasette that serves one Harvester file; `settings` go over those chosen here.

    The file is opened read-only but never as immutable: a harvest may write to it meanwhile.
    A file of an older schema is migrated first. Raises StoreError where there is no such file or it is none of ours.
    """
    open_store(path, create=False).close()
    return Datasette([str(path)], settings={**(PUBLIC if public else SAFE), **settings})


def serve(
    path: str | Path,
    host: str = "127.0.0.1",
    port: int = 8001,
    public: bool = False,
    log_level: str = "info",
) -> None:
    """Serve a file until interrupted. Raises UsageError for an address others can reach without `public`."""
    if host not in LOOPBACK and not public:
        raise UsageError(
            f"{host} can be reached by others: add --public (no SQL of their own, no downloads, shorter time limits), "
            "or serve on 127.0.0.1."
        )
    limit_process()
    datasette = build_datasette(path, public)
    asyncio.run(datasette.invoke_startup())
    settle()
    uvicorn.run(datasette.app(), host=host, port=port, log_level=log_level, lifespan="on", workers=1)


def settle() -> None:
    """Tune this process for pages: they make many objects that live for one page and are freed without the collector.

    What is there by now stays for good and need not be looked through again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
