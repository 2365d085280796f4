"""Ids, names and groups are brought into one spelling where they can mean one thing; every cell set right is listed."""

import re
import unicodedata

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.columns import RETURN_COLUMNS
from impact.framework.models import Area, Service
from impact.ledger import FIX_SCHEMA
from impact.tidy.labels import tidy_labels
from tidying import FRAMEWORK, LETTERS, PLACES, done, long_rows

W01 = "Staff trained at the level their role needs"
ROW = {"period": "2025-26 Q1", "service_id": "SV05", "indicator_id": "W01", "numerator": "9", "denominator": "12"}


def tidied(*rows, **choices):
    return done(tidy_labels, long_rows(*rows), **choices)


SET_RIGHT = [
    ("service_id", "sv05", "SV05", "id-spelling"),
    ("service_id", "SV 05", "SV05", "id-spelling"),
    ("service_id", "SV\u00a005", "SV05", "id-spelling"),
    ("service_id", "sv-05", "SV05", "id-spelling"),
    ("service_id", "SV\u201105", "SV05", "id-spelling"),
    ("service_id", "sv_05", "SV05", "id-spelling"),
    ("service_id", "(SV05)", "SV05", "id-spelling"),
    ("service_id", "\u200bSV05", "SV05", "id-spelling"),
    ("service_id", "\uff33\uff36\uff10\uff15", "SV05", "id-spelling"),
    ("service_id", '="SV05"', "SV05", "id-spelling"),
    ("service_id", "'SV05", "SV05", "id-spelling"),
    ("service_id", "SV05*", "SV05", "id-spelling"),
    ("service_id", "SV05\u00b9", "SV05", "id-spelling"),
    ("service_id", "SV05 [note 3]", "SV05", "id-spelling"),
    ("service_id", "e08000005", "E08000005", "id-spelling"),
    ("indicator_id", "w01", "W01", "id-spelling"),
    ("indicator_id", "e01", "E01", "id-spelling"),
    ("service_id", "Family Hubs and Early Help", "SV09", "id-by-name"),
    ("service_id", "FAMILY HUBS & EARLY HELP", "SV09", "id-by-name"),
    ("service_id", "Family Hubs and Early Help2", "SV09", "id-by-name"),
    ("service_id", "Family Hubs and Early Help [note 3]", "SV09", "id-by-name"),
    ("service_id", "Children\u2019s Emotional  Wellbeing Service", "SV06", "id-by-name"),
    ("service_id", "Rochdale", "E08000005", "id-by-name"),
    ("service_id", "Stoke\u2013on\u2013Trent", "E06000021", "id-by-name"),
    ("indicator_id", W01, "W01", "id-by-name"),
    ("indicator_id", f"{W01} (1)", "W01", "id-by-name"),
    ("service_id", "SV05 Health Visiting", "SV05", "id-with-name"),
    ("service_id", "Health Visiting and School Nursing (SV05)", "SV05", "id-with-name"),
    ("service_id", "sv05: Health Visiting and School Nursing", "SV05", "id-with-name"),
    ("service_id", "Rochdale [E08000005]", "E08000005", "id-with-name"),
    ("indicator_id", f"W01 - {W01}", "W01", "id-with-name"),
    ("service_id", "354", "E08000005", "id-by-old-code"),
    ("service_id", "354.0", "E08000005", "id-by-old-code"),
    ("breakdown", "Total", "", "everyone"),
    ("breakdown", "ALL PUPILS", "", "everyone"),
    ("breakdown", "All children and young people", "", "everyone"),
    ("breakdown", "Both sexes", "", "everyone"),
    ("breakdown", "Total\u00b9", "", "everyone"),
    ("breakdown", "All\u00a0people", "", "everyone"),
    ("breakdown", "new\u00a0starters", "new starters", "plain-letters"),
    ("breakdown", "new  starters", "new starters", "plain-letters"),
    ("breakdown", "aged 5\u20139", "aged 5-9", "plain-letters"),
    ("breakdown", "\u2018care\u2019 leavers", "'care' leavers", "plain-letters"),
    ("breakdown", "boys\u200b", "boys", "plain-letters"),
    ("service_id", "SV\u00a099", "SV 99", "plain-letters"),
    *(("breakdown", f"'{group}", group, "guard-apostrophe") for group in ("=Boys", "+16", "-5 and under", "@home")),
    ("breakdown", "' =Boys", "=Boys", "guard-apostrophe"),
    ("breakdown", "'-5\u20139", "-5-9", "guard-apostrophe"),
    ("note", "'=SUM of both", "=SUM of both", "guard-apostrophe"),
    ("note", "'-5 less\x07", "-5 less", "guard-apostrophe"),
    ("note", "all\x07 well", "all well", "control-characters"),
    ("note", "a\u202eb", "ab", "control-characters"),
]


@pytest.mark.parametrize(("column", "found", "made", "rule"), SET_RIGHT)
def test_a_label_that_means_one_thing_is_set_right_and_listed(column, found, made, rule):
    row = {**ROW, column: found}

    right = tidied(row)

    assert right.rows.equals(long_rows({**ROW, column: made}))
    assert right.fixes == [(rule, f"{LETTERS[column]}2", found, made)]
    assert right.questions == []


@pytest.mark.parametrize(("column", "found", "rule"), [(column, found, rule) for column, found, _, rule in SET_RIGHT])
def test_a_fix_of_a_label_that_was_taken_back_stays_as_found(column, found, rule):
    row = {**ROW, column: found}

    assert tidied(row, declined=frozenset({(rule, LETTERS[column])})).rows.equals(long_rows(row))
    assert len(tidied(row, declined=frozenset({(rule, "Z"), ("other", LETTERS[column])})).fixes) == 1


@pytest.mark.parametrize(
    ("column", "found"),
    [
        ("service_id", "SV5"),  # a digit was lost somewhere, or not
        ("service_id", "SV99"),
        ("service_id", "Famly Hubs and Early Help"),
        ("service_id", "Childrens Emotional Wellbeing Service"),
        ("service_id", "SV05 Family Hubs"),  # the id says one thing, the name another
        ("service_id", "SV05 SV06"),
        ("service_id", "Rochdale Council"),
        ("service_id", "12"),
        ("indicator_id", "W1"),
        ("indicator_id", "SV05"),
        ("indicator_id", "354"),
        ("breakdown", "men"),
        ("breakdown", "'men'"),
        ("breakdown", "=men"),
        ("breakdown", "5-9"),
        ("breakdown", "05-May"),
        ("breakdown", "X"),
        ("note", "'quoted'"),
        ("note", "05-Sep"),
        ("breakdown", "Total men"),
        ("breakdown", "All White groups"),
        ("breakdown", "Caf\u00e9 visitors"),
        ("note", "\u2018quoted\u2019, \u00a35 \u2013 and\ta tab\nand a second line"),
        ("period", "2025\u201326 Q1"),
        ("numerator", "1,234"),
    ],
)
def test_a_label_that_is_misspelt_or_means_something_stays_as_found(column, found):
    row = {**ROW, column: found}

    right = tidied(row)

    assert right.rows.equals(long_rows(row))
    assert (right.fixes, right.questions) == ([], [])


EVERYONE = ("everyone", "All people: an empty cell")
SO_CALLED = ("as-found", "A group that is called so")


@pytest.mark.parametrize(
    ("cell", "id", "options"),
    [
        *((sign, f"group:{sign.casefold()}", (EVERYONE, SO_CALLED)) for sign in ("-", "N/A", "..", "none", "*", "--")),
        ("05-Sep", "group:05-sep", (("5-9", "The group 5-9"), SO_CALLED)),
        ("09-May", "group:09-may", (("5-9", "The group 5-9"), SO_CALLED)),
        ("5 Sept", "group:5 sept", (("5-9", "The group 5-9"), SO_CALLED)),
        ("Oct-15", "group:oct-15", (("10-15", "The group 10-15"), SO_CALLED)),
    ],
)
def test_a_group_that_is_a_sign_or_was_made_a_date_is_asked_about(cell, id, options):
    row = {**ROW, "breakdown": cell}

    asked = tidied(row, {**ROW, "breakdown": "men"})

    (question,) = asked.questions
    assert (question.id, question.options, question.column, question.line) == (id, options, LETTERS["breakdown"], 2)
    assert asked.rows.equals(long_rows(row, {**ROW, "breakdown": "men"}))


def test_the_question_about_a_group_names_its_cells():
    signs, dates = (tidied(*[{**ROW, "breakdown": cell}] * 2).questions[0].text for cell in ("-", "05-Sep"))

    assert signs == "'-' is in D2 and D3: a sign stands in place of a group of people. Who is meant?"
    assert dates == (
        "'05-Sep' is in D2 and D3: a date stands, as a spreadsheet makes of a range, in place of a group of people. "
        "Which group was it?"
    )


@pytest.mark.parametrize(
    ("cell", "answer", "made"), [("-", "everyone", ""), ("05-Sep", "5-9", "5-9"), ("N/A", "men", "men")]
)
def test_a_group_is_read_as_answered_and_the_answer_can_be_taken_back(cell, answer, made):
    row, answers = {**ROW, "breakdown": cell}, {f"group:{cell.casefold()}": answer}

    right = tidied(row, answers=answers)
    back = tidied(row, answers=answers, declined=frozenset({("group-answered", "D")}))

    assert right.rows.equals(long_rows({**ROW, "breakdown": made}))
    assert (right.fixes, right.questions) == ([("group-answered", "D2", cell, made)], [])
    assert back.rows.equals(long_rows(row))
    assert [question.id for question in back.questions] == list(answers)


def test_a_group_that_is_called_by_a_sign_may_stay():
    row = {**ROW, "breakdown": "none"}

    right = tidied(row, answers={"group:none": "as-found"})

    assert (right.rows.equals(long_rows(row)), right.fixes, right.questions) == (True, [], [])


def test_a_column_of_dates_is_not_asked_about_date_by_date():
    rows = [{**ROW, "breakdown": f"{day:02d}-{month}"} for month in ("Jan", "Feb") for day in range(3, 28)]

    assert tidied(*rows).questions == []


def test_zeros_that_a_spreadsheet_took_off_are_put_back_where_one_id_has_them():
    service = FRAMEWORK.services[0]
    numbered = FRAMEWORK.model_copy(
        update={
            "services": tuple(Service(**{**service.model_dump(), "id": id, "name": id}) for id in ("054", "7", "0070")),
            "areas": (Area(id="A1", name="Here", old_code="070"),),
        }
    )

    right = tidied(*({**ROW, "service_id": id} for id in ("54", "54.0", "7", "0054", "70")), framework=numbered)

    assert right.rows["service_id"].to_list() == ["054", "054", "7", "054", "70"]  # 70 can be 0070 or the old 070
    assert {rule for rule, *_ in right.fixes} == {"leading-zeros"}


def test_a_name_that_two_have_names_neither():
    service = FRAMEWORK.services[0]
    twins = tuple(Service(**{**service.model_dump(), "id": id, "name": "The Hub"}) for id in ("A1", "A2"))

    right = tidied({**ROW, "service_id": "the hub"}, framework=FRAMEWORK.model_copy(update={"services": twins}))

    assert (right.cells("service_id"), right.fixes) == (("the hub",), [])


def test_every_cell_of_a_label_is_listed_at_its_line():
    right = tidied({**ROW, "service_id": "sv05"}, ROW, {**ROW, "service_id": "sv05", "breakdown": "Total"})

    assert right.fixes == [
        ("id-spelling", "B2", "sv05", "SV05"),
        ("id-spelling", "B4", "sv05", "SV05"),
        ("everyone", "D4", "Total", ""),
    ]


def test_in_a_wide_sheet_a_cell_is_listed_at_its_own_column():
    rows = pl.concat(
        [long_rows(ROW), long_rows({**ROW, "service_id": "sv06"}).with_columns(pl.lit(1, pl.Int32).alias("block"))]
    )
    places = ({"service_id": ("A", "School")}, {"service_id": ("D", "Team"), "breakdown": ("", "")})

    right = done(tidy_labels, rows, places=places)

    assert right.rows["service_id"].to_list() == ["SV05", "SV06"]
    assert right.fixes == [("id-spelling", "D2", "sv06", "SV06")]


def test_clean_labels_cost_an_empty_ledger():
    rows = long_rows(ROW, {**ROW, "breakdown": "new starters", "note": "counted by hand"})

    made, fixes, questions = tidy_labels(rows, PLACES, FRAMEWORK, _none())

    assert made is rows
    assert dict(fixes.schema) == FIX_SCHEMA
    assert (fixes.height, questions) == (0, [])


def _none():
    from impact.ledger import Choices

    return Choices()


# The same in plain Python, one cell after another

IDS = {
    "service_id": {one.id: one.name for one in (*FRAMEWORK.services, *FRAMEWORK.areas)},
    "indicator_id": {one.id: one.title for one in (*FRAMEWORK.indicators, *FRAMEWORK.evidence)},
}


def folded(text):
    text = "".join("-" if unicodedata.category(letter) == "Pd" else letter for letter in text if letter != "\u200b")
    return " ".join(text.replace("\u2019", "'").replace("\u00a0", " ").split())


def as_words(text):
    return " ".join(re.findall("[a-z0-9]+", text.lower().replace("&", " and ")))


def id_meant(column, cell):
    """The one id that a cell means, by trying every id in turn; None if it means none, or several."""
    text = folded(cell)
    bare = re.sub(r"( ?\[note \d\]|(?<=[A-Za-z]{4})\d|\*)$", "", text)
    found = set()
    for id, name in IDS[column].items():
        for one in (text, bare):
            said = as_words(one)
            first, last = said.split()[:1], said.split()[-1:]
            if said.replace(" ", "") == id.lower() or said == as_words(name):
                found.add(id)
            if [id.lower()] in (first, last) and len(said.split()) > 1:
                rest = " ".join(said.split()[1:] if first == [id.lower()] else said.split()[:-1])
                found |= {id} if f" {rest} " in f" {as_words(name)} " else set()
    return found.pop() if len(found) == 1 else None


known = st.one_of(
    *(
        st.sampled_from(sorted(IDS[column].items())).flatmap(
            lambda pair: st.sampled_from([*pair, f"{pair[0]} {pair[1]}"])
        )
        for column in IDS
    )
)
dressed = st.builds(
    lambda text, change, tail: change(text) + tail,
    known,
    st.sampled_from([str, str.lower, str.upper, lambda text: text.replace(" ", "\u00a0"), lambda text: text[:-1]]),
    st.sampled_from(["", "", "", "2", "*", " [note 1]", "\u200b", " x"]),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(sorted(IDS)), dressed), min_size=1, max_size=20))
def test_ids_are_found_as_by_trying_every_one(cells):
    rows = [{**ROW, "breakdown": str(place), column: cell} for place, (column, cell) in enumerate(cells)]

    right = tidied(*rows)

    for place, (column, cell) in enumerate(cells):
        meant = None if cell in IDS[column] else id_meant(column, cell)
        expected = meant or (cell if cell in IDS[column] else folded(cell))
        assert right.rows[column][place] == expected, (column, cell)
        at = f"{LETTERS[column]}{place + 2}"
        assert [fix[2:] for fix in right.fixes if fix[1] == at] == ([(cell, expected)] if cell != expected else [])


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.fixed_dictionaries(
            {name: st.text(max_size=12) | dressed for name in ("service_id", "indicator_id", "breakdown", "note")}
        ),
        min_size=1,
        max_size=8,
    )
)
def test_labels_tidied_twice_are_as_tidied_once_and_every_change_is_listed_once(rows):
    rows = [{name: cell.strip() for name, cell in row.items()} for row in rows]
    once = tidied(*rows)

    changed = [
        (f"{LETTERS[name]}{line}", before, after)
        for line, (found, made) in enumerate(
            zip(long_rows(*rows).rows(named=True), once.rows.rows(named=True), strict=True), 2
        )
        for name, before, after in ((name, found[name], made[name]) for name in RETURN_COLUMNS)
        if before != after
    ]
    assert sorted(fix[1:] for fix in once.fixes) == sorted(changed)
    again = done(tidy_labels, once.rows)
    assert again.rows.equals(once.rows)
    assert again.fixes == []
