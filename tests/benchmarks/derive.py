"""Reading the prose of studies: `python -m tests.benchmarks.derive N`.

Clones repeat the texts of the records they are made of, and derivation remembers texts that it has read; so what it
remembers is forgotten whenever the first record comes again, and what repetition saves is told beside it.
"""

import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import _lru_cache_wrapper
from itertools import islice
from pathlib import Path
from typing import Any

from harvester.derive.rows import derive_rows
from harvester.store import open_store
from harvester.study import canonical_json
from tests.benchmarks.corpus import Study, clones, msc_records, originals
from tests.benchmarks.kept import Kept
from tests.benchmarks.measuring import Row, against, batches, in_turns, main


def memories() -> list["_lru_cache_wrapper[Any]"]:
    """What the project remembers of texts; not what it read once of its own vocabulary, which has no bound."""
    found = {
        id(value): value
        for name, module in list(sys.modules.items())
        if name.startswith("harvester.")
        for value in list(vars(module).values())
        if isinstance(value, _lru_cache_wrapper) and value.cache_parameters()["maxsize"] is not None
    }
    return list(found.values())


def rounds(count: int, forget: bool) -> Iterator[list[Study]]:
    """Batches of clones; with `forget`, nothing is remembered when the records begin again."""
    left = count
    while left > 0:
        if forget:
            for memory in memories():
                memory.cache_clear()
        number = min(left, len(originals()))
        yield from batches(clones(number))
        left -= number


def measure(count: int, kept: Kept) -> list[Row]:
    """Processor seconds against unpacking and parsing the stored document."""
    cases: dict[str, Iterable[list[Study]]] = {
        "each record new": rounds(count, forget=True),
        "records repeat": rounds(count, forget=False),
    }
    if msc := list(islice(msc_records(), count)):
        cases["MSC records"] = batches(msc)
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, closing(open_store(Path(folder) / "empty.db")) as store:
        packing = store.packing
        derive_rows(next(clones(1)))
        for case, many in cases.items():
            pairs = ([(study, packing.pack(canonical_json(study))) for study in batch] for batch in many)
            floor, ours = in_turns(
                pairs, lambda pair: packing.unpack_study(pair[1]), lambda pair: derive_rows(pair[0])
            )
            studies = len(msc) if case == "MSC records" else count
            found.append({"case": case, "sample": studies, **against(ours, floor, studies)})
    return found


if __name__ == "__main__":
    main(measure)
