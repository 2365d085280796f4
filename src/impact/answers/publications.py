"""Which publication each published figure was taken from: its publisher, its title and the day it was published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import narwhals as nw

from impact import store
from impact.answers.figures import known
from impact.sources import Sources, View, framework


@dataclass(frozen=True, slots=True)
class Publication:
    """Where a published series comes from; `published` is the day of the copy that was taken in."""

    publisher: str
    title: str
    published: date | None
    licence: str


def publications(sources: Sources, view: View) -> Mapping[str, Publication]:
    """Indicator id -> the publication of its newest period's row, for the published indicators known by then."""
    rules = framework(sources, view)
    ids = [one.id for one in rules.indicators if one.fed_by == "published"]
    if not ids:
        return {}
    rows = known(sources, view, rules, ids).lazy().select("indicator_id", "period_end", "submission_id")
    newest = rows.group_by("indicator_id", "submission_id").agg(nw.col("period_end").max()).collect().to_pandas()
    kept = {row["id"]: row["source"] for row in store.submissions(sources.engine, view.framework_id, view.as_at)}
    found: dict[str, Publication] = {}
    for row in newest.sort_values(["period_end", "submission_id"]).to_dict("records"):
        source = kept[row["submission_id"]]
        if source:
            found[row["indicator_id"]] = _publication(source)
    return found


def _publication(source: Mapping[str, str]) -> Publication:
    day = source.get("published", "")
    return Publication(
        source.get("publisher", ""),
        source.get("title", ""),
        date.fromisoformat(day) if day else None,
        source.get("licence", ""),
    )
