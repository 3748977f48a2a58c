"""The schema holds every field the registry publishes, and its loader refuses what is wrong."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from harvester.mapping.ddl import schema_sql
from harvester.mapping.describe import data_dictionary, generated
from harvester.mapping.read_schema import build_spec, load_spec
from harvester.mapping.spec import Node, Object, Objects, SchemaError, Value, Values

SPEC = load_spec()
FROM_THE_MODEL = ("GeoPoint",)


def leaves(fields: list[dict[str, Any]], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for field in fields:
        here = f"{path}.{field['name']}".lstrip(".")
        if field.get("children"):
            yield from leaves(field["children"], here)
        else:
            yield here, field


def columns(node: Node, path: str = "") -> Iterator[tuple[str, Any]]:
    match node:
        case Value() | Values():
            yield path, node
        case Object() | Objects():
            for key, child in node.children.items():
                yield from columns(child, f"{path}.{key}".lstrip("."))


@pytest.fixture(scope="module")
def model(shared: Path) -> dict[str, dict[str, Any]]:
    return dict(leaves(json.loads((shared / "registry/spec/studies_metadata.json").read_bytes())))


def test_every_leaf_of_the_registrys_data_model_has_a_column(model: dict[str, dict[str, Any]]) -> None:
    ours = dict(columns(SPEC.root))
    homeless = [
        path
        for path, leaf in model.items()
        if path not in ours
        and not (leaf["type"] in FROM_THE_MODEL and f"{path}.lat" in ours and f"{path}.lon" in ours)
    ]
    assert len(model) == 342
    assert homeless == []


def test_every_column_is_the_registrys_or_on_the_list_of_extras(model: dict[str, dict[str, Any]]) -> None:
    strangers = {path for path, node in columns(SPEC.root) if path not in model and not node.column.extra}
    assert strangers == {
        f"protocolSection.contactsLocationsModule.locations.geoPoint.{axis}" for axis in ("lat", "lon")
    }
    assert {path for path, node in columns(SPEC.root) if node.column.extra} == {
        "resultsSection.participantFlowModule.periods.dropWithdraws.reasons.numUnits"
    }


def test_pieces_and_enums_are_spelt_as_the_registry_spells_them(model: dict[str, dict[str, Any]]) -> None:
    for path, node in columns(SPEC.root):
        if path in model:
            assert node.column.piece in ("", model[path]["piece"]), path
            if node.column.enum:
                assert node.column.enum == model[path]["type"].removesuffix("[]"), path


def test_every_enum_value_of_the_specification_is_known(shared: Path) -> None:
    published = json.loads((shared / "registry/spec/enums_from_oas_2.0.5.json").read_bytes())
    for name, values in published.items():
        if name != "FieldStatsType":
            assert set(SPEC.enums[name]) == set(values)
    assert all(label.strip() for enum in SPEC.enums.values() for value, label in enum.items())


def test_every_table_and_column_says_what_it_means() -> None:
    silent = [table.name for table in SPEC.tables.values() if not table.about or not table.meta.get("title")]
    silent += [
        f"{table.name}.{column.name}"
        for table in SPEC.tables.values()
        for column in table.all_columns
        if not column.about or not column.label
    ]
    assert silent == []


def test_the_dictionary_names_every_table_and_column() -> None:
    text = data_dictionary(SPEC)
    for table in SPEC.tables.values():
        section = re.search(rf"^### {table.name}$.*?(?=^##|\Z)", text, re.DOTALL | re.MULTILINE)
        assert section, table.name
        assert all(f"`{column.name}`" in section[0] for column in table.all_columns)


def test_the_generated_files_are_current() -> None:
    folder = Path(__file__).parents[2] / "schema" / "generated"
    for name, text in generated(SPEC).items():
        assert (folder / name).read_text(encoding="utf-8") == text, f"{name}: run `make generate`"


def module(fields: str, **more: Any) -> dict[str, Any]:
    return {"path": "a.b", "title": "t", "table": "studies", "fields": yaml.safe_load(fields), **more}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("x: {column: x, type: text, colour: red}", "unknown key 'colour'"),
        ("x: {column: x, type: txt}", "unknown type 'txt'"),
        ("x: {column: x, enum: Nothing}", "unknown enum 'Nothing'"),
        ("{x: {column: x, type: text}, y: {column: x, type: text}}", "two columns named 'x'"),
        ("x: {type: text}", "needs 'column'"),
        ("x: {rows: sets, table: t, fields: {}}", "rows is 'sets'"),
        ("x: {rows: objects, table: t, fields: {y: {column: position, type: text}}}", "already a key"),
        ("x: {rows: objects, table: t, fields: {y: {column: y, type: text, table: u}}}", "inside a list"),
        (
            "x: {rows: objects, table: t, fields: {y: {rows: values, table: u, column: y, type: text}}}",
            "needs 'item'",
        ),
        (
            "{x: {rows: values, table: t, column: a, type: text}, y: {rows: values, table: t, column: b, type: text, "
            "constants: {type: B}}}",
            "two different keys",
        ),
    ],
)
def test_the_loader_refuses_what_is_wrong(fields: str, message: str) -> None:
    with pytest.raises(SchemaError, match=re.escape(message)):
        build_spec({"m.yaml": module(fields)}, {}, {})


def test_the_loader_refuses_a_description_of_no_table() -> None:
    with pytest.raises(SchemaError, match="'nowhere'"):
        build_spec({"m.yaml": module("x: {column: x, type: text}")}, {}, {"nowhere": {"about": "x"}})


def test_three_lists_share_a_table_told_apart_by_a_key() -> None:
    item = "{rows: objects, table: t, constants: {type: %s}, fields: {m: {column: m, type: text}}}"
    fields = f"{{x: {item % 'A'}, y: {item % 'B'}}}"
    spec = build_spec({"m.yaml": module(fields)}, {}, {})
    assert spec.tables["t"].names == ["nct_id", "type", "position", "m"]
    assert "PRIMARY KEY (nct_id, type, position)" in schema_sql(SPEC).replace('"type"', "type")
