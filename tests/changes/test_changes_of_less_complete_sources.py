"""What a source cannot state is neither added nor removed."""

from harvester.changes import diff_studies

PAGE = {
    "protocolSection": {
        "outcomesModule": {"primaryOutcomes": [{"measure": "Pain", "timeFrame": "6 months"}]},
        "contactsLocationsModule": {
            "locations": [{"facility": "Charité", "city": "Berlin", "country": "Germany"}]
        },
    }
}
API = {
    "protocolSection": {
        "identificationModule": {"acronym": "LUNGCELL"},
        "outcomesModule": {
            "primaryOutcomes": [{"measure": "Pain", "timeFrame": "9 months"}],
            "otherOutcomes": [{"measure": "Cost", "timeFrame": "1 year"}],
        },
        "contactsLocationsModule": {
            "locations": [
                {"facility": "Charité", "city": "Berlin", "country": "Germany", "contacts": [{"name": "A"}]},
                {"facility": "Klinikum", "city": "Ulm", "country": "Germany"},
            ]
        },
    },
    "hasResults": False,
}
UNKNOWN = (
    "protocolSection.identificationModule",
    "protocolSection.outcomesModule.otherOutcomes",
    "protocolSection.contactsLocationsModule.locations.contacts",
    "hasResults",
)


def rows(before, after, known=None):
    return [(row.kind, row.path.split(".", 2)[-1]) for row in diff_studies(before, after, known)]


def known(field):
    return not field.startswith(UNKNOWN)


def test_what_both_state_is_still_told():
    assert rows(PAGE, API, known) == [
        ("changed", "primaryOutcomes.0.timeFrame"),
        ("added", "locations.1"),
    ]
    assert rows(API, PAGE, known) == [
        ("changed", "primaryOutcomes.0.timeFrame"),
        ("removed", "locations.1"),
    ]


def test_without_a_word_on_the_source_every_absence_counts():
    assert sorted(rows(PAGE, API)) == [
        ("added", "acronym"),
        ("added", "hasResults"),
        ("added", "locations.0.contacts.0"),
        ("added", "locations.1"),
        ("added", "otherOutcomes.0"),
        ("changed", "primaryOutcomes.0.timeFrame"),
    ]


def test_fields_are_asked_about_without_list_positions():
    asked = []
    diff_studies(PAGE, API, lambda field: bool(asked.append(field)) or True)
    assert set(asked) == {
        "protocolSection.identificationModule.acronym",
        "protocolSection.outcomesModule.otherOutcomes",
        "protocolSection.contactsLocationsModule.locations.contacts",
        "hasResults",
    }
