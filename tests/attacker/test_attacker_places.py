"""The intruder in both places: the demonstration borough, and England with the real marks of its publisher."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter

import pandas as pd
import pytest

from impact.answers.figures import computed
from impact.audit import Audited, audit, collect, days_worth_a_look, finding_sentence, guarded, judge, snapshot
from impact.audit.snapshots import Snapshot
from impact.loading import load_place
from impact.sources import Sources, View, end_of, framework, open_sources, view_on
from publishing import few_only
from records import BOROUGH, CHILDREN, DATA, NOW, TODAY

OURS, THEIRS = "trauma-informed-borough", "england-children"


@pytest.fixture(scope="module")
def borough(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sources]:
    """Every return of the demonstration borough, and everything published for it."""
    yield from loaded(tmp_path_factory.mktemp("borough"), BOROUGH, [DATA / "demo" / "returns", DATA / "published"])


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sources]:
    """Everything published about England's authorities."""
    yield from loaded(tmp_path_factory.mktemp("country"), CHILDREN, [CHILDREN / "returns"])


def loaded(home: Path, rules: Path, folders: list[Path]) -> Iterator[Sources]:
    sources = open_sources(home)
    assert all(receipt.kept for receipt in load_place(sources, rules, folders, NOW))
    yield sources
    sources.engine.dispose()


def test_nothing_hidden_in_the_borough_can_be_worked_out_from_all_that_is_shown(borough, capsys) -> None:
    start = perf_counter()
    view = view_on(OURS, TODAY)
    done = audit(borough, view)
    seconds = perf_counter() - start

    with capsys.disabled():
        found, asked = len(done.verdict.findings), done.verdict.asked
        print(f"\nborough: {asked} hidden figures, {done.shown} shown, {len(done.days)} days, {seconds:.0f} s: {found}")
    rules = framework(borough, view)
    assert done.unread == 0
    assert done.verdict.contradictory == ()
    assert [finding_sentence(one, rules) for one in done.verdict.findings] == []


def test_without_its_second_half_the_gate_gives_hundreds_away_and_what_is_told_is_true(borough) -> None:
    days = days_worth_a_look(borough, view_on(OURS, TODAY), 2)
    verdict = judge(collect([unguarded(borough, day) for day in days]))

    assert verdict.contradictory == ()
    assert len([one for one in verdict.findings if one.exact and one.scope_kind == "service"]) > 100
    tables = [true_numbers(borough, day) for day in days]
    for one in verdict.findings:
        key = (one.scope_kind, one.scope_id, one.indicator_id, pd.Timestamp(one.period_start), one.period_kind)
        numbers = [table.loc[key, one.what] for table in tables if key in table.index]
        assert any(one.low - 0.5 <= number <= one.high + 0.5 for number in numbers), one


def unguarded(sources: Sources, day: date) -> Snapshot:
    """What would be shown on a day if every row were looked at by itself alone."""
    view = view_on(OURS, TODAY)
    rules = framework(sources, view)
    then = View(OURS, day, end_of(day))
    shown = few_only(computed(sources, then, rules, guarded(rules)), rules)
    kept = snapshot(sources, view, day, guarded(rules))
    return Snapshot(day, rules, shown, kept.versions, kept.changed, kept.areas)


def true_numbers(sources: Sources, day: date) -> pd.DataFrame:
    """What is really counted in each figure, as known on a day: by place and period, "count", "group", "other side"."""
    then = View(OURS, day, end_of(day))
    rules = framework(sources, then)
    table = computed(sources, then, rules, guarded(rules))
    measure = table.indicator_id.map({one.id: one.measure for one in rules.indicators})
    split, counted = measure.isin(("proportion", "rate")), measure == "count"
    count = table.numerator.where(split, table.value.where(counted, table.n))
    numbers = table.assign(**{"count": count, "group": table.denominator, "other side": table.denominator - count})
    return numbers.set_index(["scope_kind", "scope_id", "indicator_id", "period_start", "period_kind"]).sort_index()


@pytest.fixture(scope="module")
def of_england(country) -> Audited:
    """What an intruder makes of England's figures as they are known today."""
    return audit(country, view_on(THEIRS, TODAY), [TODAY])


def test_of_england_nothing_more_can_be_worked_out_than_its_publisher_gives_away(of_england, capsys) -> None:
    done, findings = of_england, of_england.verdict.findings

    with capsys.disabled():
        many = Counter(one.indicator_id for one in findings)
        print(f"\nEngland: {len(findings)} of {done.verdict.asked} hidden numbers narrowed by totals: {dict(many)}")
    assert done.verdict.contradictory == ()
    assert [one for one in findings if not one.publishers] == []
    assert findings, "regional totals are rounded to ten, and that is too little for some of the hidden numbers"


def test_a_region_beside_its_authorities_narrows_the_one_that_is_hidden(country, of_england) -> None:
    """By hand: what is left of the region's referrals in a month is within five of the only hidden number."""
    view = view_on(THEIRS, TODAY)
    rules = framework(country, view)
    counts = country.projection.counts(THEIRS, {one.id: one.sector for one in rules.services}, None, ["C02"])
    table = counts.collect().to_pandas()
    (found,) = (
        one
        for one in of_england.verdict.findings
        if (one.indicator_id, one.scope_id, one.period_start) == ("C02", "E09000001", date(2012, 6, 1))
    )

    month = table[pd.to_datetime(table.period_start) == pd.Timestamp(2012, 6, 1)]
    london = month[month.service_id == "E12000007"].value.iloc[0]
    left = london - month[month.sector_id == "E12000007"].value.sum()

    assert found.low == 1
    assert found.high == left + 5
