"""Small study documents for tests of the sources."""

from typing import Any

Study = dict[str, Any]


def make_study(
    number: int, *, updated: str = "2024-05-06", aliases: tuple[str, ...] = (), **words: str
) -> Study:
    """A study of that number; `condition` and `title` may be given."""
    identification: Study = {"nctId": f"NCT{number:08d}", "briefTitle": words.get("title", f"Study {number}")}
    if aliases:
        identification["nctIdAliases"] = list(aliases)
    return {
        "protocolSection": {
            "identificationModule": identification,
            "statusModule": {
                "overallStatus": "COMPLETED",
                "lastUpdateSubmitDate": updated,
                "lastUpdatePostDateStruct": {"date": updated, "type": "ACTUAL"},
            },
            "conditionsModule": {"conditions": [words.get("condition", "Osteoarthritis, Knee")]},
        },
        "hasResults": False,
    }
