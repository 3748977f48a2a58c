"""Records to measure on: the real ones under records/api_v2, cloned under new ids; small ones of ours without them."""

import copy
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

import orjson

from tests.shared import records
from tests.store.studies import study

Study = dict[str, Any]


def originals() -> list[Study]:
    """The real records, parsed."""
    found = [orjson.loads(path.read_bytes()) for path in records("api_v2")]
    return found or [study(f"NCT{number:08d}") for number in range(1, 200)]


def clones(count: int, start: int = 10_000_000) -> Iterator[Study]:
    """`count` studies under ids from `start` on; only the id differs from the record they are made of."""
    for number, original in enumerate(islice(cycle(originals()), count), start):
        protocol = original["protocolSection"]
        identification = {**protocol["identificationModule"], "nctId": f"NCT{number:08d}"}
        yield {**original, "protocolSection": {**protocol, "identificationModule": identification}}


def deep_clones(count: int, start: int = 10_000_000) -> Iterator[Study]:
    """Clones that share nothing, to be edited."""
    return (copy.deepcopy(clone) for clone in clones(count, start))
