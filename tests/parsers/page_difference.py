"""How a page of ours differs from what is expected of it: `python -m tests.parsers.page_difference NAME`."""

import json
import sys
from pathlib import Path
from typing import Any

from harvester.parsers.detect import parse_payload
from tests.parsers.difference import lines_that_differ

FOLDER = Path(__file__).with_name("pages")


def payload_of(name: str) -> bytes:
    return next(path for path in FOLDER.glob(f"{name}.*") if path.suffix in (".html", ".txt")).read_bytes()


def expected(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.expected.json").read_text(encoding="utf-8"))


def found(name: str) -> Any:
    parsed = parse_payload(payload_of(name))
    if parsed is None:
        return None
    return {"source": parsed.source, "unknown_labels": list(parsed.unknown_labels), "study": parsed.study}


def difference(name: str) -> list[str]:
    """Lines of a unified diff, expected against found; none where they are equal."""
    return lines_that_differ(expected(name), found(name))


if __name__ == "__main__":
    print("\n".join(difference(sys.argv[1])) or "no difference")
