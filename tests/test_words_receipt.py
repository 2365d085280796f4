"""A kept return in sentences that a person under pressure can take in."""

from datetime import date

import pytest

from impact.words.explained import Explanation
from impact.words.receipt import lines_text, receipt_sentence, standing_text, waiting_sentence, withdrawal_sentence

CAME, HUBS = date(2026, 11, 3), "Family Hubs for Jul to Sep 2026"
ANN = (date(2026, 11, 5), "Ann Lee")
BEGIN = f"Return 12 from {HUBS} came in on 3 Nov 2026"


@pytest.mark.parametrize(
    ("rows", "counting", "instead", "withdrawn", "day", "said"),
    [
        (26, 26, [], None, None, "; all 26 of its rows count today."),
        (26, 24, [(14, 2)], None, None, "; 24 of its 26 rows count today; 2 were replaced by return 14."),
        (26, 1, [(14, 24), (15, 1)], None, None,
         "; 1 of its 26 rows counts today; 24 were replaced by return 14, 1 by return 15."),
        (26, 25, [(14, 1)], None, None, "; 25 of its 26 rows count today; 1 was replaced by return 14."),
        (26, 0, [(14, 26)], None, None, "; none of its 26 rows counts today; all were replaced by return 14."),
        (1, 1, [], None, None, "; its only row counts today."),
        (1, 0, [(14, 1)], None, None, "; its only row does not count today; it was replaced by return 14."),
        (26, 24, [(14, 2)], None, date(2026, 11, 9),
         "; 24 of its 26 rows counted on 9 Nov 2026; 2 were replaced by return 14."),
        (26, 0, [(None, 26)], ANN, None,
         " and was withdrawn on 5 Nov 2026 by Ann Lee; none of its 26 rows counts today."),
        (26, 0, [(9, 20), (None, 6)], ANN, None,
         " and was withdrawn on 5 Nov 2026 by Ann Lee; none of its 26 rows counts today; for 20 of them return 9 "
         "counts instead."),
        (26, 0, [(9, 20), (10, 6)], ANN, None,
         " and was withdrawn on 5 Nov 2026 by Ann Lee; none of its 26 rows counts today; for 20 of them return 9 and "
         "for 6 of them return 10 count instead."),
    ],
)  # fmt: skip
def test_the_first_line_says_what_counts(rows, counting, instead, withdrawn, day, said):
    assert receipt_sentence(12, HUBS, CAME, rows, counting, instead, withdrawn, day) == BEGIN + said


@pytest.mark.parametrize(
    ("counting", "falls_back", "said"),
    [
        (24, [(9, 20), (None, 4)],
         "Its 24 rows would no longer count: for 20 of them return 9 would count again, for 4 of them nothing else is "
         "known. "
         "The file stays in the record."),
        (1, [(None, 1)],
         "Its 1 row would no longer count: for it nothing else is known. The file stays in the record."),
        (24, [(9, 24)],
         "Its 24 rows would no longer count: for all of them return 9 would count again. The file stays in the "
         "record."),
        (0, [], "None of the rows of return 12 counts, so no figure would change."),
    ],
)  # fmt: skip
def test_what_a_withdrawal_would_do_is_said_before(counting, falls_back, said):
    assert withdrawal_sentence(12, counting, falls_back) == said


def test_what_a_withdrawal_did_is_said_after():
    assert withdrawal_sentence(12, 24, [(9, 24)], done=True) == (
        "Its 24 rows no longer count: for all of them return 9 counts again. The file stays in the record."
    )
    assert withdrawal_sentence(12, 0, [], done=True) == "None of the rows of return 12 counted, so no figure changes."


@pytest.mark.parametrize(
    ("lines", "more", "said"),
    [
        ([], False, ""),
        ([4], False, "4"),
        ([2, 3, 4, 9], False, "2 to 4 and 9"),
        ([2, 3, 4, 9, 14, 15], False, "2 to 4, 9 and 14 to 15"),
        ([2, 3], True, "2 to 3 and more"),
        (list(range(2, 60, 2)), False, "2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24 and more"),
    ],
)
def test_lines_are_named_as_stretches(lines, more, said):
    assert lines_text(lines, more=more) == said


GIVEN = Explanation("New clinic.", "Ann Lee", CAME, date(2026, 11, 30))


@pytest.mark.parametrize(
    ("state", "explanation", "said"),
    [
        ("open", None, "Waits for an answer."),
        ("explained", GIVEN, "Explained by Ann Lee on 3 Nov 2026: “New clinic.” Holds until 30 Nov 2026."),
        ("lapsed", GIVEN, "Asked again: what Ann Lee explained on 3 Nov 2026 held until 30 Nov 2026."),
        ("settled", None, "No longer asked: what it was about does not count any more."),
        ("settled", GIVEN,
         "No longer asked: what it was about does not count any more. "
         "It was explained by Ann Lee on 3 Nov 2026: “New clinic.” Held until 30 Nov 2026."),
    ],
)  # fmt: skip
def test_where_a_question_stands(state, explanation, said):
    assert standing_text(state, explanation) == said


@pytest.mark.parametrize(
    ("waiting", "asked", "said"),
    [
        (0, 0, "Nothing was asked about it."),
        (1, 1, "One question waits for an answer."),
        (0, 1, "The one question about it is answered."),
        (1, 5, "1 of 5 questions waits for an answer."),
        (2, 5, "2 of 5 questions wait for an answer."),
        (0, 5, "None of its 5 questions waits for an answer."),
    ],
)
def test_how_many_questions_wait(waiting, asked, said):
    assert waiting_sentence(waiting, asked) == said
