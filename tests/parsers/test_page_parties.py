"""Who is responsible, as pages say it."""

import pytest

from harvester.parsers.page.finish import old_party, responsible_party


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["Uni X"], {"type": "SPONSOR"}),
        (["Uni X", "Uni X"], {"type": "SPONSOR"}),
        (
            ["Ana Silva, Uni X", "Ana Silva, Professor, Head, Uni X"],
            {
                "type": "PRINCIPAL_INVESTIGATOR",
                "investigatorFullName": "Ana Silva",
                "investigatorTitle": "Professor, Head",
                "investigatorAffiliation": "Uni X",
            },
        ),
        (
            ["Ana Silva, Other House", "Ana Silva, Professor, Other House"],
            {
                "type": "PRINCIPAL_INVESTIGATOR",
                "investigatorFullName": "Ana Silva",
                "investigatorTitle": "Professor",
                "investigatorAffiliation": "Other House",
            },
        ),
    ],
)
def test_the_responsible_party_is_told_by_the_sponsors_name(
    said: list[str], expected: dict[str, str]
) -> None:
    assert responsible_party(said, "Uni X") == expected


def test_a_sponsor_who_is_a_person_is_sponsor_and_investigator() -> None:
    said = ["Ana Silva, Uni X", "Ana Silva, Professor, Uni X"]
    assert responsible_party(said, "Ana Silva") == {
        "type": "SPONSOR_INVESTIGATOR",
        "investigatorFullName": "Ana Silva",
        "investigatorTitle": "Professor",
        "investigatorAffiliation": "Uni X",
    }


def test_a_party_of_an_old_record_is_a_name_with_a_title_and_an_organization() -> None:
    assert old_party("Ana Silva, MD, Heart House", ("Uni X", "Heart House")) == {
        "oldNameTitle": "Ana Silva, MD",
        "oldOrganization": "Heart House",
    }
    assert old_party("Ana Silva, MD", ("Uni X", "")) == {"oldNameTitle": "Ana Silva, MD"}
