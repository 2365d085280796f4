"""What anyone could see at some moments: figures after the gate, which rows they rest on, stages and outcomes.

Nothing here looks behind the gate. Which row of which return a figure rests on is on show where a figure
is walked back, so an intruder knows when a hidden row is still the same one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import narwhals as nw
import pandas as pd

from impact import answers, store
from impact.framework import Framework
from impact.metrics.outcomes import NodeResult
from impact.metrics.slots import Counts, published
from impact.metrics.stage_moves import Reviewed
from impact.metrics.stages import ServiceStage
from impact.sources import LOCAL_TIME, Sources, View, end_of, framework

Place = tuple[str, str, pd.Timestamp, str]
"""A row that a service sent: service, indicator, first day of the period, kind of period."""

Return = tuple[str, pd.Timestamp, str]
"""What a service sent about one period: service, first day, kind of period."""

MOMENTS = 10
"""How many days' knowledge is looked at where nothing else is asked; each takes a few seconds. Judgement."""


@dataclass(frozen=True)
class Snapshot:
    """Everything shown on one day.

    figures   protected FIGURES of every scope
    versions  which kept row each service's figure rests on, by number
    changed   when what is known of each return last changed, as the list of returns tells
    areas     what publishers say of places that are no sender here, such as regions; open to all elsewhere
    stages    the roadmap; empty where it was not looked at
    history   the step of each service at every past review; empty where it was not looked at
    nodes     the theory of change; empty where it was not looked at
    """

    day: date
    rules: Framework
    figures: pd.DataFrame
    versions: dict[Place, int]
    changed: dict[Return, datetime]
    areas: pd.DataFrame
    stages: tuple[ServiceStage, ...] = ()
    nodes: tuple[NodeResult, ...] = ()
    history: tuple[Reviewed, ...] = ()


def days_worth_a_look(sources: Sources, view: View, most: int = MOMENTS) -> list[date]:
    """The days whose knowledge, beside today's, could tell something, oldest first.

    The day before and the day of every return that changed what was known (a revision, one taken back)
    get half of the room, the newest first; the rest goes, evenly, to days on which returns came in,
    when some services of a total had sent theirs and others had not.
    """
    today = view.today
    arrivals, changed = _moments(sources, view)
    pairs = [day - timedelta(days=back) for day in sorted(changed, reverse=True) for back in (0, 1)]
    chosen = [today, *dict.fromkeys(day for day in pairs if day < today)][: max(most // 2, 1)]
    others = [day for day in arrivals if day not in chosen and day < today]
    room = min(most - len(chosen), len(others))
    step = len(others) / room if room else 1
    return sorted({*chosen, *(others[int((at + 0.5) * step)] for at in range(room))})


def snapshot(sources: Sources, view: View, day: date, indicators: Sequence[str] = (), whole: bool = False) -> Snapshot:
    """What was shown at the end of a day; today's is what is known now.

    indicators   only these; none: all
    whole        also stages and outcomes, which take longer
    """
    past = day < view.today
    then = View(view.framework_id, day, end_of(day) if past else None, view.viewer)
    rules = framework(sources, then)
    shown = answers.figures(sources, then, list(indicators) or None).frame
    belongs = {service.id: service.sector for service in rules.services}
    counts = sources.projection.counts(rules.id, belongs, then.as_at, list(indicators) or None)
    changes = sources.projection.changes(rules.id, then.as_at).iter_rows(named=True)
    changed = {_return_of(row): row["changed"] for row in changes}
    areas = _published(counts, rules)
    stages = answers.stages(sources, then) if whole else ()
    nodes = answers.nodes(sources, then) if whole else ()
    history = answers.stages_over_time(sources, then) if whole else ()
    return Snapshot(day, rules, shown, _versions(counts), changed, areas, stages, nodes, history)


def of_others(rules: Framework) -> list[str]:
    """The indicators that publishers give of each sender here, and so of whole regions and the country too."""
    return [one.id for one in rules.indicators if one.fed_by == "published" and not published(one)]


def _versions(counts: Counts) -> dict[Place, int]:
    """Which kept row, about all people, each place's number is; of the rows nothing else is looked at."""
    names = ("service_id", "indicator_id", "period_start", "period_kind", "observation_id")
    everyone = counts.lazy().filter(nw.col("breakdown").fill_null("") == "")
    table = everyone.select(*names).collect().to_pandas()
    starts = pd.to_datetime(table["period_start"]).astype("datetime64[us]")
    places = zip(table["service_id"], table["indicator_id"], starts, table["period_kind"], strict=True)
    return dict(zip(places, table["observation_id"].astype(int), strict=True))


def _published(counts: Counts, rules: Framework) -> pd.DataFrame:
    """What publishers say of whole regions and the country about what services are asked about too."""
    about = nw.col("service_id").is_in(list(rules.area)) & nw.col("indicator_id").is_in(of_others(rules))
    names = ("service_id", "indicator_id", "period_start", "period_end", "period_kind", "numerator", "value")
    table = counts.lazy().filter(about).select(*names).collect().to_pandas()
    days = {day: pd.to_datetime(table[day]).astype("datetime64[us]") for day in ("period_start", "period_end")}
    return table.assign(**days)


def _moments(sources: Sources, view: View) -> tuple[list[date], set[date]]:
    """The days on which something came in, and those on which something known was changed afterwards."""
    received, changed = {}, set()
    for row in store.submissions(sources.engine, view.framework_id, None):
        received[row["id"]] = row["received_at"]
        if row["withdrawn_at"]:
            changed.add(_day(row["withdrawn_at"]))
    first = {
        _return_of(row): received[row["submission_id"]]
        for row in sources.projection.receipts(view.framework_id, None).iter_rows(named=True)
    }
    for row in sources.projection.changes(view.framework_id, None).iter_rows(named=True):
        if row["changed"] != first.get(_return_of(row), row["changed"]):
            changed.add(_day(row["changed"]))
    return sorted({_day(moment) for moment in received.values()}), changed


def _day(moment: datetime) -> date:
    return moment.astimezone(LOCAL_TIME).date()


def _return_of(row: dict[str, Any]) -> Return:
    return row["service_id"], pd.Timestamp(row["period_start"]), row["period_kind"]
