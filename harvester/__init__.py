"""Harvester: clinical trial records by NCT ID in one SQLite file that remembers every version.

The Python API is the names in `__all__`; each is loaded when it is first asked for, so that commands start fast.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "HarvesterError": "harvester.errors",
    "Provenance": "harvester.record",
    "Record": "harvester.record",
    "Saver": "harvester.store",
    "diff_studies": "harvester.changes",
    "normalise": "harvester.mapping.normalise",
    "open_store": "harvester.store",
    "parse": "harvester.sources.files",
    "read_comparison": "harvester.compare",
    "read_study": "harvester.store",
    "rebuild": "harvester.mapping.rebuild",
}
__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    if name not in _HOMES:
        raise AttributeError(f"module 'harvester' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("harvester-trials")
    except PackageNotFoundError:  # a source tree that is not installed
        return "0"
