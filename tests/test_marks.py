"""Marks: the letters that stand in place of a number are read in any dress and shown in one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.marks import MARKS, SAME_AS, legend, meanings, read_marks, replaces_number, shown


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("c", ("c",)),
        ("[c]", ("c",)),
        (" [C] ", ("c",)),
        ("p r", ("p", "r")),
        ("[p][r]", ("p", "r")),
        ("p,r", ("p", "r")),
        ("low", ("low",)),
        ("k", ("low",)),
        ("[k]", ("low",)),
        ("", ()),
    ],
)
def test_a_mark_is_read_however_it_is_dressed(text, marks):
    assert read_marks(text) == marks


@pytest.mark.parametrize("text", ["?", "cc", "q", "c q", "12", "*", "n/a"])
def test_an_unknown_mark_is_not_taken_for_a_known_one(text):
    assert read_marks(text) is None


@settings(deadline=None)
@given(st.lists(st.sampled_from(sorted(MARKS))))
def test_what_is_shown_is_read_back(marks):
    assert read_marks(shown(" ".join(marks))) == tuple(marks)


def test_marks_are_shown_in_square_brackets():
    assert shown("p r") == "[p][r]"
    assert shown("") == ""


@pytest.mark.parametrize("letter", ["c", "x", "z", "low", "u"])
def test_some_marks_stand_in_place_of_the_number(letter):
    assert replaces_number(letter)
    assert replaces_number(f"p {letter}")


@pytest.mark.parametrize("marks", ["", "p", "r", "e", "b", "f", "p r"])
def test_the_others_stand_beside_it(marks):
    assert not replaces_number(marks)


def test_another_spelling_always_leads_to_a_known_mark():
    assert set(SAME_AS.values()) <= set(MARKS)
    assert not set(SAME_AS) & set(MARKS)


def test_each_mark_is_filed_under_its_own_letter():
    assert all(letter == mark.letter for letter, mark in MARKS.items())


def test_every_mark_is_explained_in_the_order_of_the_list():
    assert meanings("p r") == "provisional, revised"
    assert meanings("") == ""
    assert list(legend(["r p", "", "c", "p"])) == ["c", "p", "r"]
    assert legend(MARKS) == {letter: mark.meaning for letter, mark in MARKS.items()}
