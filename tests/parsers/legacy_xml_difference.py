"""How a fixture's record differs from what is expected of it: `python -m tests.parsers.legacy_xml_difference NAME`."""

import json
import sys
from pathlib import Path
from typing import Any

from harvester.parsers.legacy_xml.read import parse_legacy_xml
from tests.parsers.difference import lines_that_differ

FOLDER = Path(__file__).with_name("legacy_xml")


def expected(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.expected.json").read_text(encoding="utf-8"))


def found(name: str) -> Any:
    study, unknown = parse_legacy_xml((FOLDER / f"{name}.xml").read_bytes())
    return {"unknown": list(unknown), "study": study}


def difference(name: str) -> list[str]:
    """Lines of a unified diff, expected against found; none where they are equal."""
    return lines_that_differ(expected(name), found(name))


if __name__ == "__main__":
    print("\n".join(difference(sys.argv[1])) or "no difference")
