"""Files of NCT ids."""

import pytest

from harvester.errors import UsageError
from harvester.sources.files import read_id_file


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("NCT00000001\nnct2\n", ["NCT00000001", "nct2"]),
        ("NCT00000001, NCT00000002;NCT00000003\tNCT00000004", [f"NCT0000000{n}" for n in (1, 2, 3, 4)]),
        ("# mine\n\nNCT00000001 # the first\r\n  NCT00000002  \n", ["NCT00000001", "NCT00000002"]),
        ("NCT00000001\nNCT00000001\n", ["NCT00000001"]),
        ('"NCT00000001","NCT00000002"', ["NCT00000001", "NCT00000002"]),
        ("\ufeffNCT00000001", ["NCT00000001"]),
        ("", []),
    ],
)
def test_ids_are_read_as_they_are_spelled(save, text, ids):
    assert read_id_file(save("ids.txt", text.encode())) == ids


def test_a_malformed_id_is_named_with_file_and_line(save):
    path = save("ids.txt", b"NCT00000001\n# fine\nNCT12, NCT-5\n")
    with pytest.raises(UsageError, match=r"ids\.txt, line 3: 'NCT-5'"):
        read_id_file(path)


@pytest.mark.parametrize("payload", [b"\xff\x00\xfe", b"\x80abc"])
def test_a_file_that_is_no_text_is_a_usage_error(save, payload):
    with pytest.raises(UsageError, match="no text file"):
        read_id_file(save("ids.txt", payload))


def test_a_missing_file_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read_id_file(tmp_path / "none.txt")
