"""A doubt can be explained: the reason stands with its figure, lapses when the figure changes, and is never lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import doubted
from doubted import FIRST, RULES, TODAY, VIEW, doubt, doubt_ids, record, send
from impact import acts, answers, periods, store
from impact.access import Viewer
from impact.answers.doubts import EXPLAINED, LAPSED, OPEN, SETTLED
from impact.answers.locks import EVERY_SERVICE
from impact.answers.submission import Instead
from impact.ledger import FIX_SCHEMA, FixGroup
from impact.problems import Problem
from impact.sources import Sources, View, end_of, view_on
from impact.words.explained import ExplainedPoint, Explanation, cell_text, explained_sentences, marked_sentence

Q2 = periods.parse("2026-27 Q2")
S01 = RULES.indicator["S01"]
WHY = "New clinic opened."
row = partial(doubted.row, service_id="SV05")
ANN = Explanation(WHY, "Ann Lee", FIRST.date())


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Sources]:
    opened = record(tmp_path)
    yield opened
    opened.engine.dispose()


def explain(
    sources: Sources, number: int, reason: str = WHY, until: date | None = None, place: int = 0, hours: int = 0
):
    moment = FIRST + timedelta(hours=hours)
    store.explain(sources.engine, doubt_ids(sources, number)[place], reason, "Ann Lee", moment, until)


def points(sources: Sources, kind="service", scope="SV05", view: View = VIEW, indicator=S01):
    return answers.story(sources, view, indicator, kind, scope).explained


def test_an_explained_figure_of_a_service_carries_its_reason(sources):
    number = send(sources, [row(2, "S01", 80, 110), row(3, "S03", 40, 90)], doubt(2))

    explain(sources, number, until=date(2027, 3, 31))

    assert points(sources) == (ExplainedPoint(Q2, (replace(ANN, until=date(2027, 3, 31)),)),)
    assert points(sources, indicator=RULES.indicator["S03"]) == ()


def test_a_doubt_that_nobody_explained_marks_nothing(sources):
    send(sources, [row(2, "S01", 80, 110)], doubt(2))

    assert points(sources) == ()


def test_an_explanation_lapses_when_the_figure_changes(sources):
    explain(sources, send(sources, [row(2, "S01", 80, 110)], doubt(2)))

    send(sources, [row(2, "S01", 81, 110)], day=1)

    assert points(sources) == ()
    assert points(sources, view=View(RULES.id, TODAY, FIRST + timedelta(hours=1))) != ()


def test_an_explanation_holds_on_where_a_later_return_says_the_same(sources):
    explain(sources, send(sources, [row(2, "S01", 80, 110)], doubt(2)))

    send(sources, [row(7, "S01", 80, 110, note="as before")], doubt(7), day=1)

    assert points(sources) == (ExplainedPoint(Q2, (ANN,)),)


@pytest.mark.parametrize(("until", "holds"), [(TODAY, True), (TODAY - timedelta(days=1), False), (None, True)])
def test_an_explanation_holds_through_its_last_day(sources, until, holds):
    explain(sources, send(sources, [row(2, "S01", 80, 110)], doubt(2)), until=until)

    assert bool(points(sources)) == holds


def test_an_earlier_day_shows_what_was_explained_by_then(sources):
    number = send(sources, [row(2, "S01", 80, 110)], doubt(2))
    store.explain(sources.engine, doubt_ids(sources, number)[0], WHY, "Ann Lee", FIRST + timedelta(days=4))

    assert points(sources, view=view_on(RULES.id, TODAY, date(2026, 11, 5))) == ()
    assert points(sources, view=view_on(RULES.id, TODAY, date(2026, 11, 7))) != ()


def test_the_newest_explanation_of_one_question_is_shown_and_each_of_two_questions(sources):
    number = send(sources, [row(2, "S01", 80, 110)], doubt(2), doubt(2, "base-changed"))

    explain(sources, number, "Not sure.")
    explain(sources, number, "Two teams merged.", hours=1)
    explain(sources, number, "One more clinic.", place=1, hours=2)

    (point,) = points(sources)
    assert [one.reason for one in point.own] == ["Two teams merged.", "One more clinic."]


def test_one_reason_given_to_two_questions_about_a_figure_is_said_once(sources):
    number = send(sources, [row(2, "S01", 80, 110)], doubt(2), doubt(2, "base-changed"))

    explain(sources, number)
    explain(sources, number, place=1)

    assert points(sources) == (ExplainedPoint(Q2, (ANN,)),)


@pytest.mark.parametrize(("kind", "scope"), [("sector", "SEC2"), ("whole", "")])
def test_above_a_service_it_is_only_said_how_many_explained_theirs(sources, kind, scope):
    explain(sources, send(sources, [row(2, "S01", 80, 110)], doubt(2)))
    send(sources, [row(2, "S01", 60, 90, service_id="SV06")])
    one = points(sources, kind, scope)
    explain(sources, send(sources, [row(2, "S01", 61, 90, service_id="SV06")], doubt(2), day=1))

    two = points(sources, kind, scope)

    assert one == (ExplainedPoint(Q2, (), 1, wider=True),)
    assert two == (ExplainedPoint(Q2, (), 2, wider=True),)
    assert [cell_text(point, RULES) for point in (*one, *two)] == [
        "1 service explained its figure",
        "2 services explained theirs",
    ]


def test_a_term_that_was_explained_marks_the_quarter_it_is_counted_in(sources):
    spring = periods.parse("2025-26 Spring")
    explain(sources, send(sources, [row(2, "S01", 80, 110, service_id="SV01", period=spring)], doubt(2)))
    send(sources, [row(2, "S01", 80, 110, period=periods.parse("2025-26 Q4"))])

    marked = [(point.period.code, point.senders) for point in points(sources, "whole", "")]

    assert marked == [("2025-26 Q4", 1)]
    assert points(sources, "service", "SV01")[0].period == spring


def test_words_about_a_hidden_figure_are_not_shown(sources):
    number = send(sources, [row(2, "S01", 3, 110)], doubt(2))

    explain(sources, number, "Three is right, they were all in one class.")

    (point,) = points(sources)
    assert (point.own, point.wider) == ((), False)
    assert explained_sentences(point, RULES) == [
        "Jul to Sep 2026: explained; the words are not shown, because the figure is hidden."
    ]


def test_a_row_about_a_part_of_the_people_marks_no_point(sources):
    rows = [row(2, "S01", 80, 110), row(3, "S01", 40, 60, breakdown="age:10-17")]

    explain(sources, send(sources, rows, doubt(3)))

    assert points(sources) == ()


def test_a_published_figure_of_the_place_is_explained_in_words_for_the_place_too(sources):
    p12 = RULES.indicator["P12"]
    year = periods.parse("2024-25")
    home = {"service_id": RULES.home.id, "numerator": None, "denominator": None, "value": 412.0, "period": year}
    number = send(sources, [row(2, "P12", **home)], doubt(2), source={"publisher": "OHID"})

    explain(sources, number, "The boundary changed.")

    for kind, scope in (("area", RULES.home.id), ("whole", "")):
        (point,) = points(sources, kind, scope, indicator=p12)
        assert [one.reason for one in point.own] == ["The boundary changed."]


def test_stories_told_together_carry_the_same_explanations(sources):
    explain(sources, send(sources, [row(2, "S01", 80, 110)], doubt(2)))
    wanted = [("S01", "service", "SV05"), ("S01", "whole", "")]

    together = answers.stories(sources, VIEW, wanted)

    assert [told.explained for told in together.values()] == [points(sources), points(sources, "whole", "")]


def test_an_explanation_in_words():
    point = ExplainedPoint(Q2, (replace(ANN, until=date(2027, 3, 31)), ANN))

    assert explained_sentences(point, RULES) == [
        "Jul to Sep 2026: explained by Ann Lee on 3 Nov 2026: “New clinic opened.” Holds until 31 Mar 2027.",
        "Jul to Sep 2026: explained by Ann Lee on 3 Nov 2026: “New clinic opened.”",
    ]
    assert cell_text(point, RULES) == (
        "Ann Lee on 3 Nov 2026: “New clinic opened.” Holds until 31 Mar 2027. "
        "Also Ann Lee on 3 Nov 2026: “New clinic opened.”"
    )
    assert marked_sentence([point]) == "Explained, marked E: Jul to Sep 2026."
    assert marked_sentence([]) == ""


# One kept return


def test_a_return_says_which_of_its_rows_count_and_by_what_the_others_were_replaced(sources):
    first = send(sources, [row(2, "S01", 80, 110), row(3, "S03", 40, 90), row(4, "W01", 30, 60)])
    second = send(sources, [row(2, "S03", 44, 90)], day=1)
    third = send(sources, [row(2, "W01", 31, 60)], day=2)

    found = answers.submission(sources, VIEW, first)

    assert (found.rows, found.counting) == (3, 1)
    assert found.replaced == (Instead(second, 1, (3,)), Instead(third, 1, (4,)))
    assert found.falls_back == (Instead(None, 1, (2,)),)
    assert answers.submission(sources, VIEW, second).falls_back == (Instead(first, 1, (2,)),)
    assert (found.sender, found.periods) == ("Health Visiting and School Nursing", (Q2,))


def test_a_return_on_an_earlier_day_stands_as_it_stood_then(sources):
    first = send(sources, [row(2, "S01", 80, 110)], doubt(2))
    acts.explain(sources, VIEW, doubt_ids(sources, first)[0], WHY, "Ann Lee", FIRST + timedelta(hours=1))
    send(sources, [row(2, "S01", 90, 110)], day=2)
    acts.withdraw(sources, VIEW, first, "Wrong sheet.", "Ann Lee", FIRST + timedelta(days=4))

    then = answers.submission(sources, view_on(RULES.id, TODAY, date(2026, 11, 4)), first)
    now = answers.submission(sources, VIEW, first)

    assert (then.counting, then.withdrawn, [one.state for one in then.doubts]) == (1, None, [EXPLAINED])
    assert (now.counting, now.withdrawn.reason, [one.state for one in now.doubts]) == (0, "Wrong sheet.", [SETTLED])


@pytest.mark.parametrize("day", [None, date(2026, 11, 2)])
def test_a_return_that_is_not_there_or_not_there_yet_is_said_to_be_unknown(sources, day):
    number = send(sources, [row(2, "S01", 80, 110)])
    wanted = number if day else 99

    with pytest.raises(answers.UnknownReturn, match=f"There is no return number {wanted}") as told:
        answers.submission(sources, view_on(RULES.id, TODAY, day), wanted)

    assert ("by this day" in str(told.value)) == bool(day)


def test_a_return_tells_how_it_was_read_and_what_was_set_right(sources):
    fixes = [("heading-by-title", None, "B", "Service", "Service", "service_id")]
    fixes += [("thousands-commas", line, "E", "numerator", "1,234", "1234") for line in (2, 3)]
    number = send(
        sources,
        [row(2, "S01", 1234, 5000), row(3, "S03", 1234, 5000)],
        fixes=pl.DataFrame(fixes, FIX_SCHEMA, orient="row"),
        columns={"numerator": "E"},
        line_ends="CRLF",
        sheet="Return",
        remarks=("Two hidden columns were read too.",),
        choices={"answers": {"period": "2026-27 Q2"}},
    )

    found = answers.submission(sources, VIEW, number)

    assert found.fixes == (
        FixGroup("heading-by-title", "B", "Service", 1, (), "Service", "service_id"),
        FixGroup("thousands-commas", "E", "numerator", 2, (2, 3), "1,234", "1234"),
    )
    assert (found.reading.encoding, found.reading.line_ends, found.reading.sheet) == ("utf-8", "CRLF", "Return")
    assert found.reading.remarks == ("Two hidden columns were read too.",)
    assert found.reading.choices == {"answers": {"period": "2026-27 Q2"}}
    assert answers.original(sources, VIEW, number).startswith(b"0 [{")


def states(sources: Sources, number: int, view: View = VIEW) -> list[str]:
    return [one.state for one in answers.submission(sources, view, number).doubts]


def test_a_question_waits_then_is_explained_then_is_asked_again_after_the_last_day(sources):
    number = send(sources, [row(2, "S01", 80, 110)], doubt(2), doubt(None, "all-as-before"))
    assert states(sources, number) == [OPEN, OPEN]

    for place in (0, 1):
        explain(sources, number, until=date(2026, 11, 30), place=place)

    assert states(sources, number) == [EXPLAINED, EXPLAINED]
    assert answers.waiting_doubts(sources, VIEW) == ()
    later = View(RULES.id, date(2026, 12, 1))
    assert states(sources, number, later) == [LAPSED, LAPSED]
    assert set(answers.waiting_doubts(sources, later)) == set(answers.submission(sources, later, number).doubts)


def test_a_question_about_what_was_replaced_is_no_longer_asked(sources):
    number = send(sources, [row(2, "S01", 80, 110)], doubt(2), doubt(None, "all-as-before"))

    send(sources, [row(2, "S01", 90, 110)], day=1)

    assert states(sources, number) == [SETTLED, SETTLED]


def test_the_same_question_about_the_same_figure_is_answered_once(sources):
    explain(sources, send(sources, [row(2, "S01", 80, 110)], doubt(2)))

    again = send(sources, [row(5, "S01", 80, 110, note="x")], doubt(5), doubt(5, "base-changed"), day=1)

    first, second = answers.submission(sources, VIEW, again).doubts
    assert (first.state, first.explanation, second.state) == (EXPLAINED, ANN, OPEN)
    assert [one.id for one in answers.waiting_doubts(sources, VIEW)] == [second.id]


def test_a_question_knows_whose_figure_and_which_chart_it_is_about(sources):
    rows = [row(2, "S01", 80, 110), row(3, "S01", 40, 60, breakdown="age:10-17")]
    number = send(sources, rows, doubt(2), doubt(3), doubt(None))

    doubts = answers.submission(sources, VIEW, number).doubts

    assert [(one.sender, one.indicator, one.asked.place) for one in doubts] == [
        ("SV05", "S01", "Row 2, column E (numerator)"),
        ("SV05", "", "Row 3, column E (numerator)"),
        ("SV05", "", "The file"),
    ]
    waiting = answers.waiting_doubts(sources, VIEW)
    assert [(one.id, one.sender, one.indicator) for one in waiting] == [
        (one.id, one.sender, one.indicator) for one in doubts
    ]


def test_a_question_about_a_denominator_is_about_the_row_to_its_left(sources):
    wide = [row(2, "S01", 80, 110), {**row(2, "S03", 40, 60), "cell": "G2"}]
    number = send(sources, wide, Problem("base-changed", "Is it right?", 2, "F", "of", "", blocks=False))
    (open_,) = answers.submission(sources, VIEW, number).doubts

    explain(sources, number)

    (explained,) = answers.submission(sources, VIEW, number).doubts
    assert (open_.state, explained.state, explained.explanation) == (OPEN, EXPLAINED, ANN)
    assert (open_.sender, open_.indicator, open_.asked.place) == ("SV05", "S01", "Row 2, column F (of)")
    assert points(sources) == (ExplainedPoint(Q2, (ANN,)),)


LEADER, CHAMPION = Viewer("leader"), Viewer("champion", ("SV05",))
OURS, THEIRS = Viewer("analyst", ("SV05",)), Viewer("analyst", ("SV06",))


@pytest.mark.parametrize(
    ("viewer", "may_open", "may_act"),
    [(LEADER, False, False), (CHAMPION, True, False), (OURS, True, True), (THEIRS, False, False)],
)
def test_cells_and_acts_are_for_those_who_send_check_or_sign_off(sources, viewer, may_open, may_act):
    number = send(sources, [row(2, "S01", 80, 110)], doubt(2), columns={"numerator": "E"})
    view = replace(VIEW, viewer=viewer)

    found = answers.submission(sources, view, number)

    assert (found.may_open, found.may_act, found.counting) == (may_open, may_act, 1)
    assert bool(found.doubts) == bool(found.reading.columns) == may_open
    assert bool(answers.waiting_doubts(sources, view)) == may_open
    if not may_open:
        with pytest.raises(answers.UnknownReturn, match="can be opened only by those who"):
            answers.original(sources, view, number)
    if not may_act:
        with pytest.raises(acts.NotDone, match="only by those who send for SV05"):
            acts.explain(sources, view, doubt_ids(sources, number)[0], WHY, "Ann Lee", FIRST)
        with pytest.raises(acts.NotDone, match="only by those who send for SV05"):
            acts.withdraw(sources, view, number, WHY, "Ann Lee", FIRST)


def test_a_return_of_two_services_is_opened_by_whoever_sends_for_both(sources):
    rows = [row(2, "S01", 80, 110), row(3, "S01", 60, 90, service_id="SV06")]
    number = send(sources, rows, sender="several services")

    assert not answers.submission(sources, replace(VIEW, viewer=OURS), number).may_open
    both = Viewer("analyst", ("SV05", "SV06"))
    assert answers.submission(sources, replace(VIEW, viewer=both), number).may_act


def test_published_figures_are_open_to_all_and_acted_on_by_the_programme_team(sources):
    home = {"service_id": RULES.home.id, "value": 412.0, "period": periods.parse("2024-25")}
    number = send(sources, [row(2, "P12", None, None, **home)], doubt(2), source={"publisher": "OHID"})

    found = answers.submission(sources, replace(VIEW, viewer=LEADER), number)

    assert (found.sender, found.may_open, found.may_act, len(found.doubts)) == ("OHID", True, False, 1)


# Acts


@pytest.mark.parametrize(
    ("reason", "by", "said"),
    [
        ("  ", "Ann Lee", "A reason is missing. Write it in a few words."),
        (WHY, " ", "A name is missing. Write your name, so that others know whom to ask."),
        ("x" * 501, "Ann Lee", "A reason takes at most 500 characters and a name 80. Say it more shortly."),
        (WHY, "x" * 81, "A reason takes at most 500 characters and a name 80. Say it more shortly."),
        (
            "Ask ann.lee@example.org",
            "Ann Lee",
            "This looks like an e-mail address. A reason is shown to others, so nothing in it may point to a person. "
            "Take it out.",
        ),
        (
            "The family at\nOL16 1AB moved away.",
            "Ann Lee",
            "This looks like a postcode. A reason is shown to others, so nothing in it may point to a person. "
            "Take it out.",
        ),
    ],
)
def test_a_reason_and_a_name_are_needed_and_nothing_about_a_person(sources, reason, by, said):
    number = send(sources, [row(2, "S01", 80, 110)], doubt(2))

    with pytest.raises(acts.NotDone) as explained:
        acts.explain(sources, VIEW, doubt_ids(sources, number)[0], reason, by, FIRST)
    with pytest.raises(acts.NotDone) as withdrawn:
        acts.withdraw(sources, VIEW, number, reason, by, FIRST)

    assert str(explained.value) == str(withdrawn.value) == said
    assert states(sources, number) == [OPEN]


def test_a_last_day_that_has_passed_is_not_taken(sources):
    number = send(sources, [row(2, "S01", 80, 110)], doubt(2))

    with pytest.raises(acts.NotDone) as told:
        acts.explain(sources, VIEW, doubt_ids(sources, number)[0], WHY, "Ann Lee", FIRST, date(2026, 11, 21))

    assert str(told.value) == (
        "The last day, 21 Nov 2026, has passed. Choose a day from today on, or leave it empty: then the explanation "
        "holds for as long as the figure stays the same."
    )


def test_nothing_is_done_on_an_earlier_day_nor_to_what_is_not_there(sources):
    number = send(sources, [row(2, "S01", 80, 110)], doubt(2))
    earlier = view_on(RULES.id, TODAY, date(2026, 11, 4))
    (id,) = doubt_ids(sources, number)

    for view, doubt_id, said in (
        (earlier, id, "A return is explained today."),
        (VIEW, 99, "There is no question number 99."),
        (View("england-children", TODAY), id, f"There is no question number {id}."),
    ):
        with pytest.raises(acts.NotDone, match=said):
            acts.explain(sources, view, doubt_id, WHY, "Ann Lee", FIRST)
    with pytest.raises(acts.NotDone, match="A return is withdrawn today"):
        acts.withdraw(sources, earlier, number, WHY, "Ann Lee", FIRST)
    with pytest.raises(answers.UnknownReturn):
        acts.withdraw(sources, VIEW, 99, WHY, "Ann Lee", FIRST)


def figure(sources: Sources, view: View = VIEW) -> float:
    shown = answers.figures(sources, view, ["S01"], ("service",)).one("S01", "service", "SV05")
    return float(shown.frame.value.iloc[-1])


def test_figures_go_back_to_what_was_known_before_when_a_return_is_withdrawn(sources):
    first = send(sources, [row(2, "S01", 50, 100)])
    second = send(sources, [row(2, "S01", 80, 100)], day=1)
    assert figure(sources) == 80

    moment = acts.withdraw(sources, VIEW, second, "Wrong sheet.", "Ann Lee", FIRST + timedelta(days=2))

    assert figure(sources) == 50
    assert figure(sources, View(RULES.id, TODAY, moment - timedelta(microseconds=1))) == 80
    found = answers.submission(sources, VIEW, second)
    assert (found.counting, found.replaced) == (0, (Instead(first, 1, (2,)),))
    assert (found.withdrawn.by, found.withdrawn.reason) == ("Ann Lee", "Wrong sheet.")
    assert answers.original(sources, VIEW, second)


def test_a_return_is_withdrawn_once(sources):
    number = send(sources, [row(2, "S01", 50, 100)])
    acts.withdraw(sources, VIEW, number, "Wrong sheet.", "Ann Lee", FIRST)

    with pytest.raises(store.ActRefused, match="was withdrawn on 3 Nov 2026 by Ann Lee"):
        acts.withdraw(sources, VIEW, number, "Wrong sheet.", "Ann Lee", FIRST)


@pytest.mark.parametrize("service", ["SV05", EVERY_SERVICE])
def test_a_return_that_counts_in_a_locked_period_is_not_withdrawn(sources, service):
    number = send(sources, [row(2, "S01", 50, 100)])
    about = (sources.engine, RULES.id, service, Q2.start, Q2.kind)
    store.decide(*about, "locked", "Mo Khan", FIRST, "Shown to the board")

    with pytest.raises(acts.NotDone) as refused:
        acts.withdraw(sources, VIEW, number, "Wrong sheet.", "Ann Lee", FIRST)

    assert str(refused.value) == (
        f"Return {number} cannot be withdrawn: Jul to Sep 2026 is locked for SV05, so that figures shown to the board "
        "stay as they were. Ask the programme team to unlock it first."
    )
    assert figure(sources) == 50


def test_a_lock_does_not_hold_back_a_return_that_no_longer_counts_there_or_was_unlocked(sources):
    first = send(sources, [row(2, "S01", 50, 100)])
    second = send(sources, [row(2, "S01", 80, 100)], day=1)
    about = (sources.engine, RULES.id, "SV05", Q2.start, Q2.kind)
    store.decide(*about, "locked", "Mo Khan", FIRST, "Shown to the board")

    acts.withdraw(sources, VIEW, first, "Wrong sheet.", "Ann Lee", FIRST + timedelta(days=2))
    assert figure(sources) == 80

    store.decide(*about, "unlocked", "Mo Khan", FIRST + timedelta(days=2), "A correction")
    acts.withdraw(sources, VIEW, second, "Wrong sheet.", "Ann Lee", FIRST + timedelta(days=3))
    assert answers.submission(sources, VIEW, second).counting == 0


def test_withdrawing_what_replaced_a_figure_brings_its_explanation_back(sources):
    explain(sources, send(sources, [row(2, "S01", 80, 110)], doubt(2)))
    second = send(sources, [row(2, "S01", 90, 110)], day=1)
    assert points(sources) == ()

    acts.withdraw(sources, VIEW, second, "Wrong sheet.", "Ann Lee", FIRST + timedelta(days=2))

    assert points(sources) == (ExplainedPoint(Q2, (ANN,)),)


_SENT = st.lists(
    st.one_of(
        st.dictionaries(st.sampled_from(["S01", "S03", "W01"]), st.integers(20, 22), min_size=1),
        st.integers(1, 6),
    ),
    min_size=1,
    max_size=7,
)


@settings(deadline=None, max_examples=30)
@given(_SENT, st.integers(0, 7))
def test_the_standing_of_every_return_is_that_of_a_slow_twin(tmp_path_factory, sent, as_at_step):
    sources = record(tmp_path_factory.mktemp("twin"))
    kept: dict[int, tuple[int, dict[str, int]]] = {}
    gone: dict[int, int] = {}
    for step, one in enumerate(sent):
        if isinstance(one, dict):
            rows = [row(line, *pair, 100) for line, pair in enumerate(one.items(), start=2)]
            kept[send(sources, rows, day=step, content=f"{step}".encode())] = (step, one)
        elif one in kept and one not in gone:
            acts.withdraw(sources, VIEW, one, "Wrong sheet.", "Ann Lee", FIRST + timedelta(days=step))
            gone[one] = step
    step = min(as_at_step, len(sent) - 1)
    view = View(RULES.id, TODAY, FIRST + timedelta(days=step, hours=1))

    alive = {number: rows for number, (at, rows) in kept.items() if at <= step and gone.get(number, 99) > step}
    newest = {key: max(n for n, rows in alive.items() if key in rows) for rows in alive.values() for key in rows}
    for number, (at, rows) in kept.items():
        if at <= step:
            found = answers.submission(sources, view, number)
            assert found.counting == sum(newest.get(key) == number for key in rows)
            told = {one.number: one.rows for one in found.replaced}
            others = [newest.get(key) for key in rows if newest.get(key) != number]
            assert told == {other: others.count(other) for other in others}
    sources.engine.dispose()


def test_the_end_of_a_day_is_that_days(sources):
    number = send(sources, [row(2, "S01", 80, 110)])

    assert answers.submission(sources, View(RULES.id, TODAY, end_of(FIRST.date())), number).counting == 1
