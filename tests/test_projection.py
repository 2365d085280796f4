"""The projection tells what was known at a moment, and can be thrown away."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from impact.projection import KEY, Projection
from impact.store import CLEAN_SCHEMA

START = datetime(2025, 1, 1, tzinfo=UTC)
QUARTER = (date(2025, 1, 1), date(2025, 3, 31), "quarter")
REST = (50.0, None, None, None, None, "", "")
BELONGS = {"SV01": "SEC1", "SV02": "SEC2"}


def days(number: int) -> datetime:
    return START + timedelta(days=number)


class Returns:
    """A stand-in for the record: returns in the order they came, one day apart."""

    def __init__(self, *returns: list[tuple[str, str, float]], name: str = "a") -> None:
        self.returns = list(returns)
        self.name = name

    def rows_after(self, _: str, newest: int) -> pl.DataFrame:
        schema = {"observation_id": pl.Int64, "submission_id": pl.Int64, **CLEAN_SCHEMA}
        rows = [
            (number * 100 + line, number, line, "E2", service, indicator, *QUARTER, "", count, *REST, days(number))
            for number, sent in enumerate(self.returns, start=1)
            for line, (service, indicator, count) in enumerate(sent, start=2)
            if number > newest
        ]
        return pl.DataFrame(rows, schema={**schema, "known_from": pl.Datetime("us", "UTC")}, orient="row")

    def chain_at(self, _: str, submission: int) -> str | None:
        return f"{self.name}{submission:015d}" if submission <= len(self.returns) else None

    def projection(self, folder: Path) -> Projection:
        return Projection(folder, self.rows_after, self.chain_at)


def known(projection: Projection, day: int | None, **only: list[str]) -> dict[tuple[str, str], float]:
    as_at = None if day is None else START + timedelta(days=day)
    frame = projection.counts("borough", BELONGS, as_at, **only).collect().to_native().to_pylist()
    return {(row["service_id"], row["indicator_id"]): row["numerator"] for row in frame}


def test_a_later_return_stands_in_place_of_an_earlier_one_row_by_row(tmp_path: Path) -> None:
    returns = Returns([("SV01", "W01", 10), ("SV01", "W07", 20)], [("SV01", "W01", 12)])
    projection = returns.projection(tmp_path)

    told = {day: known(projection, day) for day in (0, 1, 2, None)}

    assert told[0] == {}
    assert told[1] == {("SV01", "W01"): 10, ("SV01", "W07"): 20}
    assert told[2] == told[None] == {("SV01", "W01"): 12, ("SV01", "W07"): 20}


def test_each_row_names_the_sector_of_its_service(tmp_path: Path) -> None:
    projection = Returns([("SV01", "W01", 10), ("E08000005", "P01", 5)]).projection(tmp_path)

    rows = projection.counts("borough", BELONGS).collect().to_native().to_pylist()

    assert {row["service_id"]: row["sector_id"] for row in rows} == {"SV01": "SEC1", "E08000005": None}


def test_only_what_is_asked_for_is_read(tmp_path: Path) -> None:
    projection = Returns([("SV01", "W01", 10), ("SV02", "W01", 11), ("SV02", "W07", 12)]).projection(tmp_path)

    assert known(projection, None, indicators=["W01"], services=["SV02"]) == {("SV02", "W01"): 11}


def test_whoever_works_on_all_rows_reads_the_very_same(tmp_path: Path) -> None:
    returns = Returns([("SV01", "W01", 10), ("SV02", "W07", 20), ("E08000005", "P01", 5)], [("SV01", "W01", 12)])
    projection = returns.projection(tmp_path)

    for day in (0, 1, 2, None):
        for indicators in (None, ["W01"], ["W01", "P01"], []):
            asked = ("borough", BELONGS, None if day is None else days(day), indicators)
            asked_for, scanned = (way(*asked).collect("polars") for way in (projection.counts, projection.scanned))
            assert_frame_equal(scanned.to_native(), asked_for.to_native(), check_row_order=False)


def test_a_new_return_is_seen_at_once(tmp_path: Path) -> None:
    returns = Returns([("SV01", "W01", 10)])
    projection = returns.projection(tmp_path)
    known(projection, None)

    returns.returns.append([("SV01", "W01", 13)])

    assert known(projection, None) == {("SV01", "W01"): 13}


def test_the_copy_of_another_record_is_never_read(tmp_path: Path) -> None:
    known(Returns([("SV01", "W01", 10)], [("SV01", "W01", 11)], name="a").projection(tmp_path), None)

    other = Returns([("SV01", "W01", 77)], name="b").projection(tmp_path)

    assert known(other, None) == {("SV01", "W01"): 77}


def test_when_a_service_first_sent_a_period_outlives_its_revisions(tmp_path: Path) -> None:
    returns = Returns([("SV01", "W01", 10)], [("SV01", "W01", 12), ("SV01", "W07", 5)])
    projection = returns.projection(tmp_path)

    receipts = projection.receipts("borough")

    assert receipts.select("service_id", "submission_id", "rows").rows() == [("SV01", 1, 2)]
    assert projection.receipts("borough", START + timedelta(days=1))["rows"].to_list() == [1]


SENT = st.lists(
    st.lists(
        st.tuples(st.sampled_from(["SV01", "SV02"]), st.sampled_from(["W01", "W07"]), st.integers(0, 50)),
        unique_by=lambda row: row[:2],
        min_size=1,
    ),
    min_size=1,
    max_size=6,
)


@settings(deadline=None, max_examples=40)
@given(SENT, st.data())
def test_what_was_known_at_a_moment_never_changes_afterwards(
    sent: list[list[tuple[str, str, float]]], data: st.DataObject
) -> None:
    day = data.draw(st.integers(0, len(sent)))
    then = Returns(*sent[:day]) if day else None
    expected = known(then.projection(Path(mkdtemp())), None) if then else {}

    grown = Returns(*sent[:1])
    projection = grown.projection(Path(mkdtemp()))
    for later in sent[1:]:
        known(projection, None)
        grown.returns.append(later)

    assert known(projection, day) == expected
    newest = pl.read_parquet(projection.refresh("borough")).filter(pl.col("known_to").is_null())
    assert newest.select(KEY).is_unique().all()
