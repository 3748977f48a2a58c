"""Records to measure on: the real ones under records/api_v2, cloned under new ids; small ones of ours without them.

Clones repeat the texts of the records they are made of, every `len(originals())` studies.
"""

import copy
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import cycle, islice
from typing import Any

import orjson

from tests.shared import records
from tests.store.studies import study

Study = dict[str, Any]
FIRST = 10_000_000
"""The number of the first clone."""


@cache
def originals() -> list[Study]:
    """The real records, parsed."""
    found = [orjson.loads(path.read_bytes()) for path in records("api_v2")]
    return found or [study(f"NCT{number:08d}") for number in range(1, 200)]


def msc_records() -> Iterator[Study]:
    """The real records of mesenchymal stromal cell studies, each once; nothing without them."""
    return (orjson.loads(path.read_bytes()) for path in records("msc_2022") if path.suffix == ".json")


def real_records() -> list[Study]:
    """Every real record there is, each once: those that clones are made of, and the MSC studies beside them."""
    found = [*originals(), *msc_records()]
    return list(
        {study["protocolSection"]["identificationModule"]["nctId"]: study for study in found}.values()
    )


def clones(count: int, start: int = FIRST, of: Sequence[Study] = ()) -> Iterator[Study]:
    """`count` studies under ids from `start` on; only the id differs from the record they are made of."""
    for number, original in enumerate(islice(cycle(of or originals()), count), start):
        protocol = original["protocolSection"]
        identification = {**protocol["identificationModule"], "nctId": f"NCT{number:08d}"}
        yield {**original, "protocolSection": {**protocol, "identificationModule": identification}}


def deep_clones(count: int, start: int = FIRST) -> Iterator[Study]:
    """Clones that share nothing, to be edited."""
    return (copy.deepcopy(clone) for clone in clones(count, start))


def edited(study: Study, date: str) -> Study:
    """The study as an update leaves it: another date, status, enrollment, first time frame; the given one stays."""
    protocol = study["protocolSection"]
    status = {
        **protocol.get("statusModule", {}),
        "lastUpdatePostDateStruct": {"date": date, "type": "ACTUAL"},
        "whyStopped": f"Looked at again on {date}",
    }
    design = {
        **protocol.get("designModule", {}),
        "enrollmentInfo": {"count": int(date[-2:]), "type": "ACTUAL"},
    }
    outcomes = dict(protocol.get("outcomesModule", {}))
    if primary := outcomes.get("primaryOutcomes"):
        outcomes["primaryOutcomes"] = [{**primary[0], "timeFrame": f"{date[-2:]} weeks"}, *primary[1:]]
    changed = {"statusModule": status, "designModule": design, "outcomesModule": outcomes}
    return {
        **study,
        "protocolSection": {**protocol, **{key: value for key, value in changed.items() if value}},
    }


def versions() -> list[tuple[Study, Study]]:
    """(older, newer) of the real records of which an earlier version is there."""
    today = {path.stem: path for path in records("api_v2")}
    return [
        (orjson.loads(path.read_bytes()), orjson.loads(today[nct_id].read_bytes()))
        for path in records("api_v2_versions")
        if (nct_id := path.stem.partition("@")[0]) in today
    ]
