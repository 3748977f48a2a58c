"""Study documents to rows: `python -m tests.benchmarks.normalise N`."""

import orjson

from harvester.mapping.normalise import normalise
from tests.benchmarks.corpus import clones
from tests.benchmarks.kept import Kept
from tests.benchmarks.measuring import Row, against, batches, in_turns, main


def visit(study: object) -> None:
    """Look at every value of a document once."""
    left = [study]
    for value in left:
        if isinstance(value, dict):
            left += value.values()
        elif isinstance(value, list):
            left += value


def measure(count: int, kept: Kept) -> list[Row]:
    """Processor seconds against a visit of every value, and against parsing the document."""
    normalise(next(clones(1)))
    parsed = batches(orjson.loads(orjson.dumps(study)) for study in clones(count))
    walking, ours = in_turns(parsed, visit, normalise)
    (parsing,) = in_turns(batches(map(orjson.dumps, clones(count))), orjson.loads)
    return [{"case": "normalise", **against(ours, walking, count), "of parsing": round(ours / parsing, 2)}]


if __name__ == "__main__":
    main(measure)
