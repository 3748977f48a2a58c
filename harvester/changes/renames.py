"""Items that were renamed, so that the lists that repeat their names are seen to follow."""

from harvester.changes.matching import Item, match
from harvester.changes.rules import Rules
from harvester.changes.wording import fold
from harvester.study import Study, split_path


def renamed_items(rules: Rules, before: Study, after: Study) -> dict[str, dict[str, str]]:
    """List that repeats names of items → folded old name → folded new name, for each item that was renamed."""
    renames: dict[str, dict[str, str]] = {}
    for repeated in rules.repeated_names:
        rule = rules.list_rule(repeated.item.rpartition(".")[2])
        old, new = (
            [Item("", position, item) for position, item in enumerate(_list_at(study, repeated.item))]
            for study in (before, after)
        )
        for pair in match(old, new, rule):
            if pair.by == "equal":
                continue
            names = [_folded_title(repeated.title, item.value) for item in (pair.old, pair.new)]
            if all(names) and names[0] != names[1]:
                renames.setdefault(repeated.repeated_in, {})[names[0]] = names[1]
    return renames


def _folded_title(title: str, item: object) -> str:
    fields = item if isinstance(item, dict) else {}
    try:
        return fold(title.format_map(fields))
    except KeyError:
        return ""


def _list_at(study: Study, path: str) -> list[object]:
    node: object = study
    for piece in split_path(path):
        node = node.get(piece) if isinstance(node, dict) else None
    return node if isinstance(node, list) else []
