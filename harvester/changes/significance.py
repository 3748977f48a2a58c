"""How much a change matters: the classes of schema/changes.yaml, the weightiest first."""

from collections.abc import Mapping
from typing import Protocol

from harvester.changes.rules import Rules, load_rules
from harvester.changes.wording import fold


class Classed(Protocol):
    """Anything that carries a class of significance, such as a `Change`."""

    @property
    def significance(self) -> str:
        """One of `significance_classes`."""


def significance_classes() -> Mapping[str, str]:
    """Every class and its title for people, the weightiest first."""
    return {name: title for name, (title, _) in load_rules().classes.items()}


def significant_classes() -> tuple[str, ...]:
    """The classes that `harvester changes --significant` shows, the weightiest first."""
    return tuple(name for name, (_, significant) in load_rules().classes.items() if significant)


def is_significant(change: Classed) -> bool:
    """Whether a change is one that a reader of the study must know."""
    return change.significance in significant_classes()


def same_wording(old: object, new: object) -> bool:
    """Whether two values are texts that say the same."""
    return isinstance(old, str) and isinstance(new, str) and fold(old) == fold(new)


def classify(rules: Rules, field: str, kind: str, old: object, new: object) -> str:
    """The class of one row; `field` is its path without list positions."""
    name = _by_path(rules, field, kind)
    if name == "housekeeping" or kind != "changed":
        return name
    if _respelled(rules.respelled.get(field, {}), old, new):
        return "housekeeping"
    if same_wording(old, new):
        return "wording"
    return rules.same_within_precision.get(name, name) if _same_within_precision(old, new) else name


def _by_path(rules: Rules, field: str, kind: str) -> str:
    path = field
    while path not in rules.significance:
        if "." not in path:
            return "other"
        path = path.rpartition(".")[0]
    return rules.significance[path][kind if path == field else "changed"]


def _respelled(spellings: Mapping[str, int], old: object, new: object) -> bool:
    if not isinstance(old, str) or not isinstance(new, str):
        return False
    meant = spellings.get(fold(old))
    return meant is not None and meant == spellings.get(fold(new))


def _same_within_precision(old: object, new: object) -> bool:
    if not isinstance(old, str) or not isinstance(new, str):
        return False
    return old.startswith(f"{new}-") or new.startswith(f"{old}-")
