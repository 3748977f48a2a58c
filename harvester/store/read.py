"""Rows of studies out of the file, in the shape that rebuild takes."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from harvester.mapping.ddl import quoted
from harvester.mapping.normalise import Rows
from harvester.mapping.rebuild import rebuild
from harvester.mapping.spec import Spec
from harvester.prepare.document import Seen
from harvester.store.rows import marks
from harvester.store.versions import Held
from harvester.study import Study

_BATCH = 200
_NEWEST = (
    "version = (SELECT max(version) FROM study_versions AS newer WHERE newer.nct_id = study_versions.nct_id)"
)


def read_rows(conn: sqlite3.Connection, spec: Spec, nct_ids: Sequence[str]) -> dict[str, Rows]:
    """{nct_id: {table: rows}} of the tables a study document is rebuilt from; ids not in the file are left out."""
    found: dict[str, Rows] = {}
    marks = ",".join("?" * len(nct_ids))
    for table in spec.tables.values():
        if table.room not in ("study", "leftover"):
            continue
        order = ", ".join(quoted(column.name) for column in table.key)
        columns = ", ".join(quoted(name) for name in table.names)
        query = f"SELECT {columns} FROM {quoted(table.name)} WHERE nct_id IN ({marks}) ORDER BY {order}"
        for row in conn.execute(query, nct_ids):
            found.setdefault(row[0], {}).setdefault(table.name, []).append(list(row))
    return {nct_id: rows for nct_id, rows in found.items() if "studies" in rows}


def read_studies(conn: sqlite3.Connection, spec: Spec, nct_ids: Iterable[str]) -> Iterator[tuple[str, Study]]:
    """(nct_id, study document rebuilt from the tables alone), in batches."""
    batch: list[str] = []
    for nct_id in [*nct_ids, ""]:
        if nct_id:
            batch.append(nct_id)
        if len(batch) == _BATCH or (not nct_id and batch):
            rows = read_rows(conn, spec, batch)
            yield from ((wanted, rebuild(rows[wanted], spec)) for wanted in batch if wanted in rows)
            batch = []


def read_study(conn: sqlite3.Connection, spec: Spec, nct_id: str) -> Study | None:
    """One study document rebuilt from the tables, None where the file does not hold it."""
    return next((study for _, study in read_studies(conn, spec, [nct_id])), None)


def all_ids(conn: sqlite3.Connection) -> list[str]:
    """Every NCT ID in the file, in order."""
    return [nct_id for (nct_id,) in conn.execute("SELECT nct_id FROM studies ORDER BY nct_id")]


def find_studies(conn: sqlite3.Connection, nct_ids: Iterable[str]) -> dict[str, str]:
    """{id: the NCT ID of its study} for the ids that the file knows, former ones among them."""
    asked = json.dumps(list(nct_ids))
    aliases = "SELECT nct_id_alias, nct_id FROM nct_id_aliases WHERE nct_id_alias IN (SELECT value FROM json_each(?))"
    present = "SELECT nct_id, nct_id FROM studies WHERE nct_id IN (SELECT value FROM json_each(?))"
    return dict(conn.execute(f"{aliases} UNION ALL {present}", (asked, asked)).fetchall())


def held_versions(conn: sqlite3.Connection, nct_ids: Sequence[str]) -> dict[str, list[Held]]:
    """What is held of each study, its versions in order."""
    held: dict[str, list[Held]] = {}
    for nct_id, *rest in conn.execute(
        "SELECT nct_id, version, source, last_update_post_date, content_hash, document_hash FROM study_versions "
        f"WHERE nct_id IN ({marks(nct_ids)}) ORDER BY nct_id, version",
        nct_ids,
    ):
        held.setdefault(nct_id, []).append(Held(*rest))
    return held


def seen_versions(conn: sqlite3.Connection, nct_ids: Sequence[str]) -> dict[str, list[Seen]]:
    """What tells a version of these studies apart, the newest first; without those that are not in the file."""
    seen: dict[str, list[Seen]] = {}
    for nct_id, *rest in conn.execute(
        "SELECT nct_id, document_hash, content_hash, payload_hash FROM study_versions "
        f"WHERE nct_id IN ({marks(nct_ids)}) ORDER BY nct_id, version DESC",
        nct_ids,
    ):
        seen.setdefault(nct_id, []).append(Seen(*rest))
    return seen


@dataclass(frozen=True, slots=True)
class HeldStudy:
    """What the file has of a study: `date` of its last update, the kind of source its newest version came from."""

    date: str | None
    missing: bool
    source: str


def held_studies(conn: sqlite3.Connection, among: Collection[str] | None = None) -> dict[str, HeldStudy]:
    """Every study in the file, or of those `among`, by its NCT ID, in order."""
    those = "" if among is None else "AND nct_id IN (SELECT value FROM json_each(?))"
    rows = conn.execute(
        "SELECT nct_id, studies.last_update_post_date, missing_since IS NOT NULL, source FROM studies "
        f"JOIN study_versions USING (nct_id) WHERE {_NEWEST} {those} ORDER BY nct_id",
        () if among is None else (json.dumps(list(among)),),
    )
    return {nct_id: HeldStudy(date, bool(missing), source) for nct_id, date, missing, source in rows}


def loaded_since(conn: sqlite3.Connection, instant: str) -> list[str]:
    """Studies whose newest version came from elsewhere than the registry's API from this instant on."""
    rows = conn.execute(
        f"SELECT nct_id FROM study_versions WHERE retrieved_at >= ? AND source <> 'api' AND {_NEWEST} ORDER BY nct_id",
        (instant,),
    )
    return [nct_id for (nct_id,) in rows]


def former_ids(conn: sqlite3.Connection) -> set[tuple[str, str]]:
    """(former NCT ID, the study that has it now) of every study in the file."""
    return set(conn.execute("SELECT nct_id_alias, nct_id FROM nct_id_aliases"))


def differing_from(conn: sqlite3.Connection, numbers: Collection[int]) -> list[str]:
    """Studies in the file that `numbers` (of NCT IDs) do not name and that are not missing, or the other way round."""
    rows = conn.execute(
        "SELECT nct_id, nct_number, missing_since IS NOT NULL FROM studies ORDER BY nct_number"
    )
    return [nct_id for nct_id, number, missing in rows if (number in numbers) == bool(missing)]


def newest_date(conn: sqlite3.Connection, but: Collection[str]) -> str | None:
    """The latest last update of the studies in the file, some apart; None where none has a whole date."""
    (newest,) = conn.execute(
        "SELECT max(last_update_post_date) FROM studies WHERE last_update_post_date GLOB '[12]???-??-??' "
        "AND nct_id NOT IN (SELECT value FROM json_each(?))",
        (json.dumps(list(but)),),
    ).fetchone()
    return str(newest) if newest else None
