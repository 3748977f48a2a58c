"""Files to serve in tests, made of records of our own, and their pages as they were answered."""

import copy
from pathlib import Path
from typing import Any

import orjson
from bs4 import BeautifulSoup

from harvester.record import Provenance, Record
from harvester.store import Saver, open_store

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"


def demo_study(nct_id: str) -> dict[str, Any]:
    """One of the records that ship with the project."""
    study: dict[str, Any] = orjson.loads((DEMO / f"{nct_id}.json").read_bytes())
    return study


def demo_studies() -> list[dict[str, Any]]:
    """All of them."""
    return [orjson.loads(path.read_bytes()) for path in sorted(DEMO.glob("NCT*.json"))]


def make_file(
    path: Path, studies: list[dict[str, Any]], source: str = "api", retrieved_at: str = "2026-01-02T03:04:05Z"
) -> Path:
    """A Harvester file of these studies, one version after the other where an NCT ID comes twice."""
    store = open_store(path)
    for study in studies:
        with Saver(store) as saver:
            saver.add(
                Record(copy.deepcopy(study), Provenance(source, "https://registry.test/", retrieved_at))
            )
    store.finish()
    store.close()
    return path


def edited(study: dict[str, Any], **modules: dict[str, Any]) -> dict[str, Any]:
    """A later version: fields of modules replaced (`statusModule={"overallStatus": …}`)."""
    later = copy.deepcopy(study)
    for module, fields in modules.items():
        later["protocolSection"].setdefault(module, {}).update(copy.deepcopy(fields))
    return later


async def soup_of(datasette: Any, path: str, status: int = 200) -> BeautifulSoup:
    """A page that is answered with this status."""
    response = await datasette.client.get(path)
    assert response.status_code == status, response.text[:500]
    return BeautifulSoup(response.text, "html.parser")
