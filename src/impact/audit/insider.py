"""What one service knows beside what is published: the numbers it sent itself."""

import narwhals as nw
import pandas as pd

from impact.audit.collecting import BASE, COUNT, Collected, Hidden
from impact.audit.problem import Key
from impact.sources import Sources, View, end_of, framework


def know_own(sources: Sources, view: View, service_id: str, found: Collected) -> None:
    """Put in place what a service sent itself, and ask no more about its own figures."""
    rules = framework(sources, view)
    wanted = {key[4]: key for key in found.problem.limits if isinstance(key, tuple) and key[0] == service_id}
    belongs = {service.id: service.sector for service in rules.services}
    days = {hidden.row["day"] for hidden in found.hidden.values()}
    for day in [None, *sorted(days)]:
        then = view.as_at if day is None else end_of(day)
        rows = sources.projection.counts(rules.id, belongs, then, list(rules.indicator)).lazy()
        own = rows.filter(nw.col("service_id") == service_id).collect().to_pandas()
        for row in own.to_dict("records"):
            key = wanted.get(int(row["observation_id"]))
            if key is None:
                continue
            measure = rules.indicator[row["indicator_id"]].measure
            count = {"proportion": "numerator", "rate": "numerator", "count": "value"}.get(measure, "n")
            for what, name in ((COUNT, count), (BASE, "denominator")):
                place: Key = (*key[:5], what)
                if place in found.problem.limits and pd.notna(row[name]):
                    found.problem.know(place, float(row[name]), float(row[name]), whole=place in found.problem.whole)
    theirs = [one for one, hidden in found.hidden.items() if _about(hidden, service_id)]
    for one in theirs:
        del found.hidden[one]


def _about(hidden: Hidden, service_id: str) -> bool:
    return bool(hidden.row["scope_kind"] == "service" and hidden.row["scope_id"] == service_id)
