"""What was asked of a return is kept as one page that stands alone and says everything in words."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from doubting import FIVE, NOTHING, SUITES, clean, row
from impact.plausibility import Judged, judge
from impact.plausibility.report import html
from impact.problems import Problem

NOON = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)
VOID = {"meta"}


class Page(HTMLParser):
    """The elements of a page, its text, and whether every element was closed in turn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture
def judged(framework) -> Judged:
    sent = zip(FIVE, (40, 57, 33, 61, 48), (81, 94, 87, 122, 90), strict=True)
    usual = [row(at, name, numerator=x, denominator=n) for at, (name, x, n) in enumerate(sent, start=2)]
    return judge(clean(*usual, row(8, "W12", numerator=30, denominator=100)), NOTHING, framework, SUITES)


def test_a_page_says_what_was_asked_and_what_was_looked_at(judged):
    page = Page(html(judged, {"File": "SV05.csv"}, NOON))

    assert page.open == []
    assert "File SV05.csv Checked 22 November 2026, 12:05 UTC Suites service_return (version 4)" in page.text
    for doubt in judged.doubts:
        assert f"{doubt.place} {doubt.remedy}" in page.text
    for outcome in judged.outcomes:
        assert outcome.holds in page.text
    assert "Please explain or correct: 1 question Where Question Row 8, column E (numerator)" in page.text
    assert "Worth a look: 1 question Where Question The file" in page.text


def test_a_page_counts_what_held_what_did_not_and_what_could_not_be_compared(judged):
    page = Page(html(judged, {}, NOON))

    compared = [one for one in judged.outcomes if one.judged]
    held = [one for one in compared if not one.unusual]
    rest = len(judged.outcomes) - len(compared)
    assert f"{len(held)} of {len(compared)} expectations held; for {rest} there was nothing to compare." in page.text
    assert "anywhere. yes 6 0" in page.text and "anywhere. no 6 1" in page.text
    assert "nothing to compare 0 0" in page.text


def test_a_page_asks_for_nothing_from_outside_and_runs_nothing(judged):
    page = html(judged, {"File": "SV05.csv"}, NOON)

    assert not re.search(r"https?:|//|url\(|@import", page)
    assert {tag for tag, _ in Page(page).seen}.isdisjoint({"script", "link", "img", "iframe", "object", "form", "a"})
    assert not {name for _, attributes in Page(page).seen for name in attributes if name.startswith("on")}
    assert "default-src 'none'" in page


def test_what_a_sender_wrote_stays_text(judged):
    asked = Judged(
        [Problem("unusually-high", "<script>x</script> & more", 2, "E", "<b>", blocks=False)], judged.outcomes
    )

    page = Page(html(asked, {"<i>File": "<img src=x>.csv"}, NOON))

    assert {"script", "img", "i", "b"}.isdisjoint(tag for tag, _ in page.seen)
    assert "<script>x</script> & more" in page.text and "<img src=x>.csv" in page.text


def test_a_return_that_nothing_is_asked_about_has_a_page_as_well():
    page = Page(html(Judged([], []), {"File": "a.csv"}, NOON))

    assert "Nothing in this return could be compared with anything." in page.text
    assert "Questions to the sender None." in page.text


def test_a_page_can_be_heard(judged):
    page = Page(html(judged, {}, NOON))

    tags = [tag for tag, _ in page.seen]
    assert ("html", {"lang": "en-GB"}) in page.seen
    assert tags.count("h1") == 1 and tags.count("caption") == tags.count("table") == 3
    assert all(attributes.get("scope") == "col" for tag, attributes in page.seen if tag == "th")
