"""Where the folder of real records is, and what a test does without it."""

import os
from pathlib import Path

import pytest

_FOLDER = Path(os.environ.get("HARVESTER_SHARED") or Path(__file__).resolve().parents[2] / "shared")

SHARED: Path | None = _FOLDER if _FOLDER.is_dir() else None

needs_shared = pytest.mark.skipif(
    SHARED is None, reason="no folder of real records: set HARVESTER_SHARED or put it at ../shared"
)


def records(*folders: str) -> list[Path]:
    """Paths of the real records in `records/<folder>`, sorted; empty without the shared folder."""
    if SHARED is None:
        return []
    return sorted(
        path for folder in folders for path in (SHARED / "records" / folder).iterdir() if path.is_file()
    )
