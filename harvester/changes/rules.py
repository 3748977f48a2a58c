"""schema/changes.yaml read and checked: what is compared, how items are known again, what weighs how much."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from harvester.changes.wording import fold
from harvester.errors import HarvesterError
from harvester.yaml_text import load_yaml

_SECTIONS = {
    "ignored",
    "whole",
    "blocks",
    "modules",
    "lists",
    "pools",
    "classes",
    "significance",
    "same_within_precision",
    "respelled",
    "repeated_names",
}
_KINDS = {"added", "removed", "changed"}


@dataclass(frozen=True, slots=True)
class ListRule:
    """By what the items of a list are known again; see `lists` in schema/changes.yaml."""

    names: tuple[tuple[str, ...], ...]
    unique: tuple[str, ...]
    alike: tuple[str, ...]
    alike_at: float
    agree: tuple[str, ...]
    same_place: bool
    is_set: bool


@dataclass(frozen=True, slots=True)
class Pool:
    """Sibling lists between which an item may move, the weightiest first, and what each move means."""

    rule: ListRule
    across_at: float
    moves: Mapping[str, Mapping[str, str]]

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists' names, the weightiest first."""
        return tuple(self.moves)


@dataclass(frozen=True, slots=True)
class RepeatedName:
    """A list of names of other items: `item` is the list of those, `title` how their name is put together."""

    item: str
    title: str
    repeated_in: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The whole of schema/changes.yaml."""

    ignored: frozenset[str]
    whole: frozenset[str]
    blocks: frozenset[str]
    modules: Mapping[str, str]
    lists: Mapping[str, ListRule]
    default_list: ListRule
    pools: Mapping[str, Pool]
    """By the name of each list in them."""
    classes: Mapping[str, tuple[str, bool]]
    """Class → (title, is it significant), the weightiest first."""
    significance: Mapping[str, Mapping[str, str]]
    """Path → kind → class."""
    same_within_precision: Mapping[str, str]
    respelled: Mapping[str, Mapping[str, int]]
    """Path → folded spelling → number of the thing it spells."""
    repeated_names: tuple[RepeatedName, ...]

    def list_rule(self, name: str) -> ListRule:
        """The rule of a list by the last piece of its path."""
        return self.lists.get(name, self.default_list)

    def module_of(self, path: str) -> str:
        """'protocolSection.designModule.phases.0' → 'design'; without a module, the first piece."""
        pieces = path.split(".", 2)
        piece = pieces[1] if len(pieces) > 1 else pieces[0]
        return (
            self.modules.get(piece)
            or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", piece.removesuffix("Module")).lower()
        )


def _only(found: Mapping[str, Any], known: set[str], where: str) -> None:
    strange = sorted(set(found) - known)
    if strange:
        raise HarvesterError(
            f"schema/changes.yaml: {where} knows no {', '.join(strange)}; use {', '.join(sorted(known))}"
        )


def _list_rule(entry: Mapping[str, Any], default: Mapping[str, Any], where: str) -> ListRule:
    _only(entry, set(default), where)
    full = {**default, **entry}
    return ListRule(
        names=tuple(tuple(fields) for fields in full["names"]),
        unique=tuple(full["unique"]),
        alike=tuple(full["alike"]),
        alike_at=float(full["alike_at"]),
        agree=tuple(full["agree"]),
        same_place=full["same_place"],
        is_set=full["set"],
    )


def _pool(entry: Mapping[str, Any], default: Mapping[str, Any], where: str) -> Pool:
    rule = {key: value for key, value in entry.items() if key not in ("across_at", "lists")}
    return Pool(_list_rule(rule, default, where), float(entry["across_at"]), entry["lists"])


def _check_classes(rules: Rules) -> None:
    used = {name for by_kind in rules.significance.values() for name in by_kind.values()}
    used |= set(rules.same_within_precision) | set(rules.same_within_precision.values())
    used |= {
        name for pool in rules.pools.values() for moves in pool.moves.values() for name in moves.values()
    }
    used |= {"housekeeping", "order", "wording", "other"}
    if used != set(rules.classes):
        raise HarvesterError(
            "schema/changes.yaml: every class must be listed in `classes` and used by some path; "
            f"see {', '.join(sorted(used ^ set(rules.classes)))}"
        )


def build_rules(data: Mapping[str, Any]) -> Rules:
    """Rules from the parsed YAML; raises HarvesterError on a key or class that nothing knows."""
    _only(data, _SECTIONS, "the file")
    default = data["lists"]["default"]
    pools = [_pool(entry, default, f"pools.{name}") for name, entry in data["pools"].items()]
    by_kind = {
        path: entry if isinstance(entry, dict) else dict.fromkeys(_KINDS, entry)
        for path, entry in data["significance"].items()
    }
    for path, entry in by_kind.items():
        _only(entry, _KINDS, f"significance.{path}")
    rules = Rules(
        ignored=frozenset(data["ignored"]),
        whole=frozenset(data["whole"]),
        blocks=frozenset(data["blocks"]),
        modules=data["modules"],
        lists={name: _list_rule(entry, default, f"lists.{name}") for name, entry in data["lists"].items()},
        default_list=_list_rule({}, default, "lists.default"),
        pools={name: pool for pool in pools for name in pool.lists},
        classes={name: (entry["title"], entry["significant"]) for name, entry in data["classes"].items()},
        significance=by_kind,
        same_within_precision=data["same_within_precision"],
        respelled={
            path: {fold(name): number for number, names in enumerate(groups) for name in names}
            for path, groups in data["respelled"].items()
        },
        repeated_names=tuple(RepeatedName(**entry) for entry in data["repeated_names"]),
    )
    _check_classes(rules)
    return rules


@cache
def load_rules() -> Rules:
    """The rules that ship with the package."""
    text = files("harvester.schema").joinpath("changes.yaml").read_bytes()
    return build_rules(load_yaml(text))
