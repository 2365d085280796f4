"""A board pack put together from the answers: where things stand, what goes well, what changed, the figures."""

from collections.abc import Sequence
from dataclasses import replace

from impact import answers
from impact.access import Viewer
from impact.answers import BrightSpot, Story
from impact.framework import Framework
from impact.marks import legend
from impact.packs.changed import changed
from impact.packs.charted import figure
from impact.packs.choosing import (
    BRIGHT,
    CHANGED,
    COVERAGE,
    FIGURES,
    LONGEST_TITLE,
    METHOD,
    OUTCOMES,
    PARTS,
    Chosen,
    PackRefused,
    figures_of,
)
from impact.packs.coverage import coverage
from impact.packs.model import Figure, Lines, Pack, Section
from impact.packs.outcomes import outcomes
from impact.packs.stamping import stamp
from impact.sources import Sources, View, framework
from impact.words import overview_sentence
from impact.words.bright import on_show_sentence
from impact.words.packs import METHOD as HOW_MADE
from impact.words.packs import pack_name, spot_lines

BOARD = Viewer("leader")
"""Whoever reads a pack: it is passed on, so it holds what everyone may see."""


def contents(sources: Sources, view: View, chosen: Chosen | None = None) -> Pack:
    """The pack of a view's moment; raises PackRefused, UnknownFramework or WrongMoments.

    Made from answers and words alone, so every number in it has passed the gate. The same for the same moment,
    choice and record: nothing in it says when or where it was made.
    """
    wanted, board = chosen or Chosen(), replace(view, viewer=BOARD)
    rules = framework(sources, board)
    if len(wanted.title.strip()) > LONGEST_TITLE:
        raise PackRefused(f"A title takes at most {LONGEST_TITLE} characters. Say it more shortly.")
    results = answers.nodes(sources, board)
    indicators = figures_of(wanted, rules)
    told = answers.stories(sources, board, [(one.id, "whole", "") for one in indicators])
    stories = [told[one.id, "whole", ""] for one in indicators]
    figures = _figures(sources, board, rules, stories)
    made = {
        BRIGHT: lambda: _bright(sources, board, rules),
        OUTCOMES: lambda: outcomes(results, rules, wanted.outcomes),
        CHANGED: lambda: changed(sources, board, rules, indicators, wanted.since),
        FIGURES: lambda: Section(FIGURES, PARTS[FIGURES], figures=figures),
        COVERAGE: lambda: coverage(sources, board, rules, stories),
        METHOD: lambda: _method(stories),
    }
    sections = tuple(made[part]() for part in PARTS if part in wanted.parts)
    title = wanted.title.strip() or pack_name(board.today)
    marks = _marks(stories) if FIGURES in wanted.parts else ()
    return Pack(title, overview_sentence(results, rules), sections, marks, stamp(sources, board, rules)).sealed()


def _figures(sources: Sources, view: View, rules: Framework, stories: Sequence[Story]) -> tuple[Figure, ...]:
    published = answers.publications(sources, view)
    return tuple(figure(one, rules, view.today, published.get(one.indicator.id)) for one in stories)


def _bright(sources: Sources, view: View, rules: Framework) -> Section:
    on_show = [one for one in answers.bright_spots(sources, view) if one.on_show]
    cards = tuple(_card(one, rules) for one in on_show)
    return Section(BRIGHT, PARTS[BRIGHT], (on_show_sentence(len(on_show), 0),), cards)


def _card(one: BrightSpot, rules: Framework) -> Lines:
    feature = next((each.name for each in rules.features if each.id == one.feature_id), one.feature_id)
    name = f"{rules.service[one.service_id].name}: {feature}"
    return Lines(name, spot_lines((one.done, one.changed, one.known_by), one.holds_until))


def _method(stories: Sequence[Story]) -> Section:
    notes = sorted({one.series.policy_note for one in stories if len(one.series.frame)})
    return Section(METHOD, PARTS[METHOD], (), (Lines("", (*HOW_MADE, *notes)),))


def _marks(stories: Sequence[Story]) -> tuple[tuple[str, str], ...]:
    """The marks that the figures use, and what each means."""
    used = [str(one or "") for story in stories for one in story.series.frame["marker"]]
    beside = [str(one or "") for story in stories if story.benchmark for one in story.benchmark.frame["marker"]]
    return tuple(legend([*used, *beside]).items())
