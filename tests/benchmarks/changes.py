"""Two versions of a study told apart: `python -m tests.benchmarks.changes N`."""

from collections.abc import Iterable
from itertools import cycle, islice

import orjson

from harvester.changes import diff_studies
from tests.benchmarks.corpus import Study, clones, edited, versions
from tests.benchmarks.kept import Kept
from tests.benchmarks.measuring import Row, against, batches, in_turns, main

MOST = 10_000
"""Pairs of real versions compared, over and over the few there are."""


def measure(count: int, kept: Kept) -> list[Row]:
    """Processor seconds against parsing both documents."""
    cases = {"an update": _row(((study, edited(study, "2026-01-17")) for study in clones(count)), count)}
    if real := versions():
        number = min(count, MOST)
        cases["real versions"] = _row(islice(cycle(real), number), number)
    cases["nothing moved"] = _row(((study, study) for study in clones(count)), count)
    return [{"case": case, **row} for case, row in cases.items()]


def _row(pairs: Iterable[tuple[Study, Study]], count: int) -> Row:
    together = ((orjson.dumps(old), orjson.dumps(new)) for old, new in pairs)
    parsed = ((old, new, orjson.loads(old), orjson.loads(new)) for old, new in together)
    floor, ours = in_turns(
        batches(parsed),
        lambda pair: (orjson.loads(pair[0]), orjson.loads(pair[1])),
        lambda pair: list(diff_studies(pair[2], pair[3])),
    )
    return {"sample": count, **against(ours, floor, count)}


if __name__ == "__main__":
    main(measure)
