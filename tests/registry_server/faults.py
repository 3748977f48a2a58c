"""Ways in which a registry misbehaves."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "status",  # `status` (429, 500, 503 …) with `retry_after` where it is given
    "reset",  # the connection is reset before a byte is answered
    "cut_body",  # the headers promise more bytes than come
    "stalled_body",  # half of the body comes, and for `seconds` nothing more
    "drip",  # the body comes byte by byte, `seconds` apart
    "cut_json",  # the body is whole by its headers and breaks off as JSON
    "slow",  # the answer comes after `seconds`
    "html",  # a maintenance page with status 200
    "empty_page",  # no studies on the page, and its token goes on behind it
    "empty_end",  # no studies and no token, whatever is left
    "short_page",  # the page's last study is left out
    "doubled_study",  # the page's first study comes again in the place of its last
    "bad_page",  # `studies` is no list
    "nameless_study",  # the page's first study lost its NCT ID
    "expired_token",  # 400 to a request with a pageToken
]

MAINTENANCE = (
    b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body>Be right back.</body></html>"
)


@dataclass(slots=True)
class Fault:
    """One way to misbehave, for the next `times` requests that it matches, after it let `skip` of them pass.

    `match` is searched in the path with its query as they came; 'pageToken=' picks pages past the first.
    """

    kind: Kind
    times: int = 1
    skip: int = 0
    match: str = ""
    status: int = 503
    retry_after: str | None = None
    seconds: float = 0.0

    def strikes(self, target: str) -> bool:
        """Whether this request gets it; counts down."""
        pattern = self.match or ("pageToken=" if self.kind == "expired_token" else "")
        if self.times <= 0 or not re.search(pattern, target):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True
