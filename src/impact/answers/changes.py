"""What is shown otherwise than at an earlier moment, and why: for "since the last board"."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import polars as pl

from impact.answers.both import both
from impact.answers.changed_results import Changed, changed_icons, changed_nodes, changed_stages
from impact.answers.happened import (
    Cause,
    decisions_between,
    explanations_between,
    returns_between,
    rows_between,
    versions_between,
)
from impact.answers.icons import MovedIcon
from impact.answers.knowledge import Knowledge, knowledge
from impact.answers.lapsed import lapsed_criteria, lapsed_measures
from impact.answers.moved import MovedFigure, moved_figures, otherwise
from impact.answers.moved_results import MovedNode, MovedStage
from impact.answers.reasons import Reasons
from impact.problems import ImpactError
from impact.sources import LOCAL_TIME, Sources, View
from impact.words import uk_date
from impact.words.changed import FIGURES, changes_sentence
from impact.words.consequences import HIDDEN


class WrongMoments(ImpactError):
    """Two moments between which nothing can have changed."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that is shown otherwise than at an earlier moment; each number has passed the gate at its moment.

    figures   the whole first, then sectors, services and areas; also those that moved by less than can be read, and
              none that was hidden and still is
    causes    all that came in, was decided or ran out between, oldest first; what ran out by itself last
    """

    earlier: date
    later: date
    figures: tuple[Changed[MovedFigure], ...]
    nodes: tuple[Changed[MovedNode], ...]
    stages: tuple[Changed[MovedStage], ...]
    icons: tuple[MovedIcon, ...]
    causes: tuple[Cause, ...]
    sentence: str


def changes(sources: Sources, earlier: View, later: View) -> Changes:
    """What changed between two moments, and why; raises WrongMoments where the earlier is not the earlier one.

    earlier, later   views of one framework by one viewer; `later.as_at` may be None: all that is known

    Both moments' figures are worked out once, each by the framework of its moment, and compared as they were shown:
    a hidden figure that stays hidden is passed over, whatever became of it.
    """
    _refuse(earlier, later)
    before, after = knowledge(sources, earlier), knowledge(sources, later)
    reasons = Reasons(before.rules, after.rules, rows_between(sources, before, earlier, later))
    figures = _figures(before, after)
    olds, news = ({one.service_id: one for one in it.stages_of(it.rules.service)} for it in (before, after))
    lapses = [*lapsed_measures(before, after), *lapsed_criteria(olds, news, after.rules)]
    lapsed = {one.about for one in lapses}
    nodes = changed_nodes(before, after, reasons, [one.key for one in figures], lapsed)
    stages = changed_stages(olds, news, reasons, lapsed)
    icons = changed_icons(before, after, {one.key.indicator_id for one in figures} | reasons.redefined)
    causes = [*_causes(sources, before, after, reasons.rows, earlier, later), *(one.cause for one in lapses)]
    counts = {"chart icon": len(icons)} if icons else {}
    counts |= {"figure": sum(one.seen for one in figures), "outcome": len(nodes)}
    counts |= {"stage": sum(one.what.moves for one in stages)}
    return Changes(
        earlier.today,
        later.today,
        tuple(Changed(one, *reasons.of_figure(one.key)) for one in figures),
        nodes,
        stages,
        icons,
        tuple(causes),
        changes_sentence(earlier.today, later.today, counts, [one.kind for one in causes]),
    )


def _refuse(earlier: View, later: View) -> None:
    if earlier.as_at is None or (later.as_at is not None and later.as_at <= earlier.as_at):
        raise WrongMoments(
            f"{uk_date(earlier.today)} is not before {uk_date(later.today)}. Choose an earlier day to compare with."
        )


def _figures(before: Knowledge, after: Knowledge) -> tuple[MovedFigure, ...]:
    """The figures that are shown otherwise; compared as they were shown, so that nothing hidden is measured."""
    named = both(before.rules, after.rules)
    was, now = before.shown, after.shown
    pairs = otherwise(replace(before, rules=named, figures=was.frame), replace(after, figures=now.frame), was, now)
    moved = moved_figures(replace(before, rules=named), pairs, was, now, before.rules, FIGURES)
    return tuple(one for one in moved if one.kind != HIDDEN)


def _causes(
    sources: Sources, before: Knowledge, after: Knowledge, rows: pl.DataFrame, earlier: View, later: View
) -> list[Cause]:
    named = both(before.rules, after.rules)
    found = [
        *returns_between(sources, named, rows, earlier, later),
        *versions_between(sources, before.rules, after.rules, earlier, later),
        *explanations_between(sources, named, _told(before) & _told(after), earlier, later),
        *decisions_between(sources, named, earlier, later),
    ]
    last = datetime.max.replace(tzinfo=LOCAL_TIME)
    return sorted(found, key=lambda one: (one.when is None, one.when or last))


def _told(known: Knowledge) -> frozenset[tuple[str, str, date, str]]:
    """The figures of services and areas that are shown: scope, indicator, first day and kind of period."""
    at = known.shown.frame
    ours = at[at["scope_kind"].isin(["service", "area"]) & (at["hidden"] == "")]
    days = ours["period_start"].dt.date
    return frozenset(zip(ours["scope_id"], ours["indicator_id"], days, ours["period_kind"], strict=True))
