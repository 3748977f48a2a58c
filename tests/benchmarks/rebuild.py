"""Study documents out of the tables: `python -m tests.benchmarks.rebuild N`.

Both roads read the same batches of studies out of the file that `harvester load` made, spread evenly over it.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing

from harvester.store import open_store
from harvester.store.read import all_ids, read_studies
from tests.benchmarks.kept import Kept
from tests.benchmarks.measuring import Row, against, batches, in_turns, main

MOST = 10_000
"""Studies read of a larger file."""
_STORED = "SELECT document FROM study_versions WHERE nct_id IN ({}) ORDER BY nct_id"


def measure(count: int, kept: Kept) -> list[Row]:
    """Processor seconds against reading and parsing the stored documents."""
    with closing(open_store(kept.db(count))) as store:
        conn, packing = store.conn, store.packing

        def stored(nct_ids: Sequence[str]) -> None:
            query = _STORED.format(",".join("?" * len(nct_ids)))
            for (document,) in conn.execute(query, nct_ids):
                packing.unpack_study(document)

        def rebuilt(nct_ids: Sequence[str]) -> None:
            for _ in read_studies(conn, store.spec, nct_ids):
                pass

        chosen = list(_spread(all_ids(conn)))
        sample = sum(map(len, chosen))
        floor, ours = in_turns(([nct_ids] for nct_ids in chosen), stored, rebuilt)
    return [{"case": "rebuild", "sample": sample, **against(ours, floor, sample)}]


def _spread(nct_ids: list[str], size: int = 200) -> Iterator[list[str]]:
    """Batches as `harvester check` reads them, at most MOST studies in all."""
    every = max(1, -(-len(nct_ids) // MOST))
    yield from list(batches(nct_ids, size))[::every]


if __name__ == "__main__":
    main(measure)
