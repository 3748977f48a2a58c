"""What a file of all studies says of one moment, which may lie before what the database knows."""

import re
from dataclasses import dataclass, field, replace

from harvester.record import Unreadable

_NCT_ID = re.compile(r"NCT(?!0{8})\d{8}(?!\d)", re.ASCII)


@dataclass(slots=True)
class Snapshot:
    """The studies that the registry's bulk file has (`numbers` of their NCT IDs) and where it is not to be believed.

    `doubted` are to be asked for by id: the file would take them back to an older record, or could not be read there.
    `lost` counts what could not be read and has no id.
    """

    numbers: set[int] = field(default_factory=set)
    doubted: dict[str, None] = field(default_factory=dict)
    lost: int = 0

    def has(self, nct_id: str) -> None:
        """The study is in it."""
        self.numbers.add(int(nct_id[3:]))

    def is_older(self, nct_id: str, date: str | None, held: str | None) -> bool:
        """Whether its record was updated before the one that is held; then it is doubted."""
        if (date or "") >= (held or ""):
            return False
        self.has(nct_id)
        self.doubted[nct_id] = None
        return True

    def named(self, problem: Unreadable) -> Unreadable:
        """The problem with the NCT ID of its study, which a file in the zip is named after."""
        if problem.nct_id is None:
            found = _NCT_ID.search(problem.provenance.origin.rpartition("!")[2])
            problem = replace(problem, nct_id=found and found[0])
        if problem.nct_id is None:
            self.lost += 1
        else:
            self.has(problem.nct_id)
            self.doubted[problem.nct_id] = None
        return problem
