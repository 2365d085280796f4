"""A doubt names the row and asks; it never blocks, and a suite that cannot be run is never silent."""

import json
import socket
from datetime import date
from pathlib import Path
from string import Formatter
from time import perf_counter

import pandas as pd
import polars as pl
import pytest

from impact import plausibility
from impact.plausibility import PREPARED, SuiteFailed, doubts, prepared

SUITES = Path(__file__).resolve().parents[1] / "expectations"
NOTHING = pd.DataFrame()
ASK = "Is it right? If so, say why in the note; if not, send the row again, corrected."
NUMBERS = ("numerator", "denominator", "value", "n", "sd", "asked")
SPRING, SUMMER = date(2025, 4, 1), date(2025, 7, 1)
QUARTER_ENDS = {SPRING: date(2025, 6, 30), SUMMER: date(2025, 9, 30)}


def row(line: int, indicator_id: str, start: date = SUMMER, service_id: str = "SV05", **sent: float | str) -> dict:
    leading = next((letter for letter, name in (("E", "numerator"), ("G", "value")) if name in sent), "K")
    return {
        "line": line,
        "cell": f"{leading}{line}",
        "service_id": service_id,
        "indicator_id": indicator_id,
        "period_start": start,
        "period_end": QUARTER_ENDS[start],
        "period_kind": "quarter",
        "breakdown": sent.pop("breakdown", ""),
        **dict.fromkeys(NUMBERS),
        "marker": "",
        "note": "",
        **sent,
    }


def clean(*rows: dict) -> pl.DataFrame:
    """CLEAN ROWS, typed as the contract gives them."""
    kinds = {"line": pl.Int64, "period_start": pl.Date, "period_end": pl.Date, **dict.fromkeys(NUMBERS, pl.Float64)}
    return pl.DataFrame(list(rows), schema={name: kinds.get(name, pl.String) for name in row(1, "W01")})


def counts(*rows: dict) -> pd.DataFrame:
    """COUNTS, as the record gives them: pandas, dates as timestamps."""
    frame = clean(*rows).with_columns(pl.col("period_start", "period_end").cast(pl.Datetime))
    return frame.with_columns(observation_id=1, submission_id=1, sector_id=pl.lit("SEC2")).to_pandas()


def asked(rows: pl.DataFrame, previous: object, framework) -> list[tuple[int | None, str, str]]:
    return [(doubt.line, doubt.column, doubt.rule) for doubt in doubts(rows, previous, framework, SUITES)]


def test_a_usual_return_is_not_doubted(framework):
    rows = clean(row(2, "W01", numerator=50, denominator=80), row(3, "S02", value=70, n=30, sd=8))
    before = counts(row(2, "W01", SPRING, numerator=45, denominator=85), row(3, "S02", SPRING, value=66, n=28, sd=9))

    assert doubts(rows, before, framework, SUITES) == []
    assert doubts(rows, NOTHING, framework, SUITES) == []


def test_an_unusual_figure_is_asked_about_at_its_row(framework):
    rows = clean(
        row(2, "W12", numerator=200, denominator=1000),
        row(3, "S01", numerator=29, denominator=100),
        row(4, "S02", value=29, n=30, sd=8),
    )

    found = doubts(rows, NOTHING, framework, SUITES)

    titles = {name: framework.indicator[name].title for name in ("W12", "S01", "S02")}
    assert [str(doubt) for doubt in found] == [
        f"Row 2, column E (numerator): {titles['W12']} comes to 20 (% of available days); it is seldom above 15. {ASK}",
        "Row 3, column E (numerator): "
        f"{titles['S01']} comes to 29 (% of people who answered); it is seldom below 30. {ASK}",
        f"Row 4, column G (value): {titles['S02']} comes to 29 (score, 0 to 100); it is seldom below 30. {ASK}",
    ]
    assert not any(doubt.blocks for doubt in found)


def test_figures_on_the_query_bounds_are_not_doubted(framework):
    rows = clean(row(2, "W12", numerator=150, denominator=1000), row(3, "S01", numerator=30, denominator=100))

    assert doubts(rows, NOTHING, framework, SUITES) == []


@pytest.mark.parametrize(("base", "is_asked"), [(39, True), (40, False), (120, False), (121, True)])
def test_a_base_changed_by_more_than_half_is_asked_about(framework, base, is_asked):
    rows = clean(row(2, "W01", numerator=20, denominator=base))
    before = counts(row(9, "W01", SPRING, numerator=41, denominator=80))

    found = doubts(rows, before, framework, SUITES)

    said = (
        f"Row 2, column E (numerator): {framework.indicator['W01'].title} rests on {base} and rested on 80 in "
        "Apr to Jun 2025, a change of more than half. "
        "Did the service change so much? If so, say why in the note; if not, send the row again, corrected."
    )
    assert [str(doubt) for doubt in found] == ([said] if is_asked else [])


def test_bases_of_a_few_people_are_not_compared(framework):
    rows = clean(row(2, "W01", numerator=2, denominator=19), row(3, "S02", value=70, n=20, sd=8))
    before = counts(row(2, "W01", SPRING, numerator=2, denominator=4), row(3, "S02", SPRING, value=66, n=4, sd=9))

    assert asked(rows, before, framework) == [(3, "G", "base-changed")]


def test_the_period_before_may_stand_in_the_same_return(framework):
    rows = clean(
        row(2, "W01", SPRING, numerator=40, denominator=80), row(3, "W01", SUMMER, numerator=90, denominator=200)
    )

    assert asked(rows, NOTHING, framework) == [(3, "E", "base-changed")]


def test_a_corrected_row_is_not_compared_with_the_one_it_replaces(framework):
    rows = clean(row(2, "W01", numerator=40, denominator=80))
    before = counts(row(2, "W01", SUMMER, numerator=90, denominator=200))

    assert doubts(rows, before, framework, SUITES) == []


FIVE = ("W01", "W07", "S01", "S03", "S05")


def test_a_return_sent_twice_is_asked_about_once(framework):
    rows = clean(*(row(line, name, numerator=40, denominator=80) for line, name in enumerate(FIVE, start=2)))
    before = counts(*(row(9, name, SPRING, numerator=40, denominator=80) for name in FIVE))

    found = doubts(rows, before, framework, SUITES)

    assert [str(doubt) for doubt in found] == [
        "The file: All 5 rows of Health Visiting and School Nursing that can be compared hold the same numbers as "
        "the period before. Was the earlier return sent again by mistake? If so, send the new numbers; if not, "
        "say so in a note."
    ]


def test_one_new_number_or_few_rows_are_enough_to_be_believed(framework):
    same = [row(line, name, numerator=40, denominator=80) for line, name in enumerate(FIVE, start=2)]
    before = counts(*(row(9, name, SPRING, numerator=40, denominator=80) for name in FIVE))

    assert doubts(clean(*same[:4], {**same[4], "numerator": 41}), before, framework, SUITES) == []
    assert doubts(clean(*same[:4]), before, framework, SUITES) == []


def test_levels_and_evidence_may_stay_as_they_are(framework):
    names = ("L07", "L08", "L13", "E01", "E02", "E03")
    rows = clean(*(row(line, name, value=1) for line, name in enumerate(names, start=2)))
    before = counts(*(row(9, name, SPRING, value=1) for name in names))

    assert doubts(rows, before, framework, SUITES) == []


def test_a_return_of_zeros_is_asked_about_once_for_each_sender(framework):
    names = ("L10", "L12", "S07", "W07", "W03")
    zeros = [
        row(
            line,
            name,
            service_id=service,
            **({"value": 0} if name in names[:3] else {"numerator": 0, "denominator": 9}),
        )
        for line, (service, name) in enumerate(((s, n) for s in ("SV05", "SV06", "SV07") for n in names), start=2)
    ]
    zeros[-1]["numerator"] = 1

    found = doubts(clean(*zeros), NOTHING, framework, SUITES)

    assert [doubt.rule for doubt in found] == ["all-nought", "all-nought"]
    assert [doubt.remedy.split(" come to")[0] for doubt in found] == [
        "All 5 rows of Health Visiting and School Nursing",
        "All 5 rows of Children's Emotional Wellbeing Service",
    ]


def test_marks_in_place_of_numbers_are_not_doubted(framework):
    rows = clean(*(row(line, name, marker="c") for line, name in enumerate(FIVE, start=2)))
    before = counts(*(row(9, name, SPRING, marker="c") for name in FIVE))

    assert doubts(rows, before, framework, SUITES) == []


def test_published_figures_are_asked_of_their_publisher(framework):
    rows = clean(row(2, "P12", service_id="E08000005", value=1400.0), row(3, "W12", numerator=16, denominator=100))

    found = doubts(rows, NOTHING, framework, SUITES)

    assert [(doubt.line, doubt.rule) for doubt in found] == [(2, "unusually-high"), (3, "unusually-high")]
    assert "comes to 1,400 (per 100,000, age-standardised)" in found[0].remedy
    assert "publisher" in found[0].remedy
    assert "publisher" not in found[1].remedy


def test_more_rows_than_can_be_named_are_counted(framework, monkeypatch):
    monkeypatch.setattr(plausibility, "MOST_NAMED", 3)
    rows = clean(*(row(line, "W12", numerator=30, denominator=100, breakdown=f"{line}") for line in range(2, 12)))

    found = doubts(rows, NOTHING, framework, SUITES)

    assert [doubt.line for doubt in found] == [None, 2, 3, 4]
    assert found[0].remedy == f"The same is asked of 7 more rows. {ASK}"


def test_the_record_may_answer_in_polars_or_pandas(framework):
    rows = clean(row(2, "W01", numerator=20, denominator=30))
    before = counts(row(9, "W01", SPRING, numerator=41, denominator=80))

    assert asked(rows, before, framework) == asked(rows, pl.from_pandas(before), framework) != []
    assert asked(rows, before.iloc[:0], framework) == asked(rows, pl.from_pandas(before).clear(), framework) == []


SUITE_FILES = sorted(SUITES.glob("*.json"))


def expectations() -> list[tuple[str, dict]]:
    return [(path.stem, one) for path in SUITE_FILES for one in json.loads(path.read_text("utf-8"))["expectations"]]


def test_there_is_one_suite_for_each_kind_of_return():
    names = {path.stem: json.loads(path.read_text(encoding="utf-8"))["name"] for path in SUITE_FILES}

    assert names == {name: name for name in (plausibility.SERVICE_RETURN, plausibility.PUBLISHED_RETURN)}


@pytest.mark.parametrize(("suite", "one"), expectations(), ids=lambda part: part if isinstance(part, str) else "")
def test_a_suite_holds_only_to_columns_and_names_that_exist(suite, one):
    judged = {cell for key, cell in one["kwargs"].items() if key.startswith("column")}
    named = {name for _, name, _, _ in Formatter().parse(one["meta"]["question"]) if name}

    assert judged and judged <= set(PREPARED)
    assert named <= {*PREPARED, "previous_period"}
    assert one["severity"] == "warning"
    assert one["meta"]["about"] in ("row", "sender")
    assert "?" in one["meta"]["remedy"]


def test_the_prepared_columns_are_those_promised(framework):
    frame = prepared(clean(row(2, "W01", numerator=20, denominator=30)), NOTHING, framework)

    assert tuple(frame.columns) == PREPARED


def test_an_expectation_that_cannot_be_run_is_an_error(framework, tmp_path):
    suite = json.loads((SUITES / "service_return.json").read_text(encoding="utf-8"))
    suite["expectations"][2]["kwargs"]["column"] = "no_such_column"
    (tmp_path / "service_return.json").write_text(json.dumps(suite), encoding="utf-8")

    with pytest.raises(SuiteFailed, match="'base-changed' could not be run"):
        doubts(clean(row(2, "W01", numerator=20, denominator=30)), NOTHING, framework, tmp_path)


def test_doubting_is_silent_offline_and_leaves_nothing_behind(framework, tmp_path, monkeypatch, capfd):
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    plausibility.warm()
    for path in SUITE_FILES:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    found = doubts(clean(row(2, "W12", numerator=30, denominator=100)), NOTHING, framework, tmp_path)

    assert len(found) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [path.name for path in SUITE_FILES]
    assert capfd.readouterr() == ("", "")


def test_a_return_of_usual_size_is_doubted_within_seconds(framework):
    names = [one.id for one in framework.indicators if one.measure == "proportion" and one.fed_by != "published"]
    rows = clean(*(row(line, name, numerator=5, denominator=10) for line, name in enumerate(names * 5, start=2)))
    plausibility.warm()

    begun = perf_counter()
    doubts(rows, NOTHING, framework, SUITES)

    assert perf_counter() - begun < 5  # measured 0.1 s; slack for a busy machine
