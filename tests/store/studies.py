"""Small study documents for the store's tests."""

from typing import Any

from harvester.record import Provenance, Record

Study = dict[str, Any]


def study(nct_id: str = "NCT00000001", date: str | None = "2024-01-01", **changes: Any) -> Study:
    """A study with two outcomes; `changes` are title, enrollment, outcomes, mesh, start."""
    outcomes = changes.get("outcomes", ["Pain at rest", "Walking distance"])
    document: Study = {
        "protocolSection": {
            "identificationModule": {"nctId": nct_id, "briefTitle": changes.get("title", "Cells for knees")},
            "statusModule": {"overallStatus": "RECRUITING"},
            "designModule": {"enrollmentInfo": {"count": changes.get("enrollment", 32), "type": "ESTIMATED"}},
            "outcomesModule": {
                "primaryOutcomes": [{"measure": measure, "timeFrame": "12 months"} for measure in outcomes]
            },
        },
        "hasResults": False,
    }
    status = document["protocolSection"]["statusModule"]
    if date:
        status["lastUpdatePostDateStruct"] = {"date": date, "type": "ACTUAL"}
    if start := changes.get("start"):
        status["startDateStruct"] = {"date": start}
    if mesh := changes.get("mesh"):
        document["derivedSection"] = {"conditionBrowseModule": {"meshes": [{"id": "D1", "term": mesh}]}}
    return document


def record(document: Study, source: str = "api", origin: str = "somewhere") -> Record:
    """The study as a source would hand it over."""
    return Record(document, Provenance(source, origin, "2024-06-01T00:00:00Z"))
