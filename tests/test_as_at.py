"""What was known at a moment comes back exactly, whatever came in later."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from impact import answers, store
from impact.answers import Sources, View, open_sources
from impact.framework import Framework, Target, fingerprint, load, to_json
from impact.periods import between
from impact.sources import end_of
from records import BOROUGH

RULES = load(BOROUGH)
START = datetime(2026, 8, 1, 9, tzinfo=UTC)
TODAY = date(2026, 11, 22)
QUARTERS = between(date(2025, 10, 1), date(2026, 6, 30), "quarter")
TERMS = between(date(2025, 9, 1), date(2026, 3, 31), "term")
SENDERS = {"SV01": TERMS, "SV05": QUARTERS, "SV06": QUARTERS}
INDICATORS = ("W01", "S01")

_ROW = st.sampled_from(sorted(SENDERS)).flatmap(
    lambda service: st.tuples(
        st.just(service), st.sampled_from(INDICATORS), st.sampled_from(SENDERS[service]), st.integers(0, 200)
    )
)
RETURNS = st.lists(
    st.lists(_ROW, min_size=1, max_size=6, unique_by=lambda row: row[:3]),
    min_size=1,
    max_size=4,
)


def frame(rows) -> pl.DataFrame:
    """CLEAN ROWS of some (service, indicator, period, numerator), of 200 each; a numerator of 200 is a mark."""
    clean = [
        (line, f"E{line}", service, indicator, period.start, period.end, period.kind, "")
        + ((None,) * 6 + ("c", "") if numerator == 200 else (numerator, 200.0, *(None,) * 4, "", ""))
        for line, (service, indicator, period, numerator) in enumerate(rows, start=2)
    ]
    return pl.DataFrame(clean, schema=store.CLEAN_SCHEMA, orient="row")


def send(sources: Sources, number: int, rows) -> datetime:
    """Keep a return and answer when it was received, one day after the one before."""
    parcel = store.Parcel(
        RULES.id, fingerprint(RULES), "SV05", "an analyst", "q.csv", f"{number}".encode(), "utf-8", ",", frame(rows)
    )
    return store.keep(sources.engine, parcel, START + timedelta(days=number)).received_at


def adopted(sources: Sources, rules: Framework, now: datetime) -> None:
    store.keep_framework(sources.engine, rules.id, fingerprint(rules), rules.effective, to_json(rules), now)


def aiming_at(value: float) -> Framework:
    """The borough's framework with another level to aim for in S01."""
    target = Target(start=date(2023, 10, 1), style="level", value=value)
    changed = RULES.indicator["S01"].model_copy(update={"targets": (target,)})
    others = tuple(changed if one.id == "S01" else one for one in RULES.indicators)
    return Framework.model_validate({**RULES.model_dump(), "indicators": others})


def known(sources: Sources, as_at: datetime | None) -> pd.DataFrame:
    return answers.figures(sources, View(RULES.id, TODAY, as_at)).frame


def told(sources: Sources, as_at: datetime | None) -> tuple:
    """Every other answer at a moment: a story, the calendar, the returns, an outcome, a trace."""
    view = View(RULES.id, TODAY, as_at)
    story = answers.story(sources, view, answers.framework(sources, view).indicator["S01"])
    calendar = [one for one in answers.calendar(sources, view) if one.received]
    nodes = [(one.node_id, one.word, one.reason) for one in answers.nodes(sources, view)]
    received = answers.received(sources, view)[["id", "received_at"]].to_dict("records")
    return story.sentence, story.target, story.coverage, calendar, received, nodes


@settings(deadline=None, max_examples=8)
@given(RETURNS, st.data())
def test_every_earlier_moment_is_shown_again_exactly(sent, data):
    with TemporaryDirectory() as folder:
        sources = open_sources(Path(folder))
        changes = data.draw(st.dictionaries(st.integers(0, len(sent) - 1), st.integers(60, 95)))
        adopted(sources, RULES, START - timedelta(days=1))
        snapshots = []
        for number, rows in enumerate(sent):
            moment = send(sources, number, rows)
            if number in changes:
                moment += timedelta(hours=1)
                adopted(sources, aiming_at(changes[number]), moment)
            snapshots.append((moment, known(sources, None), told(sources, None)))

        again = [(known(sources, moment), told(sources, moment)) for moment, _, _ in snapshots]

        for (_, figures, answered), (figures_again, answered_again) in zip(snapshots, again, strict=True):
            pd.testing.assert_frame_equal(figures_again, figures, check_exact=True)
            assert answered_again == answered
        sources.engine.dispose()


@settings(deadline=None, max_examples=6)
@given(RETURNS, st.integers(0, 5))
def test_a_projection_made_anew_tells_the_same(sent, step):
    with TemporaryDirectory() as folder:
        sources = open_sources(Path(folder))
        adopted(sources, RULES, START)
        moments = [send(sources, number, rows) for number, rows in enumerate(sent)]
        as_at = moments[min(step, len(moments) - 1)]
        before = known(sources, as_at)

        sources.projection.rebuild(RULES.id)

        pd.testing.assert_frame_equal(known(sources, as_at), before, check_exact=True)
        sources.engine.dispose()


def test_a_target_changed_later_does_not_change_an_earlier_story(tmp_path: Path):
    sources = open_sources(tmp_path)
    adopted(sources, RULES, START)
    received = send(sources, 0, [("SV05", "S01", QUARTERS[-1], 120)])
    before = told(sources, None)

    adopted(sources, aiming_at(60), received + timedelta(days=30))

    assert told(sources, received + timedelta(days=29)) == before
    assert (before[1], told(sources, None)[1]) == (85, 60)
    assert "The target is 60%" in told(sources, None)[0]


def test_a_policy_changed_later_does_not_show_an_earlier_hidden_figure(tmp_path: Path):
    sources = open_sources(tmp_path)
    adopted(sources, RULES, START)
    received = send(sources, 0, [("SV05", "S01", QUARTERS[-1], 3)])
    open_to_all = [one.model_copy(update={"smallest_shown": 1}) for one in RULES.policies]

    adopted(sources, Framework.model_validate({**RULES.model_dump(), "policies": open_to_all}), START.replace(day=20))

    assert set(known(sources, received).value.notna()) == {False}
    assert known(sources, None).value.tolist() == [1.5, 1.5, 1.5]


def test_a_revision_is_known_from_the_moment_it_came(tmp_path: Path):
    sources = open_sources(tmp_path)
    adopted(sources, RULES, START)
    send(sources, 0, [("SV05", "S01", QUARTERS[-1], 100)])
    revised = send(sources, 1, [("SV05", "S01", QUARTERS[-1], 120)])

    just_before = known(sources, revised - timedelta(microseconds=1))

    assert just_before[just_before.scope_kind == "sector"].value.tolist() == [50]
    assert known(sources, revised).query("scope_kind == 'sector'").value.tolist() == [60]


def test_a_day_shows_all_that_came_in_on_it(tmp_path: Path):
    sources = open_sources(tmp_path)
    adopted(sources, RULES, START)
    received = send(sources, 0, [("SV05", "S01", QUARTERS[-1], 100)])

    assert len(known(sources, end_of(received.date()))) == 3
    assert known(sources, end_of(received.date() - timedelta(days=1))).empty
