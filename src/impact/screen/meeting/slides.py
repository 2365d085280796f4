"""What each item of an agenda shows: a sentence, at most three plain figures, and a picture to draw."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from impact import words
from impact.answers.agenda import Item
from impact.answers.bright_spots import TO_CHECK
from impact.answers.last_board import RETURNS
from impact.framework import Framework
from impact.metrics.outcomes import GOING_BACK, MIXED, NOT_ENOUGH_EVIDENCE, NodeResult
from impact.metrics.stuck import MOVED, stuck
from impact.periods import containing
from impact.screen import cache, latest
from impact.screen import pictures as shared
from impact.screen.cache import Key
from impact.screen.meeting import drawn, pictures, tables
from impact.screen.since_board import headline, last_board, moved_since
from impact.words.arrivals import completeness_sentence, newest_returns
from impact.words.bright import on_show_sentence
from impact.words.steps import steps_sentence
from impact.words.stuck import stuck_sentence

Figure = tuple[str, str]
"""A plain figure: the number in large type, and what it counts."""


@dataclass(frozen=True, slots=True)
class Slide:
    """One screen of a meeting; `draw` puts its picture on the page, heard as the sentence.

    table   puts what a chart shows on the page as a table; None where the picture is words already
    """

    sentence: str
    figures: Sequence[Figure]
    draw: Callable[[], None]
    table: Callable[[], None] | None = None


def slide_of(item: Item, key: Key, framework: Framework, since: str = "") -> Slide:
    """What an item shows; every number in it has passed the gate at the meeting's moment.

    since   which earlier board is compared with; "" for the newest one
    The item "decisions" is not here: it shows what is written down now.
    """
    if item.kind == "since":
        return _since(key, framework, since)
    return SLIDES[item.kind](item.ref, key, framework)


def _opening(ref: str, key: Key, framework: Framework) -> Slide:
    results = _scored(cache.nodes(key), framework)
    draw = partial(pictures.result_table, results, framework)
    return Slide(words.overview_sentence(results, framework), _counted(results), draw)


def _horizon(ref: str, key: Key, framework: Framework) -> Slide:
    ours = [one for one in _scored(cache.nodes(key), framework) if framework.node[one.node_id].horizon == ref]
    name = next(one.name for one in framework.horizons if one.id == ref)
    told = words.overview_sentence(ours, framework) if len(ours) > 1 else words.node_sentence(ours[0], framework)
    sentence = f"{name}. {told}"
    return Slide(
        sentence, _counted(ours), partial(drawn.ways, key, ref, sentence), partial(tables.ways, ours, framework)
    )


def _bright(ref: str, key: Key, framework: Framework) -> Slide:
    spots = cache.bright_spots(key)
    on_show, waiting = [one for one in spots if one.on_show], sum(one.result == TO_CHECK for one in spots)
    said = on_show_sentence(len(on_show), waiting)
    results = _scored(cache.nodes(key), framework)
    if not on_show:
        better = [one for one in results if one.word in MOVED]
        moving = f"Of {len(results)} outcomes that are measured, {len(better)} are moving."
        return Slide(f"{said} {moving}", (), partial(pictures.outcomes, better, framework))
    figures = ((str(len(on_show)), "on show"), (str(waiting), "waiting to be checked"))
    features = (str(len({one.feature_id for one in on_show})), "features of good practice")
    return Slide(said, (*figures, features), partial(pictures.spots, on_show, framework))


def _since(key: Key, framework: Framework, since: str) -> Slide:
    board = last_board(key, since)
    found = moved_since(key, board)
    better, back = sum(one.way == 1 for one in found), sum(one.way == -1 for one in found)
    came = next((one.sentence.split()[0] for one in found if one.kind == RETURNS), "0")
    figures = ((str(better), "moved to the better"), (str(back), "went back"), (came, "came in as returns"))
    return Slide(headline(key, framework, board), figures, partial(pictures.told, found))


def _held_up(ref: str, key: Key, framework: Framework) -> Slide:
    found = stuck(cache.nodes(key), framework)
    figures = (
        (str(found.judged), "outcomes that can be judged"),
        (str(len(found.halts)), "the first that have not moved"),
        (str(len(found.not_yet)), "on the way, not judged yet"),
    )
    return Slide(stuck_sentence(found, framework), figures, partial(pictures.halts, found.halts, framework))


def _roadmap(ref: str, key: Key, framework: Framework) -> Slide:
    stages, sentence = cache.stages(key), steps_sentence(cache.stages(key), framework)
    at = [one.stage_id for one in stages]
    furthest = sorted(framework.stages, key=lambda one: one.rank)[-3:]
    figures = tuple((str(at.count(one.id)), f"at {one.name}") for one in furthest)
    return Slide(f"{sentence}.", figures, partial(drawn.steps, key, sentence), partial(tables.steps, stages, framework))


def _indicator(ref: str, key: Key, framework: Framework) -> Slide:
    told = shared.story(key, ref)
    row = latest.latest(told)
    period, aim = str(row.get("period", "")), str(row.get("target", ""))
    figures: list[Figure] = [(str(row["figure"]), f"in {period}" if period else "no figure yet")]
    if told.since is not None and len(told.series.frame):
        kind = str(told.series.frame.iloc[-1]["period_kind"])
        earlier = told.series.frame[told.series.frame.period_end.dt.date == told.since]
        if len(earlier):
            text = words.marked_text(earlier.iloc[-1], told.indicator)
            figures.append((text, f"in {containing(told.since, kind).label}"))
    figures += [(aim, "is the target")] if aim else []
    draw = partial(drawn.trend, key, ref, told.sentence)
    return Slide(told.sentence, figures, draw, partial(tables.series, told, framework))


def _coverage(ref: str, key: Key, framework: Framework) -> Slide:
    due = newest_returns(one for one in cache.calendar(key) if one.state != "due")
    late, many = sum(one.state == "late" for one in due), len(due)
    still = sum(one.state == "due" for one in newest_returns(cache.calendar(key)))
    figures = (
        (f"{many - late} of {many}", "newest returns are in"),
        (str(late), "past the day due"),
        (str(still), "next ones, still in time"),
    )
    draw = partial(pictures.returned, due, framework)
    return Slide(completeness_sentence(cache.calendar(key), framework), figures if many else (), draw)


SLIDES: dict[str, Callable[[str, Key, Framework], Slide]] = {
    "opening": _opening,
    "bright": _bright,
    "horizon": _horizon,
    "held_up": _held_up,
    "roadmap": _roadmap,
    "indicator": _indicator,
    "coverage": _coverage,
}


def _scored(results: Sequence[NodeResult], framework: Framework) -> list[NodeResult]:
    return [one for one in results if framework.node[one.node_id].scored]


def _counted(results: Sequence[NodeResult]) -> tuple[Figure, ...]:
    """How many of some outcomes move, go back or are mixed, and cannot be judged."""
    at = [one.word or NOT_ENOUGH_EVIDENCE for one in results]
    moving = sum(one in MOVED for one in at)
    back, not_yet = at.count(GOING_BACK) + at.count(MIXED), at.count(NOT_ENOUGH_EVIDENCE)
    return (
        (f"{moving} of {len(at)}", "outcomes are moving"),
        (str(back), "going back or mixed"),
        (str(not_yet), "cannot be judged yet"),
    )
