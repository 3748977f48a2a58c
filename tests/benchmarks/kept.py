"""The files that benchmarks share, made when they are first asked for and kept in one folder."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import orjson

from tests.benchmarks.circumstances import commit
from tests.benchmarks.corpus import Study, clones

HARVESTER = [sys.executable, "-m", "harvester"]


class Kept:
    """`studies-N.json.zip` and `studies-N.db` in a folder; one that is there is taken as it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def zip_path(self, count: int) -> Path:
        """Where the zip is, or would be."""
        return self.folder / f"studies-{count}.json.zip"

    def db_path(self, count: int) -> Path:
        """Where the file is, or would be."""
        return self.folder / f"studies-{count}.db"

    def zip(self, count: int) -> Path:
        """The registry's bulk download in small: a JSON file a study, packed."""
        path = self.zip_path(count)
        if not path.exists():
            made = path.with_suffix(".part")
            write_zip(made, clones(count))
            made.rename(path)
        return path

    def db(self, count: int) -> Path:
        """The file that `harvester load` makes of the zip."""
        path = self.db_path(count)
        if not path.exists():
            made = self.folder / f"making-{os.getpid()}.db"
            command = [*HARVESTER, "load", str(self.zip(count)), "--db", str(made)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            self.take(count, made)
        return path

    def take(self, count: int, made: Path) -> Path:
        """Keep a file that `harvester load` has just made, and what made it."""
        self._maker(count).write_text(commit())
        return made.rename(self.db_path(count))

    def made_by(self, count: int) -> str:
        """The commit that made the file."""
        maker = self._maker(count)
        return maker.read_text() if maker.exists() else "unknown"

    def _maker(self, count: int) -> Path:
        return self.db_path(count).with_suffix(".commit")


def write_zip(path: Path, studies: Iterable[Study]) -> None:
    """A compact JSON file a study, packed."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for study in studies:
            nct_id = study["protocolSection"]["identificationModule"]["nctId"]
            archive.writestr(zipfile.ZipInfo(f"{nct_id}.json"), orjson.dumps(study), zipfile.ZIP_DEFLATED)


def json_bytes(path: Path) -> int:
    """Bytes of compact JSON in a zip that `Kept` made."""
    with zipfile.ZipFile(path) as archive:
        return sum(member.file_size for member in archive.infolist())
