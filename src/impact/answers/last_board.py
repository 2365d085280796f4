"""Since when a board asks what changed, and what moved since: outcomes, steps of the roadmap, bright spots, returns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from impact import store
from impact.answers.bright_spots import bright_spots
from impact.answers.happened import versions_between
from impact.metrics.outcomes import GOING_BACK, LITTLE_CHANGE, MIXED, MOVING, MOVING_WELL, NodeResult
from impact.metrics.register import before
from impact.metrics.stages import ServiceStage
from impact.projection.arrived import arrived
from impact.sources import LOCAL_TIME, Sources, View, day_of, framework, view_on
from impact.words.changed import changed_node_sentence, changed_stage_sentence
from impact.words.meeting import came_sentence, spot_sentence

QUARTER_AGO = "quarter"
"""What is compared with where no board was noted: the day three months before."""

PLACES = {GOING_BACK: 0, MIXED: 1, LITTLE_CHANGE: 1, MOVING: 2, MOVING_WELL: 3}
"""Result -> its place, to tell whether an outcome now goes better; no evidence yet has none. Judgement."""

OUTCOME, STEP, SPOT, VERSION, RETURNS = "outcome", "step", "bright spot", "version", "returns"


@dataclass(frozen=True, slots=True)
class Board:
    """An earlier moment to compare with; `title` is what the board was then shown, "" for a day that was chosen."""

    id: str
    title: str
    view: View


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that moved, or came, since an earlier board.

    kind    OUTCOME, STEP, SPOT, VERSION or RETURNS
    way     1 to the better, -1 back, 0 neither
    day     the day of the newest return about it; the later view's own day where it only grew older
    """

    kind: str
    way: int
    day: date
    sentence: str


def boards(sources: Sources, view: View) -> tuple[Board, ...]:
    """The moments that a board may ask from: what it was shown, newest first; then a quarter ago."""
    until = view.as_at or datetime.max.replace(tzinfo=UTC)
    noted = [
        Board(
            f"shown.{one['id']}", one["title"], View(view.framework_id, day_of(one["as_at"]), one["as_at"], view.viewer)
        )
        for one in reversed(store.shown(sources.engine, view.framework_id))
        if one["as_at"] < until and one["known_from"] <= until and day_of(one["as_at"]) <= view.today
    ]
    day = before(view.today, 3)
    return (*noted, Board(QUARTER_AGO, "", view_on(view.framework_id, view.today, day, view.viewer)))


def board_of(sources: Sources, view: View, id: str = "") -> Board:
    """The moment with this id, or the end of a day (2026-03-31); for any other the newest board, else a quarter ago."""
    offered = boards(sources, view)
    found = next((one for one in offered if one.id == id), None)
    if found is None and (day := _day(id)) is not None and day < view.today:
        found = Board(id, "", view_on(view.framework_id, view.today, day, view.viewer))
    return found or offered[0]


def moves(
    sources: Sources,
    earlier: View,
    later: View,
    nodes: tuple[Sequence[NodeResult], Sequence[NodeResult]],
    stages: tuple[Sequence[ServiceStage], Sequence[ServiceStage]],
) -> tuple[Move, ...]:
    """What moved between two views: what goes better first, then what goes back, then what came; newest first in each.

    nodes, stages   the results at the earlier and the later view
    It rests on words that anyone may see, and tells no figure.
    """
    assert earlier.as_at is not None
    rules = framework(sources, later)
    rows = arrived(sources.projection.refresh(later.framework_id), earlier.as_at, later.as_at)
    found = [
        *_outcomes(nodes, rows, sources, later),
        *_steps(stages, rows, sources, later),
        *_spots(sources, earlier, later),
        *(
            Move(VERSION, 0, day_of(one.when) if one.when else later.today, one.sentence)
            for one in versions_between(sources, framework(sources, earlier), rules, earlier, later)
        ),
        *_returns(sources, earlier, later),
    ]
    return tuple(sorted(found, key=lambda one: ((2, 0, 1)[one.way], -one.day.toordinal())))


def few(found: Sequence[Move], most: int = 5) -> tuple[Move, ...]:
    """At most so many of them: what goes back keeps a place among what goes better, and so does what came in."""
    better, back, other = ([one for one in found if one.way == way] for way in (1, -1, 0))
    room = most - min(len(back), 1) - min(len(other), 1)
    kept = better[:room]
    kept += back[: most - len(kept) - min(len(other), 1)]
    return (*kept, *other[: most - len(kept)])


def _outcomes(
    nodes: tuple[Sequence[NodeResult], Sequence[NodeResult]], rows: pl.DataFrame, sources: Sources, later: View
) -> list[Move]:
    rules = framework(sources, later)
    olds = {one.node_id: one.word for one in nodes[0]}
    found = []
    for one in nodes[1]:
        old = olds.get(one.node_id, "")
        if one.node_id not in rules.node or not old or not one.word or old == one.word:
            continue
        was, now = PLACES.get(old), PLACES.get(one.word)
        way = 0 if was is None or now is None else (now > was) - (now < was)
        ids = [indicator.id for indicator in rules.indicators_of(one.node_id)]
        day = _newest(rows.filter(pl.col("indicator_id").is_in(ids)), later)
        found.append(Move(OUTCOME, way, day, changed_node_sentence(one.node_id, old, one.word, rules)))
    return found


def _steps(
    stages: tuple[Sequence[ServiceStage], Sequence[ServiceStage]], rows: pl.DataFrame, sources: Sources, later: View
) -> list[Move]:
    rules = framework(sources, later)
    olds: Mapping[str, ServiceStage] = {one.service_id: one for one in stages[0]}
    found = []
    for one in stages[1]:
        old = olds.get(one.service_id)
        if old is None or old.stage_id == one.stage_id or old.stage_id not in rules.stage:
            continue
        up = rules.stage[one.stage_id].rank > rules.stage[old.stage_id].rank
        day = _newest(rows.filter(pl.col("service_id") == one.service_id), later)
        found.append(Move(STEP, 1 if up else -1, day, changed_stage_sentence(old, one, rules)))
    return found


def _spots(sources: Sources, earlier: View, later: View) -> list[Move]:
    """The bright spots that came on show since, each by its newest look."""
    rules = framework(sources, later)
    were = {one.number for one in bright_spots(sources, earlier) if one.on_show}
    features = {one.id: one.name for one in rules.features}
    return [
        Move(
            SPOT,
            1,
            max(look.day for look in one.looks),
            spot_sentence(rules.service[one.service_id].name, features.get(one.feature_id, one.feature_id)),
        )
        for one in bright_spots(sources, later)
        if one.on_show and one.number not in were
    ]


def _returns(sources: Sources, earlier: View, later: View) -> list[Move]:
    """How many returns came in, by the day of the newest one."""
    rules = framework(sources, later)
    came = [
        one
        for one in store.submissions(sources.engine, later.framework_id, later.as_at)
        if earlier.as_at is not None and one["received_at"] > earlier.as_at
    ]
    if not came:
        return []
    senders = [rules.service[one["sender"]].name for one in came if one["sender"] in rules.service]
    day = day_of(max(one["received_at"] for one in came))
    return [Move(RETURNS, 0, day, came_sentence(len(came), len(set(senders)), rules))]


def _newest(rows: pl.DataFrame, later: View) -> date:
    """The day of the newest of some rows that came in; the view's own where none did."""
    newest = rows["received_at"].max()
    return newest.astimezone(LOCAL_TIME).date() if isinstance(newest, datetime) else later.today


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
