"""What stands where is said in words, and a reminder is kind: what, for when, how much, where, whom to ask."""

from datetime import UTC, date, datetime

import pytest

from calendars import QUARTERLY, SPRING, SUMMER, YEAR
from impact.framework import Framework
from impact.standing import Decision, Expected, Tally
from impact.words.reminders import needs_reminder, reminder, reminders
from impact.words.standings import (
    calendar_sentence,
    complete_text,
    in_time_sentence,
    in_time_text,
    share,
    standing_sentence,
    standing_text,
)

TODAY = date(2025, 8, 20)
CAME = datetime(2025, 7, 10, 9, tzinfo=UTC)
ANN = Decision("accepted", date(2025, 8, 3), "Ann Lee")


def returned(standing: str, **more: object) -> Expected:
    said = {"period": SPRING, "due": date(2025, 7, 30), "asked": ("W01", "W07", "S01"), **more}
    return Expected(QUARTERLY, state="", standing=standing, **said)


LATE = returned("late", days_late=21)
NOT_DUE = returned("not due", period=SUMMER, due=date(2025, 10, 30))
ASKED_BACK = returned("returned with questions", received=CAME, questions=2)


@pytest.mark.parametrize(
    ("one", "short", "full"),
    [
        (NOT_DUE, "not due until 30 Oct 2025", "Not due until 30 Oct 2025."),
        (returned("due"), "due by 30 Jul 2025", "Due by 30 Jul 2025."),
        (LATE, "late by 21 days", "Late by 21 days."),
        (returned("late", days_late=1), "late by 1 day", "Late by 1 day."),
        (returned("received", received=CAME), "received", "Received."),
        (returned("received", received=CAME, days_late=3), "received, 3 days late", "Received, 3 days late."),
        (ASKED_BACK, "returned with 2 questions", "Returned with 2 questions."),
        (
            returned("accepted", received=CAME, decided=ANN, questions=1),
            "accepted on 3 Aug 2025",
            "Accepted on 3 Aug 2025 by Ann Lee; 1 question still open.",
        ),
        (
            returned("signed off", received=CAME, decided=Decision("signed off", date(2025, 8, 4), "Bo", "All seen.")),
            "signed off on 4 Aug 2025",
            "Signed off on 4 Aug 2025 by Bo: All seen.",
        ),
        (
            returned("locked", decided=Decision("locked", date(2025, 8, 9), "")),
            "locked on 9 Aug 2025, nothing came in",
            "Locked on 9 Aug 2025, nothing came in.",
        ),
        (
            returned("received", received=CAME, overtaken=ANN, changed=date(2025, 8, 11)),
            "received",
            "Received. It was accepted on 3 Aug 2025 by Ann Lee; a return of 11 Aug 2025 changed it.",
        ),
        (
            returned("received", received=CAME, reopened=Decision("reopened", date(2025, 8, 9), "Bo", "Counted anew.")),
            "received",
            "Received. Opened again on 9 Aug 2025 by Bo: Counted anew.",
        ),
    ],
)
def test_where_a_return_stands_is_said_in_a_cell_and_in_full(one, short, full):
    assert (standing_text(one), standing_sentence(one)) == (short, full)


@pytest.mark.parametrize(
    ("told", "sentence", "cell"),
    [
        (Tally(), "No return was due before 20 Aug 2025.", "nothing was due yet"),
        (
            Tally(8, 6, 1, 200, 199),
            "Of 8 returns due before 20 Aug 2025, 6 (75%) came in time; 199 of the 200 figures asked for (99%) are in.",
            "6 of 8, 1 later, 1 not in",
        ),
        (
            Tally(2, 2, 0, 20, 20),
            "All 2 returns due before 20 Aug 2025 came in time, and every figure asked for is in.",
            "2 of 2",
        ),
        (
            Tally(1, 0, 0, 10, 0),
            "Of 1 return due before 20 Aug 2025, 0 (0%) came in time; 0 of the 10 figures asked for (0%) are in.",
            "0 of 1, 1 not in",
        ),
    ],
)
def test_timeliness_and_completeness_are_told_with_their_counts(told, sentence, cell):
    assert (in_time_sentence(told, TODAY), in_time_text(told)) == (sentence, cell)


def test_what_is_late_due_and_asked_back_is_told_first():
    said = calendar_sentence([LATE, LATE, returned("due"), ASKED_BACK], Tally(), TODAY)

    assert said.startswith("2 returns are late and 1 return is due now. 1 return is back with questions. ")
    assert calendar_sentence([NOT_DUE], Tally(), TODAY).startswith("Nothing is late and nothing is due now. No return")


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 9, "0%"), (1, 999, "less than 1%"), (1, 2, "50%"), (7217, 7218, "99%"), (9, 9, "100%"), (0, 0, "–")],
)
def test_a_share_says_all_or_nothing_only_where_it_is_so(part, whole, said):
    assert share(part, whole) == said
    assert complete_text(part, whole) == (f"{said} ({part:,} of {whole:,})" if whole else "nothing was due yet")


def remind(framework: Framework, *returns: Expected, address: str = "") -> str:
    return reminder(framework.service[QUARTERLY], returns, framework, TODAY, address)


def test_a_reminder_says_what_for_when_how_much_where_and_whom_to_ask(framework):
    assert remind(framework, LATE, NOT_DUE, address="https://impact.example/") == (
        "Health Visiting and School Nursing\n"
        "Returns to Trauma-informed Rochdale, 20 Aug 2025\n"
        "\n"
        "A friendly reminder. If what is named here is on its way already, thank you: nothing more is needed.\n"
        "\n"
        "- Apr to Jun 2025: 3 indicators. It was due by 30 Jul 2025 and is still welcome.\n"
        "\n"
        "After that comes Jul to Sep 2025: 3 indicators, due by 30 Oct 2025.\n"
        "\n"
        "Your template holds the rows that are expected. It is on the screen Templates: choose Health Visiting and "
        "School Nursing there, fill in what you have, and choose the file on the screen Returns. Where there is no "
        "number, a mark takes its place; the template says which.\n"
        "https://impact.example/template?framework=trauma-informed-borough&service=SV05\n"
        "\n"
        "If anything is unclear, or another day would suit you better, ask the programme team. Thank you.\n"
        "\n"
        "Demonstration data: invented services.\n"
    )


@pytest.mark.parametrize(
    ("returns", "sentence"),
    [
        ((returned("due"),), "This is a word in good time about what comes next."),
        ((returned("due"),), "- Apr to Jun 2025: 3 indicators. It is due by 30 Jul 2025."),
        (
            (returned("due", period=YEAR, due=date(2026, 5, 30)),),
            "- the year 2025/26 (year to 31 March 2026): 3 indicators.",
        ),
        ((ASKED_BACK,), "Thank you for what you have sent. A little more would complete it."),
        (
            (ASKED_BACK,),
            "- Apr to Jun 2025: it has come in. 2 questions about it are open, beside the return on the screen "
            "Returns; a sentence on each, or a corrected return, settles them.",
        ),
        (
            (returned("received", received=CAME, lacking=("W07", "S01")),),
            "Of the 3 indicators asked for in Apr to Jun 2025, 1 is in. The others are still welcome: "
            "W07 (Staff using a reflective space), S01 (People who felt heard, valued and understood).",
        ),
        ((returned("accepted", received=CAME), NOT_DUE), "Thank you: everything that was due from you has come in."),
        ((NOT_DUE,), "Next comes Jul to Sep 2025: 3 indicators, due by 30 Oct 2025."),
        ((), "Nothing is asked of you."),
    ],
)
def test_a_reminder_speaks_to_how_things_stand(framework, returns, sentence):
    assert sentence in remind(framework, *returns)


@pytest.mark.parametrize(
    "returns", [(LATE, NOT_DUE), (ASKED_BACK,), (returned("received", received=CAME, lacking=("W07",)),), ()]
)
def test_a_reminder_blames_nobody(framework, returns):
    words = remind(framework, *returns).lower()

    assert not [
        word
        for word in (
            "fail",
            "overdue",
            "must",
            "non-compliant",
            "still not",
            "urgent",
            "invalid",
            "days late",
            "have to",
        )
        if word in words
    ]


@pytest.mark.parametrize(
    ("returns", "needed"),
    [
        ((LATE,), True),
        ((ASKED_BACK,), True),
        ((returned("received", received=CAME, lacking=("W07",)),), True),
        ((returned("accepted", received=CAME, lacking=("W07",)),), False),
        ((returned("received", received=CAME), NOT_DUE), False),
        ((), False),
    ],
)
def test_nobody_is_reminded_of_nothing(returns, needed):
    assert needs_reminder(returns) is needed


def test_an_older_return_that_lacks_something_is_let_be():
    older = returned("received", received=CAME, lacking=("W07",))
    newer = returned("received", received=CAME, period=SUMMER)

    assert not needs_reminder([older, newer])


def test_several_reminders_stand_apart(framework):
    text = reminders([remind(framework, LATE), remind(framework, ASKED_BACK)])

    assert text.count("-" * 60) == 1
    assert text.count("Returns to Trauma-informed Rochdale") == 2
