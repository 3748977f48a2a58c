"""The house: imports run one way between the rooms, and what the rooms read at run time ships in the wheel."""

import ast
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "harvester"

FLOORS = [
    {"errors", "progress", "yaml_text"},
    {"study"},
    {"packing", "record"},
    {"changes", "derive", "parsers"},
    {"documents", "mapping", "sources"},
    {"prepare"},
    {"compare", "store"},
    {"check", "claims", "export", "harvest", "status"},
    {"aact_file", "demo", "discover", "history", "parquet", "refresh", "web"},
    {"fetch_all", "spark"},
    {"cli"},
    {"__main__"},
]
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
NEVER = {
    ("sources", "store"),
    ("web", "claims"),
    ("web", "documents"),
    ("web", "harvest"),
    ("web", "parsers"),
    ("web", "sources"),
}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]


def names_imported(path: Path) -> set[str]:
    """Modules and what is taken from them, inside functions and for types too: `harvester.store.file.Store`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports name the whole way"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.startswith("harvester.")}


def rooms_imported(path: Path) -> set[str]:
    rooms = {name.split(".")[1] for name in names_imported(path)}
    return rooms - {"__version__", "data", "schema", room_of(path)}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def modules_imported() -> dict[str, set[str]]:
    """Module → the modules that it imports, wherever in it the import stands."""
    known = {name_of(path): path for path in modules()}

    def module(name: str) -> str:
        return name if name in known else name.rpartition(".")[0]

    return {
        importer: {module(name) for name in names_imported(path)} - {importer}
        for importer, path in known.items()
    }


def test_every_room_has_a_floor() -> None:
    assert {room_of(path) for path in modules()} == FLOOR_OF.keys()


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_downwards(path: Path) -> None:
    room = room_of(path)
    imported = rooms_imported(path)
    assert {other for other in imported if FLOOR_OF[other] >= FLOOR_OF[room]} == set()
    assert {(room, other) for other in imported} & NEVER == set()


def test_imports_make_no_circle() -> None:
    imported = modules_imported()
    assert {"harvester.store.migrate", "harvester.mapping.ddl"} <= imported["harvester.store.open"]
    TopologicalSorter(imported).prepare()  # CycleError names the modules of the circle


def shipped() -> Iterator[tuple[str, Path]]:
    """(package, its folder) for every package of the wheel."""
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    for package in setuptools["packages"]:
        home = max(
            (known for known in setuptools["package-dir"] if f"{package}.".startswith(f"{known}.")), key=len
        )
        yield (
            package,
            ROOT / setuptools["package-dir"][home] / package.removeprefix(home).strip(".").replace(".", "/"),
        )


def test_wheel_holds_every_file_that_is_read_at_run_time() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    globs = pyproject["tool"]["setuptools"]["package-data"]
    held = {
        file
        for package, folder in shipped()
        for glob in ["*.py", *globs.get(package, [])]
        for file in folder.glob(glob)
    }
    there = {
        path
        for top in ("harvester", "schema", "data")
        for path in (ROOT / top).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != "README.md"
    }
    assert {str(path.relative_to(ROOT)) for path in there - held} == set()
