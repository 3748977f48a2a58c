"""How what was read differs from what is expected of it."""

import difflib
import json
from typing import Any


def lines_that_differ(expected: Any, found: Any) -> list[str]:
    """Lines of a unified diff of both as JSON; none where they are equal."""
    texts = (
        json.dumps(side, indent=2, sort_keys=True, ensure_ascii=False).splitlines()
        for side in (expected, found)
    )
    return list(difflib.unified_diff(*texts, "expected", "found", lineterm=""))
