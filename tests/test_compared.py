"""A return beside what was known: every row is new, changed or the same, and what is missing is named and stays."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frames import polars_table
from impact.columns import NUMBERS
from impact.compared import KNOWN, LAST_TIME, SAID, Compared, changed_as_json, compare
from impact.periods import QUARTER, TERM, between
from impact.projection import COUNTS, KEY
from impact.store import CLEAN_SCHEMA
from impact.words.compared import compared_sentence, missing_sentence

COUNTS_SCHEMA = {"observation_id": pl.Int64, "submission_id": pl.Int64, "sector_id": pl.String, **CLEAN_SCHEMA}


def sent(drawn: str) -> pl.DataFrame:
    """CLEAN ROWS from a drawing; a quarter unless it says otherwise, lines as drawn."""
    table = polars_table(drawn)
    starts = table["period_start"].to_list()
    ends = [next(one.end for one in between(day, date(2030, 1, 1), QUARTER)) for day in starts]
    told = {"period_kind": QUARTER, "breakdown": "", "marker": "", "note": "", **dict.fromkeys(NUMBERS)}
    blanks = [pl.lit(told[name]).alias(name) for name in told if name not in table.columns]
    lines = pl.int_range(2, table.height + 2, dtype=pl.Int64, eager=True)
    whole = table.with_columns(*blanks, pl.Series("period_end", ends), line=lines, cell=pl.format("E{}", lines))
    texts = pl.col("marker", "note", "breakdown").fill_null("")
    return whole.select(pl.col(name).cast(kind) for name, kind in CLEAN_SCHEMA.items()).with_columns(texts)


def known(rows: pl.DataFrame) -> pl.DataFrame:
    """COUNTS in which these rows are what is known."""
    about = [pl.lit(1, pl.Int64).alias("submission_id"), pl.lit("SEC1").alias("sector_id")]
    return rows.with_columns(*about, observation_id=pl.int_range(rows.height, dtype=pl.Int64)).select(COUNTS)


BEFORE = """
    service_id | indicator_id | period_start | numerator | denominator | marker
    SV01       | A            | 2026-04-01   |        10 |          20 |
    SV01       | B            | 2026-04-01   |           |             | c
    SV01       | C            | 2026-04-01   |         5 |          50 |
    SV01       | A            | 2026-01-01   |         9 |          20 |
    SV01       | D            | 2026-01-01   |         3 |          30 |
    SV02       | A            | 2026-04-01   |         7 |          70 |
"""


def test_rows_are_new_changed_or_the_same():
    rows = sent("""
        service_id | indicator_id | period_start | numerator | denominator | marker
        SV01       | A            | 2026-04-01   |        10 |          20 |
        SV01       | B            | 2026-04-01   |           |             | c
        SV01       | C            | 2026-04-01   |         6 |          50 |
        SV01       | E            | 2026-04-01   |         1 |           2 |
    """)

    found = compare(rows, known(sent(BEFORE)))

    assert (found.new, found.changed, found.unchanged) == (1, 1, 2)
    assert found.new_rows.rows() == rows[3:].rows()


def test_a_changed_row_shows_old_and_new_side_by_side_with_its_line_and_cell():
    rows = sent("""
        service_id | indicator_id | period_start | numerator | denominator | note
        SV01       | B            | 2026-04-01   |         8 |          20 | counted again
    """)

    row = compare(rows, known(sent(BEFORE))).changed_rows.row(0, named=True)

    assert (row["line"], row["cell"], row["indicator_id"]) == (2, "E2", "B")
    beside = {name: (row[f"{name}_before"], row[name]) for name in ("numerator", "denominator", "marker", "note")}
    assert beside == {
        "numerator": (None, 8),
        "denominator": (None, 20),
        "marker": ("c", ""),
        "note": ("", "counted again"),
    }


def test_changed_rows_are_told_to_a_program_with_what_was_said_before_beside_now():
    rows = sent("""
        service_id | indicator_id | period_start | numerator | denominator | note
        SV01       | B            | 2026-04-01   |         8 |          20 | counted again
    """)

    (told,) = changed_as_json(compare(rows, known(sent(BEFORE))))

    blank = dict.fromkeys(("value", "n", "sd", "asked"))
    assert told == {
        "line": 2,
        "cell": "E2",
        "service_id": "SV01",
        "indicator_id": "B",
        "period": "2026-27 Q1",
        "period_kind": "quarter",
        "period_start": date(2026, 4, 1),
        "period_end": date(2026, 6, 30),
        "breakdown": "",
        "changed": ["numerator", "denominator", "marker", "note"],
        "before": {"numerator": None, "denominator": None, **blank, "marker": "c", "note": ""},
        "now": {"numerator": 8, "denominator": 20, **blank, "marker": "", "note": "counted again"},
    }
    assert changed_as_json(Compared()) == []


@pytest.mark.parametrize("name", SAID)
def test_a_change_in_any_part_of_a_row_is_a_change(name):
    rows = sent("""
        service_id | indicator_id | period_start | numerator
        SV01       | A            | 2026-04-01   |         9
    """)
    other = pl.lit("p" if name in ("marker", "note") else 1234.5)

    assert compare(rows.with_columns(other.alias(name)), known(rows)).changed == 1


def test_a_row_of_this_period_that_is_not_sent_again_is_missing_and_so_is_one_of_the_period_before():
    rows = sent("""
        service_id | indicator_id | period_start | numerator | denominator
        SV01       | A            | 2026-04-01   |        10 |          20
    """)

    found = compare(rows, known(sent(BEFORE))).missing_rows

    assert found.select("indicator_id", "period_start", "period_end", "why", "numerator", "marker").rows() == [
        ("B", date(2026, 4, 1), date(2026, 6, 30), KNOWN, None, "c"),
        ("C", date(2026, 4, 1), date(2026, 6, 30), KNOWN, 5, ""),
        ("D", date(2026, 4, 1), date(2026, 6, 30), LAST_TIME, 3, ""),
    ]


def test_what_is_known_for_this_period_is_not_missing_since_the_last():
    before = sent("""
        service_id | indicator_id | period_start | numerator
        SV01       | A            | 2026-01-01   |         1
        SV01       | B            | 2026-01-01   |         2
        SV01       | B            | 2026-04-01   |         3
    """)
    rows = sent("""
        service_id | indicator_id | period_start | numerator
        SV01       | A            | 2026-04-01   |         4
    """)

    found = compare(rows, known(before)).missing_rows

    assert found.select("indicator_id", "why", "numerator").rows() == [("B", KNOWN, 3)]


def test_a_file_of_two_periods_is_held_to_its_own_first_period():
    rows = sent("""
        service_id | indicator_id | period_start | numerator
        SV01       | A            | 2026-01-01   |         1
        SV01       | B            | 2026-01-01   |         2
        SV01       | A            | 2026-04-01   |         3
    """)

    found = compare(rows, known(rows.clear()))

    assert found.missing_rows.select("indicator_id", "period_start", "why", "numerator").rows() == [
        ("B", date(2026, 4, 1), LAST_TIME, 2)
    ]
    assert (found.new, found.missing) == (3, 1)


def test_another_service_another_kind_of_period_and_an_older_period_are_not_missed():
    before = pl.concat([sent(BEFORE), sent(BEFORE).with_columns(period_kind=pl.lit(TERM), indicator_id=pl.lit("Z"))])
    rows = sent("""
        service_id | indicator_id | period_start | numerator
        SV02       | A            | 2026-10-01   |        10
    """)

    assert compare(rows, known(before.unique(KEY))).missing == 0


def test_a_return_without_rows_beside_nothing_is_nothing():
    nothing = sent(BEFORE).clear()

    found = compare(nothing, known(nothing))

    assert (found.new, found.changed, found.unchanged, found.missing) == (0, 0, 0, 0)


def test_without_comparing_there_are_counts_and_no_rows():
    assert (Compared(new=3).new, Compared().missing_rows.height) == (3, 0)


services, indicators = st.sampled_from(["SV01", "SV02"]), st.sampled_from("ABC")
periods = st.sampled_from(
    [*between(date(2025, 7, 1), date(2026, 6, 30), QUARTER), *between(date(2025, 9, 1), date(2026, 8, 31), TERM)]
)
cells = st.tuples(services, indicators, periods, st.sampled_from(["", "girls"]))
returns = st.dictionaries(cells, st.tuples(st.sampled_from([None, 1.0, 2.0]), st.sampled_from(["", "c"])), max_size=12)


def as_rows(cells: dict[Any, Any]) -> pl.DataFrame:
    told = [
        {
            **{"line": at, "cell": f"E{at}", "service_id": service, "indicator_id": indicator, "breakdown": breakdown},
            **{"period_start": period.start, "period_end": period.end, "period_kind": period.kind},
            **{"numerator": number, "marker": marker, "note": ""},
        }
        for at, ((service, indicator, period, breakdown), (number, marker)) in enumerate(cells.items())
    ]
    return pl.DataFrame(told, schema=CLEAN_SCHEMA)


@settings(deadline=None, max_examples=150)
@given(returns, returns)
def test_the_comparison_agrees_with_plain_loops(before: dict[Any, Any], now: dict[Any, Any]) -> None:
    found = compare(as_rows(now), known(as_rows(before)))

    new = {key for key in now if key not in before}
    changed = {key for key in now if key in before and before[key] != now[key]}
    assert (found.new, found.changed, found.unchanged) == (len(new), len(changed), len(now) - len(new) - len(changed))
    assert sorted(found.missing_rows.select(*KEY, "why", "numerator").rows()) == sorted(slow_twin(before, now))


def slow_twin(before: dict[Any, Any], now: dict[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows of `missing_rows`: key, why, and what was last said."""
    missing = []
    either = before | now
    for service, period in {(service, period) for service, _, period, _ in now}:
        for indicator in "ABC":
            for breakdown in ("", "girls"):
                here, last = ((service, indicator, one, breakdown) for one in (period, period.previous()))
                key = (service, indicator, period.start, period.kind, breakdown)
                if here in now:
                    continue
                if here in before:
                    missing.append((*key, KNOWN, before[here][0]))
                elif last in either:
                    missing.append((*key, LAST_TIME, either[last][0]))
    return missing


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((3, 1, 26), "3 rows are new, 1 row changes and 26 rows stay as they are."),
        ((0, 0, 1), "No row is new, no row changes and 1 row stays as it is."),
        ((1, 2, 0), "1 row is new, 2 rows change and no row stays as it is."),
    ],
)
def test_what_a_return_brings_is_said_in_one_sentence(counts, said):
    assert compared_sentence(*counts) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((0, 0), ""),
        ((1, 0), "1 row known for the same period is not in this return and stays as it is: nothing is deleted."),
        ((0, 1), "1 row was sent for the period before and is not sent now."),
        (
            (4, 2),
            "4 rows known for the same period are not in this return and stay as they are: nothing is deleted. "
            "2 rows were sent for the period before and are not sent now.",
        ),
    ],
)
def test_what_a_return_does_not_hold_is_said_and_that_nothing_is_deleted(counts, said):
    assert missing_sentence(*counts) == said
