"""What follows from a page as a whole: who is responsible, which MeSH terms are whose, which arm gets what, is it all there."""

import re
from typing import Any

from harvester.errors import RecordError
from harvester.parsers.page.groups import INTERVENTION
from harvester.parsers.page.study import Draft, put
from harvester.parsers.page.values import one_line
from harvester.parsers.values import enum_of
from harvester.study import Study, value_at

_ORGANIZATION = re.compile(
    r"\b(?:universit\w*|hospitals?|institut\w*|centers?|centre|college|school|foundation|clinic|klini\w+|academy|group|trust"
    r"|ministry|agency|council|society|association|laborator\w+|company|corporation|corp|inc|ltd|llc|gmbh|s\.?a|ag|plc"
    r"|pharma\w*|biotech\w*|therapeutics|sciences|medical|health|network|consortium|assistance publique)\b",
    re.IGNORECASE,
)
_SUBSTANCE = re.compile(
    r"(?:agents?|inhibitors?|antagonists?|agonists?|drugs|factors|enzymes|hormones|antibodies|vitamins|vaccines)$",
    re.IGNORECASE,
)
_SPONSORS = "protocolSection.sponsorCollaboratorsModule"


def finish(draft: Draft) -> tuple[Study, tuple[str, ...]]:
    """The finished study document, and what of the page nobody could read."""
    _sponsors(draft)
    _responsible_party(draft)
    _old_ids(draft)
    _arm_labels(draft)
    _mesh_terms(draft)
    return draft.study, tuple(draft.unknown)


def require(study: Study, *paths: str, page: str) -> None:
    """Raise RecordError where the study lacks one of the paths: the page is cut off or was not saved whole."""
    for path in paths:
        if found(study, path) is None:
            nct_id = found(study, "protocolSection.identificationModule.nctId") or "a study"
            raise RecordError(
                f"{nct_id}: the {page} says nothing of {path.rsplit('.', 1)[-1]}, so it is cut off or not whole:"
                " nothing of it was taken; save or fetch it again",
                path,
            )


def found(study: Study, path: str) -> Any:
    """The value at a path, None where there is none."""
    try:
        return value_at(study, path)
    except (KeyError, IndexError, TypeError):
        return None


def _sponsors(draft: Draft) -> None:
    """The list under 'Sponsors and Collaborators' names the sponsor first, where nothing else does."""
    listed = [name for names in draft.asides.get("sponsors_and_collaborators", []) for name in names]
    lead = found(draft.study, f"{_SPONSORS}.leadSponsor.name") or (listed[0] if listed else None)
    if lead:
        put(draft, f"{_SPONSORS}.leadSponsor.name", lead)
    others = [{"name": name} for name in dict.fromkeys(listed) if name != lead]
    if others and lead in listed:
        put(draft, f"{_SPONSORS}.collaborators", others)


def _old_ids(draft: Draft) -> None:
    """Pages without posting dates, those before 2017, list all ids on one line, the sponsor's own first."""
    module = draft.study["protocolSection"].get("identificationModule", {})
    ids = module.get("orgStudyIdInfo", {}).get("id", "").split(", ")
    posted = found(draft.study, "protocolSection.statusModule.studyFirstPostDateStruct")
    if len(ids) > 1 and not posted and "secondaryIdInfos" not in module:
        module["orgStudyIdInfo"]["id"] = ids[0]
        module["secondaryIdInfos"] = [{"id": other} for other in ids[1:]]


def _responsible_party(draft: Draft) -> None:
    """Who is responsible; a header that was read ('header' among the asides) and names nobody is that of an old record."""
    above = [one_line(text) for text in draft.asides.get("party_above", [])]
    below = [one_line(text) for text in draft.asides.get("responsible_party", [])]
    sponsor = found(draft.study, f"{_SPONSORS}.leadSponsor.name") or ""
    provider = found(draft.study, "protocolSection.identificationModule.organization.fullName") or ""
    if not above and not below:
        return
    if below and not above and below[0] != sponsor and "header" in draft.asides:
        party = old_party(below[0], (sponsor, provider))
    else:
        party = responsible_party([*above, *below], sponsor, provider)
    put(draft, f"{_SPONSORS}.responsibleParty", party)
    if party == {"type": "SPONSOR"} and not sponsor:
        put(draft, f"{_SPONSORS}.leadSponsor.name", (above or below)[0])


def old_party(said: str, organizations: tuple[str, ...]) -> dict[str, str]:
    """'Kim Poe, MD / Director, Heart House' of a record from before 2011: name and title, and the organization."""
    name = max((name for name in organizations if name and said.endswith(f", {name}")), key=len, default="")
    if name:
        return {"oldNameTitle": said.removesuffix(f", {name}"), "oldOrganization": name}
    return {"oldNameTitle": said}


def responsible_party(said: list[str], sponsor: str, provider: str = "") -> dict[str, str]:
    """The API's responsible party of what a page says: 'name, affiliation' above, 'name, title, affiliation' below.

    The sponsor alone is SPONSOR; a name before an affiliation is PRINCIPAL_INVESTIGATOR, or SPONSOR_INVESTIGATOR where
    it is the sponsor's. Where the page's header is lost, and with it who the sponsor is, the type stays open.
    """
    short, full = min(said, key=len), max(said, key=len)
    if full == sponsor or (not sponsor and short == full and _ORGANIZATION.search(full.split(", ")[0])):
        return {"type": "SPONSOR"}
    if sponsor and full.startswith(f"{sponsor}, "):
        affiliation = short.removeprefix(f"{sponsor}, ")
        return _investigator("SPONSOR_INVESTIGATOR", sponsor, affiliation, full)
    if sponsor and full.endswith(f", {sponsor}"):
        before = short.removesuffix(f", {sponsor}")
        name = before if short != full else before.split(", ")[0]
        return _investigator("PRINCIPAL_INVESTIGATOR", name, sponsor, full)
    name, _, affiliation = short.partition(", ")
    if affiliation and full.startswith(name) and full.endswith(affiliation):
        known = "PRINCIPAL_INVESTIGATOR" if sponsor else ""
        if not sponsor and provider and full.endswith(f", {provider}"):
            affiliation = provider
        return _investigator(known, name, affiliation, full)
    return {"oldNameTitle": full}


def _investigator(kind: str, name: str, affiliation: str, full: str) -> dict[str, str]:
    title = full.removeprefix(name).removesuffix(affiliation).strip(", ")
    return (
        ({"type": kind} if kind else {})
        | {"investigatorFullName": name}
        | ({"investigatorTitle": title} if title else {})
        | {"investigatorAffiliation": affiliation}
    )


def _arm_labels(draft: Draft) -> None:
    """The other side of each arm's list of interventions, where the page gives only that one (Tabular View)."""
    module = draft.study["protocolSection"].get("armsInterventionsModule", {})
    for item in module.get("interventions", []):
        labels = [arm["label"] for arm in module.get("armGroups", []) if _gets(arm, item)]
        if labels and "armGroupLabels" not in item:
            item["armGroupLabels"] = labels


def _gets(arm: dict[str, Any], item: dict[str, Any]) -> bool:
    named = (INTERVENTION.fullmatch(name) for name in arm.get("interventionNames", []))
    return any(
        name["name"] == item["name"] and enum_of("intervention_type", name["type"]) == item["type"]
        for name in named
        if name
    )


def _mesh_terms(draft: Draft) -> None:
    """One list on the page, conditions and their broader terms before interventions and theirs; ids are not given.

    Where interventions begin is told by the first term that names one of the study's or a class of substances.
    """
    terms = [term for terms in draft.asides.get("mesh_terms", []) for term in terms]
    module = draft.study["protocolSection"].get("armsInterventionsModule", {})
    names = " ".join(
        name
        for item in module.get("interventions", [])
        for name in (item["name"], *item.get("otherNames", []))
    )
    conditions = " ".join(draft.study["protocolSection"].get("conditionsModule", {}).get("conditions", []))
    substances = (n for n, term in enumerate(terms) if n and _is_substance(term, names, conditions))
    border = next(substances, len(terms))
    for part, section in ((terms[:border], "condition"), (terms[border:], "intervention")):
        if part:
            meshes = [{"term": term} for term in part]
            put(draft, f"derivedSection.{section}BrowseModule.meshes", meshes)


def _is_substance(term: str, names: str, conditions: str) -> bool:
    named = re.compile(rf"(?<!\w){re.escape(term)}(?!\w)", re.IGNORECASE)
    return bool(_SUBSTANCE.search(term) or (named.search(names) and not named.search(conditions)))
