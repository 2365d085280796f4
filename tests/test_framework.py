"""The framework as data: what is read, what is refused, and what its editor is told to mend."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from impact.framework import Finding, UnreadableFramework, fingerprint, from_json, load, to_json
from impact.framework.lint import lint

DEFAULT = Path(__file__).resolve().parents[1] / "data" / "framework"
TODAY = date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path):
    """A copy of the default framework, to be spoilt."""
    return shutil.copytree(DEFAULT, tmp_path / "framework")


def mend(folder: Path, file: str, old: str, new: str) -> None:
    """Replaces one piece of a file; with `old` empty, adds to its end."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, 1) if old else text.rstrip("\n") + "\n" + new, encoding="utf-8")


def test_the_default_framework_has_nothing_to_mend():
    assert lint(DEFAULT, TODAY) == []


REFERENCES = [
    ("indicators/W01.toml", 'node = "OP1"', 'node = "OPP1"', "node", "'OPP1' is not a known node. Did you mean 'OP1'?"),
    (
        "indicators/W02.toml",
        'node = "OP1"',
        'node = ""',
        "node",
        "This indicator belongs to no outcome. Give the id of a node.",
    ),
    ("indicators/W01.toml", '["SO1"]', '["SO11"]', "also_informs", "'SO11' is not a known node. Did you mean 'SO1'?"),
    ("indicators/W01.toml", '["FP6"]', '["FP66"]', "features", "'FP66' is not a known feature. Did you mean 'FP6'?"),
    ("indicators/W01.toml", '["ALL"]', '["SEC11"]', "sectors", "'SEC11' is not a known sector. Did you mean 'SEC1'?"),
    (
        *("indicators/S01.toml", '"asks_people"', '"ask_people"', "needs_tags"),
        "'ask_people' is not a known tag of a service. Did you mean 'asks_people'?",
    ),
    ("indicators/W01.toml", '"people"', '"peple"', "policy", "'peple' is not a known policy. Did you mean 'people'?"),
    (
        "indicators/W01.toml",
        '"SRC04"',
        '"SRC-04"',
        "source.id",
        "'SRC-04' is not a known source. Did you mean 'SRC04'?",
    ),
    (
        *("indicators/P04.toml", 'area = "E92000001"', 'area = "E92000011"', "targets.0.area"),
        "'E92000011' is not a known area. Did you mean 'E92000001'?",
    ),
    (
        *("indicators/W01.toml", "value = 85", 'value = 85\nsector = "police"', "targets.0.sector"),
        "'police' is not a known sector. Add it, or take the name out.",
    ),
    (
        *("services.csv", "Cluster,SEC1,", "Cluster,SEC11,", "row 3, sector"),
        "'SEC11' is not a known sector. Did you mean 'SEC1'?",
    ),
    (
        "sectors.csv",
        ",W01|W02",
        ",W-01|W02",
        "row 2, indicators",
        "'W-01' is not a known indicator. Did you mean 'W01'?",
    ),
    (
        "nodes.csv",
        "system,inputs",
        "system,input",
        "row 2, horizon",
        "'input' is not a known horizon. Did you mean 'inputs'?",
    ),
    ("links.csv", "LK01,IN1", "LK01,IN11", "row 2, source", "'IN11' is not a known node. Did you mean 'IN1'?"),
    ("links.csv", "IN1,AC6", "IN1,AC66", "row 2, target", "'AC66' is not a known node. Did you mean 'AC6'?"),
    ("links.csv", ",SRC12", ",SRC-12", "row 2, source_id", "'SRC-12' is not a known source. Did you mean 'SRC12'?"),
    ("criteria.csv", "C101,ST1", "C101,ST11", "row 2, stage", "'ST11' is not a known stage. Did you mean 'ST1'?"),
    ("criteria.csv", "ST1,FP3", "ST1,FP33", "row 2, feature", "'FP33' is not a known feature. Did you mean 'FP3'?"),
    (
        *("criteria.csv", "evidence,E01", "evidence,E011", "row 2, ref"),
        "'E011' is not a known evidence item. Did you mean 'E01'?",
    ),
    (
        *("criteria.csv", "indicator,W01", "indicator,W-01", "row 3, ref"),
        "'W-01' is not a known indicator. Did you mean 'W01'?",
    ),
    (
        *("criteria.csv", "felt safe,meets_public", "felt safe,meet_public", "row 21, applies_with"),
        "'meet_public' is not a known tag of a service. Did you mean 'meets_public'?",
    ),
    (
        *("criteria.csv", ",,meets_public", ",,meetspublic", "row 28, applies_without"),
        "'meetspublic' is not a known tag of a service. Did you mean 'meets_public'?",
    ),
]

POLICIES = [
    ({"smallest_shown": 0}, "smallest_shown", "0 is not from 1 (nothing hidden) to 50. Write 6 or so."),
    ({"smallest_shown": 600}, "smallest_shown", "600 is not from 1 (nothing hidden) to 50. Write 6 or so."),
    ({"smallest_base": -1}, "smallest_base", "-1 is not from 0 (any group) to 200. Write 10 or so."),
    ({"all_or_nothing_base": 1000}, "all_or_nothing_base", "1000 is not from 0 (any group) to 200. Write 10 or so."),
    ({"publisher_shown": 80}, "publisher_shown", "80 is more than 50. Write the publisher's own."),
    (
        *({"publisher_shown": 4}, "publisher_shown"),
        "The publisher's smallest count (4) is no stricter than smallest_shown (6). Leave it out.",
    ),
    (
        *({"smallest_base": 3}, "smallest_base"),
        "A group of 3 is shown though a count of 5 is hidden. Write 6 or more, or 0 for a group of any size.",
    ),
    (
        *({"smallest_shown": 1, "smallest_base": 5}, "complement"),
        "No count is hidden (smallest_shown is 1), so the other side hides nothing. Write false.",
    ),
    (
        *({"smallest_shown": 1, "complement": False, "round_to": 5}, "round_to"),
        "Counts are rounded and none is hidden. Write smallest_shown 2 or more, or leave it out.",
    ),
    ({"round_to": 1}, "round_to", "Rounding to 1 changes nothing. Write 5 or 10, or leave it out."),
    ({"round_to": 500, "smallest_base": 0}, "round_to", "500 is more than 100. Write 5 or 10."),
    (
        *({"round_to": 20}, "smallest_base"),
        "A group of 10 would be rounded to nearest 20. Write 20 or more.",
    ),
    ({"fewest_services": 51}, "fewest_services", "51 is more than 50. Write 3 or so."),
]


@pytest.mark.parametrize(("settings", "key", "remedy"), POLICIES)
def test_a_policy_that_cannot_be_meant_is_said(folder, settings, key, remedy):
    given = {"smallest_shown": 6, "smallest_base": 10, "complement": True} | settings
    text = "".join(f"{name} = {str(value).lower()}\n" for name, value in given.items())
    mend(folder, "framework.toml", "[[policies]]", f'[[policies]]\nid = "ours"\ntitle = "Ours"\n{text}\n[[policies]]')

    assert lint(folder, TODAY) == [Finding("framework.toml", f"policies.ours.{key}", remedy)]


SENSE = [
    (
        *("links.csv", "", "LK99,MO1,SO4,causal,,,untested,\n", "kind"),
        "These causal links go in a circle: SO4 -> MO1 -> SO4. Mark the one that points back as 'feedback'.",
    ),
    (
        *("nodes.csv", "identifying bright spots,", "identifying bright spots,true", "row 7, scored"),
        "'AC1' is scored and no scored indicator measures it. Add one, or leave 'scored' empty.",
    ),
    (
        *("indicators/S06.toml", '"higher"', '"none"', "direction"),
        "A scored indicator needs a good direction: 'higher' or 'lower'.",
    ),
    ("indicators/L10.toml", "low = 0", "low = 501", "low", "501 is above 'high', which is 500. Exchange them."),
    (
        *("indicators/L10.toml", "query_high = 60", "query_high = 600", "query_low"),
        "The query bounds (0 to 600) must lie in order within 0 to 500.",
    ),
    (
        *("indicators/W05.toml", "multiplier = 100", "multiplier = 1000", "multiplier"),
        "A proportion is multiplied by 100. Found 1000.",
    ),
    (
        "indicators/S14.toml",
        "multiplier = 1",
        "multiplier = 100",
        "multiplier",
        "A duration is multiplied by 1. Found 100.",
    ),
    (
        *("indicators/W05.toml", 'denominator = "Learners who answered the three-month follow-up"', 'denominator = ""'),
        *("denominator", "A proportion needs a denominator. Say what it is out of."),
    ),
    (
        *("indicators/W05.toml", "value = 60", "value = 160", "targets.0"),
        "The target (160) must lie in order within the bounds, 0 to 100.",
    ),
    (
        *("indicators/P03.toml", "high = 22", "high = 2", "targets.0"),
        "The target (10 to 2) must lie in order within the bounds, 0 to 100.",
    ),
    ("indicators/W05.toml", "value = 60", "", "targets.0", "A target of style 'level' needs 'value'."),
    ("indicators/W12.toml", "value = -1", "", "targets.0", "A target of style 'improve_by' needs 'value'."),
    ("indicators/P03.toml", "high = 22", "", "targets.0", "A target of style 'band' needs 'low' and 'high'."),
    ("indicators/P04.toml", 'area = "E92000001"', "", "targets.0.area", "This target compares with an area. Name it."),
    (
        *("indicators/S05.toml", '"mean_first_4"', '"none"', "baseline"),
        "The target improves on a baseline, and the baseline is 'none'. Choose one.",
    ),
    (
        *("indicators/W12.toml", "value = -1", "value = 1", "targets.0"),
        "A change of 1 goes the wrong way: for this indicator lower is better.",
    ),
    ("indicators/W06.toml", "value = 0.3", "value = 7", "targets.0", "A change of 7 is more than can be: at most 6."),
    (
        *("indicators/S14.toml", "value = -20", "value = -120", "targets.0"),
        "A change of -120 is more than can be: at most 100.",
    ),
    ("indicators/W01.toml", '["SO1"]', '["OP1"]', "also_informs", "'OP1' is its node already. Take it out here."),
    (
        *("indicators/S03.toml", "People who said they felt safe in the place and with the staff"),
        "People who answered yes, definitely (or the top two of five) to feeling heard, valued  and understood",
        *("numerator", "The same numerator and denominator as S01, which measures MO1. "),
    ),
    (
        *("indicators/W01.toml", "reviewed = 2026-09-01", "reviewed = 2024-11-21", "reviewed"),
        "A review was due on 21 November 2026. Look at the definition again and change the date.",
    ),
    (
        *("criteria.csv", "indicator,W01,>=,25", "indicator,W01,>=,125", "row 3, threshold"),
        "125 lies outside the bounds of W01 (0 to 100).",
    ),
    (
        *("stages.csv", "ST4,4,", "ST4,5,", "rank"),
        "The ranks are 0, 1, 2, 3, 5. Number the stages 0 to 4, each once, from the first step up.",
    ),
    ("services.csv", "SV02,", "SV01,", "row 3, id", "The id 'SV01' is used in an earlier row. Give each row its own."),
    (
        *("evidence.csv", "", "W01,Staff trained,\n", "row 9, id"),
        "'W01' is an indicator too, so a return could not say which it sends. Change one id.",
    ),
    (
        *("areas.csv", "", "SV01,Somewhere,,,,,\n", "row 20, id"),
        "'SV01' is a service too, so a return could not say which it is about. Change one id.",
    ),
    (
        *("framework.toml", "", '[[horizons]]\nid = "long"\nname = "Long"\norder = 8\n', "horizons"),
        "The id 'long' is used 2 times. Give each its own.",
    ),
    (
        *("framework.toml", "due_after_days = 30", "due_after_days = 30\nlock_after_days = 40", "lock_after_days"),
        "A period would be locked 40 days after its end, and its return is due after 60. Write 60 or more.",
    ),
    (
        *("areas.csv", "350,group", "350,home|group", "roles"),
        "2 areas are 'home' (E08000001, E08000005). Only one can be.",
    ),
    (
        *("areas.csv", "981,region", "981,benchmark", "roles"),
        "2 areas are 'benchmark' (E92000001, E12000002). Only one can be.",
    ),
]

FORM = [
    (
        "indicators/W01.toml",
        "unit =",
        "units =",
        "units",
        "This key is not known. Correct its spelling or take it out.",
    ),
    ("indicators/W01.toml", 'question = "Have', '# "Have', "question", "This key is missing. Add it."),
    (
        *("indicators/W01.toml", 'id = "W01"', 'id = "W1"', "id"),
        "The id is 'W1'; it must be the file's name, 'W01'.",
    ),
    (
        *("services.csv", "reach,", "reech,", "row 2, reech"),
        "This key is not known. Correct its spelling or take it out.",
    ),
    (
        *("services.csv", "Children's emergency and urgent care,", "Children's emergency, urgent care,", "row 9"),
        "This row has more cells than there are headings. Put text with a comma in quotation marks.",
    ),
    ("links.csv", "AC6,causal", "AC6,cause", "row 2, kind", "Input should be 'causal' or 'feedback'. Found 'cause'."),
    (
        *("framework.toml", "financial_year = 60", "finacial_year = 60", "due_after_days_by.finacial_year"),
        "This key is not known. Correct its spelling or take it out.",
    ),
    ("framework.toml", "place =", "place", "-", "This is not a TOML file that can be read"),
]


@pytest.mark.parametrize(("file", "old", "new", "key", "remedy"), [*REFERENCES, *SENSE])
def test_each_fault_of_sense_is_said_once_with_its_place_and_remedy(folder, file, old, new, key, remedy):
    mend(folder, file, old, new)

    (finding,) = lint(folder, TODAY)

    assert (finding.file, finding.key) == (file, key)
    assert finding.remedy == remedy or (remedy.endswith(". ") and finding.remedy.startswith(remedy))


@pytest.mark.parametrize(("file", "old", "new", "key", "remedy"), FORM)
def test_each_fault_of_form_is_said_with_its_place_and_remedy(folder, file, old, new, key, remedy):
    mend(folder, file, old, new)

    findings = lint(folder, TODAY)

    first = next(finding for finding in findings if finding.key == key)
    assert first.file == file
    assert first.remedy.startswith(remedy)


def test_a_table_that_is_not_utf8_is_said_and_does_not_fail(folder):
    (folder / "nodes.csv").write_bytes("id,name\nN1,café\n".encode("latin-1"))

    assert Finding("nodes.csv", "-", "This table is not in UTF-8. Save it as 'CSV UTF-8'.") in lint(folder, TODAY)


@pytest.mark.parametrize(
    ("file", "remedy"),
    [
        ("framework.toml", "This file is missing. A framework folder starts with it."),
        ("nodes.csv", "This table is missing. Add it, with its heading row."),
    ],
)
def test_a_missing_file_is_said(folder, file, remedy):
    (folder / file).unlink()

    assert lint(folder, TODAY) == [Finding(file, "-", remedy)]


def test_a_framework_without_a_list_of_sources_is_not_asked_for_one(folder):
    (folder / "sources.csv").unlink()

    assert lint(folder, TODAY) == []


def test_a_published_figure_serves_one_outcome(folder):
    counted = "Suspensions across the academic year"
    own = "LAIT 63 (TotFixedEx); Suspensions and permanent exclusions in England"
    mend(folder, "indicators/P08.toml", own, "LAIT 271 (ReReferral); Children in need")
    from_one_table = lint(folder, TODAY)
    mend(folder, "indicators/P08.toml", counted, "Referrals within 12 months of an earlier referral")

    (finding,) = lint(folder, TODAY)

    assert from_one_table == []
    assert (finding.file, finding.key) == ("indicators/P08.toml", "publisher_ref")
    assert finding.remedy.startswith("The same published figure as P04, which measures LO1. ")


def test_a_loop_through_an_unknown_node_is_said_and_does_not_fail(folder):
    mend(folder, "links.csv", "", "LK98,ZZ1,ZZ2,causal,,,untested,\nLK99,ZZ2,ZZ1,causal,,,untested,\n")

    keys = [finding.key for finding in lint(folder, TODAY)]

    assert keys == ["row 67, source", "row 67, target", "row 68, source", "row 68, target", "kind"]


def test_a_review_is_overdue_from_the_day_after_it_was_due(folder):
    due = date(2028, 9, 1)

    assert lint(folder, due) == []
    assert {finding.key for finding in lint(folder, date(2028, 9, 2))} == {"reviewed"}


def test_every_fault_of_form_is_said_at_once(folder):
    mend(folder, "indicators/W01.toml", "unit =", "units =")
    mend(folder, "links.csv", "AC6,causal", "AC6,cause")

    with pytest.raises(UnreadableFramework) as caught:
        load(folder)

    assert {finding.file for finding in caught.value.findings} == {"indicators/W01.toml", "links.csv"}
    assert "indicators/W01.toml: units: This key is not known." in str(caught.value)


def test_a_framework_comes_back_whole_from_the_record(framework):
    again = from_json(to_json(framework))

    assert again == framework
    assert fingerprint(again) == fingerprint(framework)


def test_the_fingerprint_follows_the_content_and_not_its_spelling(folder, framework):
    mend(folder, "indicators/W01.toml", 'id = "W01"', '# the same, said with a comment\nid = "W01"')
    spelt = fingerprint(load(folder))
    mend(folder, "indicators/W01.toml", "value = 85", "value = 86")

    assert spelt == fingerprint(framework)
    assert fingerprint(load(folder)) != spelt


def test_a_service_is_asked_only_for_what_lies_in_its_scope(framework):
    asked = {
        one: framework.reports(framework.service["SV13"], framework.indicator[one])
        for one in ("W01", "S01", "S17", "P01")
    }

    assert asked == {"W01": True, "S01": False, "S17": False, "P01": False}  # its officers ask nobody; no pupils


def test_a_sector_may_leave_out_an_indicator_meant_for_all(folder):
    mend(folder, "sectors.csv", ",W01|W02|", ",W02|")

    framework = load(folder)

    assert framework.reporting_services(framework.indicator["W01"])[0].id == "SV05"


@pytest.mark.parametrize(
    ("service", "indicator", "kind"),
    [
        ("SV01", "W01", "term"),
        ("SV05", "W01", "quarter"),
        ("SV05", "W05", "quarter"),
        ("SV01", "W04", "financial_year"),
        ("SV05", "W04", "financial_year"),
    ],
)
def test_a_school_reports_by_term_what_others_report_by_quarter(framework, service, indicator, kind):
    assert framework.rhythm(framework.service[service], framework.indicator[indicator]) == kind


def test_the_newest_target_in_force_counts_and_a_sectors_own_before_the_common_one(folder):
    later = '[[targets]]\nstart = 2025-04-01\nstyle = "level"\nvalue = 90\n'
    own = '[[targets]]\nstart = 2024-04-01\nstyle = "level"\nvalue = 70\nsector = "SEC4"\n'
    mend(folder, "indicators/W01.toml", "", later + own)
    indicator = load(folder).indicator["W01"]

    values = [
        indicator.target(day, sector) and indicator.target(day, sector).value
        for day, sector in [
            (date(2023, 9, 30), ""),
            (date(2024, 12, 31), ""),
            (date(2025, 12, 31), ""),
            (date(2023, 12, 31), "SEC4"),
            (date(2025, 12, 31), "SEC4"),
            (date(2025, 12, 31), "SEC5"),
        ]
    ]

    assert values == [None, 85, 90, 85, 70, 90]


def test_the_home_and_its_benchmark_are_found_among_the_areas(framework):
    assert (framework.home.name, framework.benchmark.name) == (framework.place, "England")
