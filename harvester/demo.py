"""The offline demo: a dozen MSC studies that ship with the package, in a file of their own."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import orjson

from harvester.errors import StoreError
from harvester.harvest import load_records
from harvester.record import Provenance, Record
from harvester.store import open_store
from harvester.store.lock import writer_lock


def demo_records() -> Iterator[Record]:
    """The demo studies, ordered by NCT ID; their prose is abridged and our own."""
    for file in sorted(files("harvester.data").joinpath("demo").iterdir(), key=lambda file: file.name):
        if file.name.startswith("NCT"):
            yield Record(orjson.loads(file.read_bytes()), Provenance("demo", f"data/demo/{file.name}"))


def build_demo(db: Path) -> int:
    """Build (or bring up to date) the demo file; how many studies it holds.

    Raises StoreError where the file holds studies from elsewhere: the demo never mixes with a harvest.
    """
    with writer_lock(db):
        store = open_store(db)
        try:
            foreign = store.conn.execute(
                "SELECT count(*) FROM study_versions WHERE source <> 'demo'"
            ).fetchone()[0]
            if foreign:
                raise StoreError(f"{db} holds harvested studies: name another file for the demo with --db.")
            load_records(store, demo_records(), command="demo")
            store.finish()
            return int(store.conn.execute("SELECT count(*) FROM studies").fetchone()[0])
        finally:
            store.close()
