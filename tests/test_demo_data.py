"""The demonstration's returns: the same for the same seed, fit to send, and with a story in them."""

import csv
import io
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from impact import periods
from impact.contract import check
from impact.demo_data import LABEL, generate
from impact.demo_data.courses import COURSES
from impact.demo_data.groups import grouped
from impact.demo_data.series import Row
from impact.framework import Framework
from impact.reading import read_table
from impact.tidy import tidy

COMMITTED = Path(__file__).resolve().parents[1] / "data" / "demo" / "returns"
NEWEST = "2026-27 Q2"


@pytest.fixture(scope="module")
def manifest():
    return table(COMMITTED / "manifest.csv")


@pytest.fixture(scope="module")
def sent(manifest):
    """File name -> its rows, first returns and revisions alike."""
    return {one["file"]: table(COMMITTED / one["file"]) for one in manifest}


@pytest.fixture(scope="module")
def known(manifest, sent):
    """(service, indicator, period) -> the newest row about all people."""
    rows = [row for one in manifest for row in sent[one["file"]] if not row["breakdown"]]
    return {(row["service_id"], row["indicator_id"], row["period"]): row for row in rows}


@pytest.fixture(scope="module")
def groups(sent):
    """Every row about a group of people."""
    return [row for rows in sent.values() for row in rows if row["breakdown"]]


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def contents(files):
    return {file.name: file.read_bytes() for file in files}


def percent(row):
    return 100 * int(row["numerator"]) / int(row["denominator"])


def series(known, service, indicator):
    """The rows of one service and indicator, oldest first."""
    ours = [row for (one, other, _), row in known.items() if (one, other) == (service, indicator)]
    return sorted(ours, key=lambda row: periods.parse(row["period"]).end)


def test_the_returns_kept_here_are_those_of_seed_1(framework, tmp_path):
    assert contents(generate(framework, 1, tmp_path)) == contents(COMMITTED.glob("*.csv"))


def test_another_seed_gives_other_numbers_and_the_same_files(framework, tmp_path):
    other = contents(generate(framework, 2, tmp_path))

    assert {name.removesuffix("_revised.csv") for name in other} == {
        name.removesuffix("_revised.csv") for name in contents(COMMITTED.glob("*.csv"))
    }
    assert other["SV05_2025-26-Q3.csv"] != (COMMITTED / "SV05_2025-26-Q3.csv").read_bytes()


def test_an_indicator_taken_out_leaves_the_others_as_they_were(framework, tmp_path):
    parts = framework.model_dump()
    parts["indicators"] = [one for one in parts["indicators"] if one["id"] != "W02"]

    generate(Framework.model_validate(parts), 1, tmp_path)

    before = [row for row in table(COMMITTED / "SV09_2025-26-Q3.csv") if row["indicator_id"] != "W02"]
    assert len(before) < len(table(COMMITTED / "SV09_2025-26-Q3.csv"))
    assert table(tmp_path / "SV09_2025-26-Q3.csv") == before


def test_every_return_passes_the_contract(framework, manifest, sent):
    of_one_sender = defaultdict(list)
    for one in manifest:
        of_one_sender[one["sender"], one["kind"]] += sent[one["file"]]

    problems = []
    for (sender, _), rows in of_one_sender.items():
        lines = io.StringIO(newline="")
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        checked = check(
            tidy(read_table(lines.getvalue().encode(), f"{sender}.csv"), framework), framework, date(2026, 10, 31)
        )
        problems += [(sender, str(each)) for each in checked.problems]

    assert problems == []


def test_every_file_says_that_its_service_is_invented(framework, manifest):
    assert {one["label"] for one in manifest} == {LABEL} == {framework.demonstration}
    assert {one["sender"] for one in manifest} == {one.id for one in framework.services if one.invented}


def test_a_file_speaks_only_for_its_sender(manifest, sent):
    for one in manifest:
        assert {row["service_id"] for row in sent[one["file"]]} == {one["sender"]}


def test_returns_arrive_one_after_another_in_office_hours(manifest):
    arrivals = [datetime.fromisoformat(one["received_at"]) for one in manifest]

    assert all(before < after for before, after in pairwise(arrivals))
    assert all(9 <= one.hour <= 17 and one.weekday() < 5 for one in arrivals)


def test_returns_come_within_four_weeks_but_for_one_that_is_late(manifest):
    days = {}
    for one in manifest:
        if one["kind"] == "return":
            code = Path(one["file"]).stem.split("_")[1]
            end = periods.parse(f"{code[:7]} {code[8:]}").end
            days[one["file"]] = (datetime.fromisoformat(one["received_at"]).date() - end).days

    assert {name for name, late in days.items() if not 10 <= late <= 28} == {"SV21_2025-26-Q2.csv"}
    assert days["SV21_2025-26-Q2.csv"] > 45


def test_one_return_never_came_and_22_services_of_24_have_sent_their_newest(framework, manifest):
    files = {one["file"] for one in manifest}
    newest = {service.id for service in framework.services if newest_file(service) in files}

    assert "SV08_2024-25-Q3.csv" not in files
    assert len(newest) == 22


def newest_file(service):
    return f"{service.id}_{'2025-26-Summer' if service.rhythm == 'term' else '2026-27-Q2'}.csv"


def test_a_revision_comes_months_later_and_holds_only_what_changed(manifest, sent):
    revisions = [one for one in manifest if one["kind"] == "revision"]

    assert len(revisions) == 3
    for one in revisions:
        first = {row["indicator_id"]: row for row in sent[one["file"].replace("_revised", "")]}
        for row in sent[one["file"]]:
            assert row["numerator"] != first[row["indicator_id"]]["numerator"]
            assert row["marker"] == "r"
        code = sent[one["file"]][0]["period"]
        assert datetime.fromisoformat(one["received_at"]).date() - periods.parse(code).end > timedelta(days=80)


def test_every_indicator_that_services_send_has_a_course(framework):
    wanted = {one.id for one in framework.indicators if framework.reporting_services(one)}

    assert set(COURSES) == wanted


def test_every_return_holds_each_core_indicator_of_its_service(framework, manifest, sent):
    for one in manifest:
        if one["kind"] == "revision":
            continue
        service = framework.service[one["sender"]]
        holds = {row["indicator_id"] for row in sent[one["file"]]}
        core = [each for each in framework.indicators if each.core and framework.reports(service, each)]
        wanted = {each.id for each in core if framework.rhythm(service, each) == service.rhythm}
        assert wanted <= holds, one["file"]


def test_a_service_sends_the_same_further_indicators_each_time(framework, manifest, sent):
    extended = {one.id for one in framework.indicators if not one.core and one.frequency != "financial_year"}
    found = defaultdict(set)
    for one in manifest:
        if one["kind"] == "return":
            holds = {row["indicator_id"] for row in sent[one["file"]]}
            found[one["sender"]].add(frozenset(holds & extended))

    assert Counter(map(len, found.values())) == {1: 24}


def test_a_years_answers_travel_with_the_return_that_ends_with_the_year(framework, manifest, sent):
    carriers = {one["file"] for one in manifest if any(row["indicator_id"] == "W04" for row in sent[one["file"]])}

    assert len(carriers) == 3 * 24
    assert all("Q4" in name or "Spring" in name for name in carriers)


def test_a_small_service_names_no_few_people(framework, known):
    small = {one.id for one in framework.services if one.staff < 40}
    few = [
        row
        for (service, indicator, _), row in known.items()
        if service in small
        and indicator in framework.indicator
        and framework.indicator[indicator].fed_by != "register"
        and framework.policy[framework.indicator[indicator].policy].smallest_shown == 6
        and row["numerator"] in {"1", "2", "3", "4", "5"}
    ]
    marked = [row for (service, *_), row in known.items() if service in small and row["marker"] == "c"]

    assert few == []
    assert len(marked) > 50
    assert all(row["numerator"] == row["value"] == "" for row in marked)


def test_the_sector_of_two_services_makes_52_and_a_half_per_cent(framework, known):
    counts = {
        service: (int(row["numerator"]), int(row["denominator"]))
        for (service, indicator, period), row in known.items()
        if (indicator, period, framework.service[service].sector) == ("S01", NEWEST, "SEC6")
    }

    assert counts == {"SV19": (150, 300), "SV20": (18, 20)}
    assert 100 * sum(x for x, _ in counts.values()) / sum(n for _, n in counts.values()) == 52.5


def test_one_service_lies_beyond_the_funnel_of_its_kind(framework, known):
    kind = [one.id for one in framework.services if one.reach == "specialist"]
    rows = {one: known[one, "S01", NEWEST] for one in kind if (one, "S01", NEWEST) in known}
    group = sum(int(row["numerator"]) for row in rows.values()) / sum(int(row["denominator"]) for row in rows.values())

    beyond = [
        service
        for service, row in rows.items()
        if percent(row) / 100 > group + 3.0902 * (group * (1 - group) / int(row["denominator"])) ** 0.5
    ]

    assert beyond == ["SV18"]
    assert int(rows["SV18"]["denominator"]) >= 30


def test_one_service_truly_worsens(known):
    heard, turnover = series(known, "SV10", "S01"), series(known, "SV10", "W13")

    assert percent(heard[-1]) < percent(heard[0]) - 10
    assert percent(turnover[-1]) > 1.5 * percent(turnover[0])


def test_one_indicator_steps_up_after_a_known_change(known):
    rows = series(known, "SV09", "S06")
    changed = next(place for place, row in enumerate(rows) if row["note"])

    assert periods.parse(rows[changed]["period"]).start == date(2025, 1, 1)
    assert min(map(percent, rows[changed:])) > max(map(percent, rows[:changed]))


def test_few_services_have_the_word_of_a_peer(known):
    confirmed = {service for service, item, _ in known if item == "E07"}
    begun = {service for (service, item, _), row in known.items() if item == "E01" and row["value"] == "1"}

    assert len(confirmed) == 4
    assert len(begun) == 21
    assert confirmed < begun


def test_groups_come_once_a_year_below_all_other_rows_for_felt_heard_and_felt_safe(sent, groups):
    assert {row["indicator_id"] for row in groups} == {"S01", "S03"}
    assert {row["period"] for row in groups} == {"2024-25 Summer", "2025-26 Summer", "2025-26 Q2", "2026-27 Q2"}
    assert {row["breakdown"].split(":")[0] for row in groups} == {"sex", "ethnic group"}
    for rows in sent.values():
        about = [bool(row["breakdown"]) for row in rows]
        assert about == sorted(about)


def test_groups_never_exceed_all_people(known, groups):
    summed = defaultdict(Counter)
    for row in groups:
        about = (row["service_id"], row["indicator_id"], row["period"])
        told = row["numerator"] != ""
        summed[about, row["breakdown"].split(":")[0]].update(
            yes=int(row["numerator"]) if told else 0,
            no=int(row["denominator"]) - int(row["numerator"]) if told else 0,
        )

    assert len(summed) > 150
    for (about, _), counts in summed.items():
        whole = known[about]
        assert counts["yes"] <= int(whole["numerator"])
        assert counts["no"] <= int(whole["denominator"]) - int(whole["numerator"])


def test_a_group_of_few_is_left_out_and_a_small_service_names_no_few_people_in_one(framework, groups):
    told = [row for row in groups if row["marker"] != "c"]
    small = [row for row in told if framework.service[row["service_id"]].staff < 40]

    assert min(int(row["denominator"]) for row in told) == 5
    assert small and not {row["numerator"] for row in small} & {"1", "2", "3", "4", "5"}
    assert any(row["marker"] == "c" for row in groups)


@pytest.mark.parametrize("indicator", ["S01", "S03"])
def test_of_every_group_but_one_thirty_or_more_answered_in_the_newest_year(groups, indicator):
    newest = Counter()
    for row in groups:
        if row["indicator_id"] == indicator and row["period"] in (NEWEST, "2025-26 Summer"):
            newest[row["breakdown"]] += int(row["denominator"] or 0)

    few = {name for name, answers in newest.items() if answers < 30}
    assert few <= {"ethnic group: Other ethnic group"}
    assert few or indicator == "S03"  # there no service has five of them
    assert len(set(newest) - few) == 6


def test_a_return_of_another_season_or_indicator_has_no_groups():
    row = Row("2026-27 Q2", "SV05", "S01", numerator=118, denominator=156)

    assert len(grouped(row, 1)) >= 4
    for other in (
        replace(row, period="2026-27 Q1"),
        replace(row, period="2024-25 Q2"),
        replace(row, indicator_id="S06"),
        replace(row, numerator=None),
        replace(row, denominator=None),
    ):
        assert grouped(other, 1) == []


def test_there_are_some_thousands_of_observations(sent):
    assert 7_000 < sum(map(len, sent.values())) < 10_000
