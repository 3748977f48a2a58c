"""Records that mean harm: a study with the same hostile text in every field the schema knows."""

from typing import Any

from bs4 import BeautifulSoup

from harvester.mapping.read_schema import load_spec
from harvester.mapping.spec import Node, Object, Objects, Value, Values

SCRIPT = '<script>window.hit=1</script><img src=x onerror="window.hit=1">\'><svg/onload=window.hit=1>'
LINK = "javascript:window.hit=1"
MARKDOWN = '[x](javascript:window.hit=1) <javascript:window.hit=1> ![y](https://e.test/p.png)\n\n<https://e.test/"onmouseover="window.hit=1>'
FORMULA = '=HYPERLINK("https://e.test?x="&A1,"click")'
TEMPLATE = "{{ 7*191 }} {% for x in range(9) %}boo{% endfor %} ${7*191}"
DIRECTION = "gnp.\u202eevil\u2066\u200b\u200d\ufeff \u0627\u0644\u0639\u0631\u0628\u064a\u0629 \x07\x1b[31m"
LONG_WORD = "W" * 100_000
LONG_TEXT = "many words \n\n* and a list\n" * 4_000

TEXTS = {
    "script": SCRIPT,
    "link": LINK,
    "markdown": MARKDOWN,
    "formula": FORMULA,
    "template": TEMPLATE,
    "direction": DIRECTION,
}
_PLAIN: dict[str, Any] = {"boolean": True, "integer": 3, "number": 1.5}


def study_full_of(nct_id: str, text: str) -> dict[str, Any]:
    """A study with two items in every list and `text` in every field that takes text; its NCT ID is good."""
    study: dict[str, Any] = _filled(load_spec().root, text)
    study["protocolSection"]["identificationModule"]["nctId"] = nct_id
    study["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"]["date"] = "2024-05-01"
    return study


def study_with_long_cells(nct_id: str, text: str) -> dict[str, Any]:
    """A study with a text of 100 kB in the fields where prose, names and labels stand."""
    study = study_full_of(nct_id, "short")
    protocol = study["protocolSection"]
    protocol["identificationModule"] |= {"briefTitle": text, "acronym": text}
    protocol["descriptionModule"]["briefSummary"] = text
    protocol["eligibilityModule"]["eligibilityCriteria"] = text
    protocol["conditionsModule"]["conditions"] = [text]
    protocol["armsInterventionsModule"]["armGroups"][0] |= {"label": text, "description": text}
    protocol["outcomesModule"]["primaryOutcomes"][0] |= {"measure": text, "timeFrame": text}
    protocol["contactsLocationsModule"]["locations"][0]["facility"] = text
    study["resultsSection"]["outcomeMeasuresModule"]["outcomeMeasures"][0]["title"] = text
    return study


def dangers(html: str) -> list[str]:
    """Everything in a page that a browser would run or fetch because a record says so."""
    found = []
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        if tag.name in ("iframe", "object", "embed", "img", "base", "style") or (
            tag.name == "script" and not str(tag.get("src", "")).startswith("/-/static")
        ):
            found.append(str(tag)[:200])
        for name, value in tag.attrs.items():
            text = " ".join(value) if isinstance(value, list) else str(value)
            address = name in ("href", "src", "action", "formaction", "xlink:href")
            if (
                name.startswith("on")
                or name == "style"
                or (address and not text.startswith(("/", "#", "http", "?")))
            ):
                found.append(f"{tag.name} {name}={text[:200]}")
    return found


def _filled(node: Node, text: str) -> Any:
    match node:
        case Value():
            return [text] if node.many else _PLAIN.get(node.column.type, text)
        case Values():
            return [_PLAIN.get(node.column.type, text)] * 2
        case Object() | Objects():
            item = {key: _filled(child, text) for key, child in node.children.items()}
            return [item, dict(item)] if isinstance(node, Objects) else item
