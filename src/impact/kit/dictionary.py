"""The data dictionary of a service: everything it may send, in the words of the framework and of nothing else."""

from collections.abc import Mapping
from types import MappingProxyType

from impact.columns import EVIDENCE
from impact.framework.models import Evidence, Framework, Indicator, Service
from impact.kit.delimited import csv_bytes
from impact.kit.told import KINDS, parts_words
from impact.kit.which import may_send
from impact.words import uk_date
from impact.words.definitions import DIRECTIONS, FREQUENCIES

HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "id": "Id",
        "title": "Title",
        "question": "The question it answers",
        "asked": "Asked of this service",
        "how_often": "How often",
        "kind": "Kind of number",
        "filled_in": "What is filled in",
        "numerator": "What is counted",
        "denominator": "Out of what",
        "unit": "Unit",
        "lowest": "Lowest possible",
        "highest": "Highest possible",
        "usually_from": "Usually from",
        "usually_to": "Usually to",
        "direction": "Direction",
        "why": "Why it is asked",
        "caveat": "Worth knowing",
        "source": "Owner of the definition",
        "source_address": "Where it is published",
        "reviewed": "Last reviewed",
    }
)
"""The columns of the dictionary, and their headings on a sheet for people."""

Entry = Mapping[str, str]
"""One item of the dictionary: a text for every column of HEADINGS."""


def dictionary(rules: Framework, service: Service) -> list[Entry]:
    """What a service may send: its indicators in the framework's order, then evidence.

    Lowest and highest are what the figure can be at all; outside 'usually' the sender is asked about it.
    """
    indicators = [one for one in rules.indicators if may_send(rules, service, one)]
    evidence = rules.evidence if indicators else ()
    return [*(_of_indicator(rules, service, one) for one in indicators), *(_of_evidence(one) for one in evidence)]


def dictionary_csv(rules: Framework, service: Service) -> bytes:
    """The dictionary as CSV; where the framework is a demonstration, its last column says so."""
    label = {"label": rules.demonstration} if rules.demonstration else {}
    return csv_bytes([*HEADINGS, *label], ({**entry, **label} for entry in dictionary(rules, service)))


def dictionary_name(rules: Framework, service: Service) -> str:
    """The file name of a service's dictionary."""
    return f"{service.id}_dictionary{'_demonstration' if rules.demonstration else ''}.csv"


def _of_indicator(rules: Framework, service: Service, one: Indicator) -> Entry:
    return {
        "id": one.id,
        "title": one.title,
        "question": one.question,
        "asked": "always" if one.core else "once it has been sent; until then it may be left out",
        "how_often": FREQUENCIES[rules.rhythm(service, one)],
        "kind": KINDS[one.measure],
        "filled_in": parts_words(one.measure),
        "numerator": one.numerator,
        "denominator": one.denominator,
        "unit": one.unit,
        "lowest": f"{one.low:g}",
        "highest": f"{one.high:g}",
        "usually_from": f"{one.query_low:g}",
        "usually_to": f"{one.query_high:g}",
        "direction": DIRECTIONS[one.direction],
        "why": _why(rules, one),
        "caveat": one.caveat,
        "source": one.source.title,
        "source_address": one.source.address,
        "reviewed": uk_date(one.reviewed),
    }


def _why(rules: Framework, one: Indicator) -> str:
    node = rules.node.get(one.node)
    if node is None:
        return ""
    return f"It shows: {node.title}. {node.meaning}".strip() if node.meaning else f"It shows: {node.title}."


def _of_evidence(one: Evidence) -> Entry:
    stated = {
        "id": one.id,
        "title": one.title,
        "question": "Is this so, and what shows it?",
        "asked": "when it becomes true, and once a year from then on",
        "how_often": "once a year",
        "kind": KINDS[EVIDENCE],
        "filled_in": parts_words(EVIDENCE),
        "unit": "yes or not yet",
        "lowest": "0",
        "highest": "1",
        "direction": DIRECTIONS["higher"],
        "why": "It is evidence for a stage of the roadmap." if not one.confirms_peer else "A peer confirms a stage.",
    }
    return {**dict.fromkeys(HEADINGS, ""), **stated}
