"""Harvester: clinical trial records by NCT ID in one SQLite file that remembers every version."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("harvester-trials")
except PackageNotFoundError:  # a source tree that is not installed
    __version__ = "0"
