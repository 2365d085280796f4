"""What a borough reads is plain: a reader of twelve reads every part of it with ease."""

from collections import defaultdict
from pathlib import Path

import pytest

from impact.words.glossary import glossary
from reading_age import ENOUGH, OLDEST, Counted, counted, prose, sentences_of, syllables_of
from templates import REPO, texts_in

PRODUCT = sorted([*(REPO / "pages").rglob("*.py"), *(REPO / "src" / "impact").rglob("*.py")])
CODE = ("{", "}", "\\", "=", "SELECT", "http")
"""What stands in a text that is for a program."""


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("made", 1),
        ("moved", 1),
        ("added", 2),
        ("table", 2),
        ("sectors", 2),
        ("figures", 2),
        ("services", 3),
        ("returned", 2),
        ("whole", 1),
        ("people", 2),
        ("question", 2),
        ("indicator", 4),
        ("experience", 4),
        ("statement", 2),
        ("being", 2),
        ("area", 3),
        ("re-traumatised", 4),
        ("service's", 2),
        ("CSV", 3),
        ("1,204", 1),
    ],
)
def test_syllables_are_counted_by_the_letters(word: str, syllables: int) -> None:
    assert syllables_of(word) == syllables


def test_sentences_end_where_they_are_ended_and_labels_are_none() -> None:
    text = (
        "<b>Jul to Sep</b> Staff were trained in time (56.5%). See the roadmap. Who told us so? Nobody has said it yet!"
    )

    assert sentences_of(text) == [
        " Jul to Sep  Staff were trained in time (56.5%).",
        "Who told us so?",
        "Nobody has said it yet!",
    ]


def test_the_age_is_the_grade_of_kincaid_and_five_years() -> None:
    found = counted(["The cat sat on the mat. The committee considered its recommendations."])

    assert found == Counted(words=11, sentences=2, syllables=6 + 1 + 3 + 3 + 1 + 5)
    assert found.age == pytest.approx(0.39 * 5.5 + 11.8 * 19 / 11 - 15.59 + 5)


def test_a_field_term_counts_once() -> None:
    said = "The roadmap has five steps. Nobody leaves the roadmap behind them."

    assert counted([said], ["roadmap"]).words == counted([said]).words - 1
    assert counted([said], ["map"]) == counted([said])


def test_every_part_of_the_product_reads_with_ease_at_twelve() -> None:
    ages = {part: counted(texts) for part, texts in parts().items()}

    assert len(ages) > 25
    assert {part: round(found.age, 1) for part, found in ages.items() if found.age > OLDEST} == {}


def test_the_glossary_reads_with_ease_at_twelve() -> None:
    assert counted([f"{meaning}." for meaning in glossary().values()]).age <= OLDEST


def parts() -> dict[str, list[str]]:
    """The sentences and templates of each module that holds enough of them, of each folder, and of what is left."""
    modules = {file: [one for one in prose(texts_in(file)) if not any(map(one.__contains__, CODE))] for file in PRODUCT}
    large = {file: texts for file, texts in modules.items() if counted_words(texts) >= ENOUGH}
    folders = gathered({file: texts for file, texts in modules.items() if file not in large})
    enough = {folder: texts for folder, texts in folders.items() if counted_words(texts) >= ENOUGH}
    rest = [text for folder, texts in folders.items() if folder not in enough for text in texts]
    return {**{str(file.relative_to(REPO)): texts for file, texts in large.items()}, **enough, "the rest": rest}


def gathered(modules: dict[Path, list[str]]) -> dict[str, list[str]]:
    """The texts of small modules by the folder of the product that they stand in."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for file, texts in modules.items():
        inside = file.relative_to(REPO).parts
        found["/".join(inside[:3]) if len(inside) > 3 else "/".join(inside[:-1])] += texts
    return found


def counted_words(texts: list[str]) -> int:
    """Words in sentences."""
    return counted(texts).words
