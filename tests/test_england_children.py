"""The second framework: England's authorities, from published figures alone."""

import csv
from datetime import date
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from impact import periods
from impact.contract import check
from impact.framework import load
from impact.framework.lint import lint
from impact.problems import ImpactError
from impact.reading import read_table
from impact.recipes import Built, build_returns
from impact.tidy import tidy

REPO = Path(__file__).resolve().parents[1]
RAW = REPO.parent / "shared" / "data" / "real"
FOLDER = REPO / "data" / "frameworks" / "england-children"
RETURNS = FOLDER / "returns"
NORTH_WEST, ENGLAND, ROCHDALE = "E12000002", "E92000001", "E08000005"

needs_raw = pytest.mark.skipif(
    not RAW.is_dir(), reason="The publishers' files are not here: put them in ../shared/data/real."
)

COUNTRY = load(FOLDER)


def rows_of(folder: Path) -> pl.DataFrame:
    files = [path for path in folder.glob("*.csv") if path.name not in ("manifest.csv", "refused.csv")]
    rows = pl.concat(pl.read_csv(path, infer_schema=False) for path in files)
    return rows.with_columns(pl.col("numerator", "denominator", "value").cast(pl.Float64))


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, pl.DataFrame]:
    """Every authority's figures, built from the publishers' files."""
    folder = tmp_path_factory.mktemp("country")
    return build_returns(FOLDER, RAW, folder), rows_of(folder)


def test_every_authority_stands_in_one_of_nine_regions() -> None:
    assert len(COUNTRY.sectors) == 9
    assert {one.sector for one in COUNTRY.services} == set(COUNTRY.sector)
    assert len([one for one in COUNTRY.services if one.left is None]) == 153
    assert not any(one.invented for one in COUNTRY.services)
    assert COUNTRY.demonstration == ""


def test_england_and_the_regions_are_published_areas_and_no_services() -> None:
    assert COUNTRY.benchmark is not None and COUNTRY.benchmark.id == ENGLAND
    assert [one.id for one in COUNTRY.areas if "region" in one.roles] == [one.id for one in COUNTRY.sectors]
    assert not set(COUNTRY.area) & set(COUNTRY.service)


def test_every_arrow_joins_two_boxes_and_every_indicator_has_one() -> None:
    nodes = set(COUNTRY.node)

    assert {end for link in COUNTRY.links for end in (link.source, link.target)} <= nodes
    assert {one.node for one in COUNTRY.indicators} <= nodes
    assert {node.horizon for node in COUNTRY.nodes} == {one.id for one in COUNTRY.horizons}
    assert {f"LO{number}" for number in range(1, 6)} <= nodes


def test_a_scored_box_rests_on_a_scored_indicator_with_a_direction() -> None:
    scored = {one.node for one in COUNTRY.indicators if one.scored and one.direction != "none"}

    assert {node.id for node in COUNTRY.nodes if node.scored} == scored


def test_targets_are_set_only_where_there_is_a_good_direction() -> None:
    assert all(bool(one.targets) == (one.direction != "none") for one in COUNTRY.indicators)


def test_england_is_not_asked_to_match_itself() -> None:
    assert not any(target.area for one in COUNTRY.indicators for target in one.targets)


def test_the_kept_returns_hold_every_authority_and_every_published_area() -> None:
    kept = set(rows_of(RETURNS)["service_id"])

    assert kept == set(COUNTRY.service) | set(COUNTRY.area)


@needs_raw
def test_a_build_may_be_confined_to_one_region(tmp_path: Path) -> None:
    build_returns(FOLDER, RAW, tmp_path, only_sectors={NORTH_WEST})

    region = {one.id for one in COUNTRY.services_of(NORTH_WEST)}

    assert set(rows_of(tmp_path)["service_id"]) == region | set(COUNTRY.area)


def test_every_kept_row_is_of_a_known_indicator_and_its_own_kind_of_period() -> None:
    rows = rows_of(RETURNS)

    assert set(rows["indicator_id"]) == set(COUNTRY.indicator)
    for indicator, period in rows.select("indicator_id", "period").unique().iter_rows():
        assert periods.parse(period, COUNTRY.indicator[indicator].frequency) is not None
    assert not rows.select("indicator_id", "service_id", "period").is_duplicated().any()


def test_every_kept_return_passes_the_contract_on_the_day_it_came() -> None:
    with (RETURNS / "manifest.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))

    assert len(listed) == 9
    for entry in listed:
        table = read_table((RETURNS / entry["file"]).read_bytes(), entry["file"])
        checked = check(tidy(table, COUNTRY), COUNTRY, date.fromisoformat(entry["received_at"][:10]))
        assert list(checked.problems) == []


def test_the_framework_has_nothing_to_mend() -> None:
    assert lint(FOLDER, date(2026, 9, 1)) == []


def test_shares_are_of_a_whole() -> None:
    shares = [one.id for one in COUNTRY.indicators if one.measure == "proportion"]

    counted = rows_of(RETURNS).filter(pl.col("indicator_id").is_in(shares), pl.col("numerator").is_not_null())

    assert counted.height > 3000
    assert counted.filter(pl.col("numerator") > pl.col("denominator")).is_empty()


def test_rochdale_s_months_run_on_without_a_gap() -> None:
    months = rows_of(RETURNS).filter(service_id=ROCHDALE, indicator_id="C02").sort("period")

    found = [periods.parse(code, "month") for code in months["period"]]

    assert len(found) == 144
    assert all(month.next() == after for month, after in pairwise(found))
    assert months["value"].null_count() == 0
    assert months["period"][0] == "2012-04"


@needs_raw
def test_the_months_add_up_to_the_publisher_s_year() -> None:
    raw = pl.read_csv(RAW / "series" / "c6_children_in_need_referrals_by_month_2013_to_2024.csv", infer_schema=False)
    rochdale = raw.filter(new_la_code=ROCHDALE)
    year_ends = pl.col("period").str.slice(0, 4).cast(pl.Int64) + (pl.col("period").str.slice(5).cast(pl.Int64) > 3)
    ours = (
        rows_of(RETURNS).filter(service_id=ROCHDALE, indicator_id="C02").group_by(year=year_ends).agg(pl.sum("value"))
    )

    wanted = {int(year): float(total) for year, total in rochdale.select("time_period", "Referrals").rows()}

    assert dict(ours.rows()) == wanted
    assert len(wanted) == 12


def test_the_base_of_a_rate_is_the_estimate_of_the_mid_year_before() -> None:
    rows = rows_of(RETURNS).filter(service_id=ROCHDALE)
    children = rows.filter(indicator_id="C01", period="2024")["value"].item()
    referrals = rows.filter(indicator_id="C03", period="2024-25")

    assert referrals.select("numerator", "denominator").row(0) == (2768.0, children)
    assert "base from 'populations' line" in referrals["note"].item()


@needs_raw
def test_the_kept_returns_are_what_the_files_give(tmp_path: Path) -> None:
    build_returns(FOLDER, RAW, tmp_path)

    kept = {path.name: path.read_bytes() for path in RETURNS.iterdir()}

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == kept


@needs_raw
def test_the_whole_country_is_tens_of_thousands_of_figures(everything: tuple[Built, pl.DataFrame]) -> None:
    built, rows = everything

    assert built.rows == rows.height == 61_291
    assert set(rows["service_id"]) == set(COUNTRY.service) | set(COUNTRY.area)
    assert {name: len(refused) for name, refused in built.refused.items() if refused} == {"social_workers": 70}


@needs_raw
def test_no_authority_is_counted_twice_or_left_out(everything: tuple[Built, pl.DataFrame]) -> None:
    _, rows = everything
    referrals = rows.filter(indicator_id="C05").select("period", "service_id", count="denominator")
    of_services = referrals.filter(pl.col("service_id").is_in(list(COUNTRY.service)))
    england = referrals.filter(service_id=ENGLAND).select("period", published="count")

    added = of_services.group_by("period").agg(pl.sum("count"), pl.col("count").is_not_null().all().alias("full"))
    beside = added.join(england, on="period").with_columns(gap=pl.col("count") - pl.col("published"))

    assert beside.height == 13
    assert beside.filter("full").height >= 5
    assert beside.filter("full")["gap"].abs().max() <= 5  # the publisher rounds England to 10
    assert beside["gap"].max() <= 5


@needs_raw
def test_no_authority_reports_before_it_began_or_after_it_ended(everything: tuple[Built, pl.DataFrame]) -> None:
    _, rows = everything
    for service in COUNTRY.services:
        numbered = rows.filter(
            pl.col("service_id") == service.id,
            pl.coalesce("numerator", "value").is_not_null(),
            pl.col("indicator_id") == "C03",
        )
        found = [periods.parse(code, "financial_year") for code in numbered["period"]]
        assert all(service.left is None or period.start <= service.left for period in found)
        assert all(service.joined is None or period.end >= service.joined for period in found)


@needs_raw
def test_an_unknown_region_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ImpactError, match=r"has no region 'North West'\. There are: E12000001"):
        build_returns(FOLDER, RAW, tmp_path, only_sectors={"North West"})


def test_a_missing_file_is_named_with_its_publisher(tmp_path: Path) -> None:
    with pytest.raises(ImpactError, match=r"is missing from .*Fetch 'Children in need, table C3"):
        build_returns(FOLDER, tmp_path, tmp_path / "out")
