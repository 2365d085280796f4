"""A board pack as a page, as slides and to print: whole, alone, told to the ear, and with one set of numbers."""

import io
import re
import zipfile
import zlib
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import openpyxl
import pytest
from pptx import Presentation

from impact.packs import Pack, html, pdf, pptx
from impact.packs.drawing import svg
from impact.packs.printed import FONT
from packing import LABEL, POINTS, figure, pack

GREY = dict.fromkeys(("ink", "quiet", "rule", "accent", "target", "beside"), "#000")
STAMPED = ("Trauma-informed Rochdale", "22 Nov 2026", "f" * 12, "c" * 12, "b" * 12, "Small numbers are hidden.")


class Page(HTMLParser):
    """What a page is made of: its elements with their attributes, and its words."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.found if tag in tags]


@pytest.fixture(scope="module")
def made() -> Pack:
    return pack("S01", "S03")


@pytest.fixture(scope="module")
def page(made: Pack) -> Page:
    return Page(html(made))


@pytest.fixture(scope="module")
def deck(made: Pack) -> Any:
    return Presentation(io.BytesIO(pptx(made)))


@pytest.fixture(scope="module")
def printed(made: Pack) -> bytes:
    """The PDF with everything in it that can be unpacked."""
    content = pdf(made)
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    return content + b"".join(_unpacked(one) for one in packed)


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_a_page_asks_for_nothing_from_anywhere(made: Pack, page: Page):
    text = html(made).decode()

    assert not re.search(r"https?:|url\(|@import|<script|<link|<img|<iframe|javascript:", text, re.IGNORECASE)
    assert {one["href"][0] for one in page.all("a") if one["href"]} == {"#"}
    assert page.all("meta")[-1]["content"].startswith("default-src 'none'")


def test_a_page_has_a_language_landmarks_a_skip_link_and_headings_in_order(page: Page):
    levels = [int(tag[1]) for tag, _ in page.found if re.fullmatch(r"h\d", tag)]

    assert page.all("html") == [{"lang": "en-GB"}]
    assert [len(page.all(one)) for one in ("header", "nav", "main", "footer", "h1")] == [1] * 5
    assert page.all("a")[0] == {"class": "skip", "href": "#main"}
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_whatever_a_page_points_to_is_there_once(page: Page):
    ids = [one["id"] for _, one in page.found if "id" in one]
    pointed = [one[name] for _, one in page.found for name in ("aria-labelledby", "aria-describedby") if name in one]
    pointed += [one["href"][1:] for one in page.all("a") if one["href"]]

    assert len(ids) == len(set(ids))
    assert set(pointed) <= set(ids)


def test_every_table_of_a_page_has_a_caption_and_every_heading_a_scope(page: Page):
    assert len(page.all("table")) == len(page.all("caption")) == 3
    assert {one.get("scope") for one in page.all("th")} == {"col", "row"}


def test_every_chart_of_a_page_is_named_and_described(page: Page):
    charts = page.all("svg")

    assert [one["role"] for one in charts] == ["img", "img"]
    assert len(page.all("title")) == 1 + len(charts)
    assert [one["id"] for one in page.all("desc")] == [one["aria-describedby"] for one in charts]


def test_markup_in_a_text_is_shown_as_text(page: Page):
    words = "".join(page.words)

    assert LABEL in words
    assert "Board pack “autumn” \\ <2026>" in words
    assert page.all("invented", "b") == []


def test_a_page_is_stamped_on_screen_and_on_each_printed_page(made: Pack, page: Page):
    style = next(words for words in page.words if "@bottom-left" in words)
    foot = style[style.index("@bottom-left") :]

    for one in [*STAMPED, made.stamp.contents[:12]]:
        assert one in foot
        assert one in "".join(page.words).replace(style, "")
    assert "\\3c invented\\3e " in foot


def test_a_chart_shows_marks_gaps_breaks_and_explained_points():
    chart = figure("S01").chart
    assert chart is not None
    drawn = svg(chart, GREY, font=FONT)
    line = next(one for one in re.findall(r'<path d="([^"]+)"[^>]*stroke-width="2.5"', drawn))

    assert ">[c]</text>" in drawn
    assert ">E</text>" in drawn
    assert line.count("M") == 3, "nothing joins over the gap nor over the break"
    assert re.findall(r">(67\.4%|target 85%|England)</text>", drawn) == ["target 85%", "67.4%", "England"]


def test_the_points_of_a_chart_stand_where_its_numbers_are():
    chart = figure("S01").chart
    assert chart is not None
    heights = [float(y) for y in re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)"', svg(chart, GREY, id="one"))]
    values = [one.value for one in POINTS if one.value is not None]
    steps = {
        round((before - after) / (value - other), 1)
        for before, after, value, other in zip(heights, heights[1:], values[1:], values, strict=False)
    }

    assert steps == {1.9}


def test_the_charts_of_slides_hold_the_numbers_of_the_table(made: Pack, deck: Any):
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]

    assert len(charts) == 2
    for chart, one in zip(charts, made.figures, strict=True):
        series = {line.name: list(line.values) for line in chart.plots[0].series}
        whole = [first if first is not None else second for first, second in zip(*_figures(series), strict=True)]
        told = [f"{value:g}%" if value is not None else "[c]" for value in whole]
        assert one.table is not None
        assert told == [row[1] for row in one.table.rows]
        assert [f"{value:g}%" for value in series["Target 85%"]] == [row[2] for row in one.table.rows]
        assert [f"{value:g}%" for value in series["England"]] == [row[3] for row in one.table.rows]
        periods = [row[0] for row in one.table.rows]
        assert list(chart.plots[0].categories) == [periods[0], f"{periods[1]} [c]", *periods[2:]]


def _figures(series: dict[str, list[float | None]]) -> list[list[float | None]]:
    return [values for name, values in series.items() if name.startswith("Figure")]


def test_the_workbook_inside_a_chart_holds_the_same_numbers(deck: Any):
    chart = next(shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart)
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    columns = {column[0]: list(column[1:]) for column in book.active.iter_cols(min_col=2, values_only=True)}

    assert columns == {line.name: list(line.values) for line in chart.plots[0].series}


def test_every_slide_has_a_title_of_its_own_notes_and_the_stamp(made: Pack, deck: Any):
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]

    assert len(titles) == len(set(titles))
    assert "Outcomes: Up to 1 year (1 of 3)" in titles
    for slide in deck.slides:
        stamp = next(shape for shape in slide.shapes if shape.name == "Stamp").text_frame.text
        assert all(one in stamp for one in [*STAMPED, LABEL, made.stamp.contents[:12]])
        assert slide.notes_slide.notes_text_frame.text.strip()


def test_the_notes_of_a_figure_hold_sentence_coverage_numbers_and_source(deck: Any):
    slide = next(one for one in deck.slides if one.shapes.title.text_frame.text.endswith("(S01)"))
    notes = slide.notes_slide.notes_text_frame.text

    for said in ("(S01): 67.4% of people", "20 of 21 services", "Oct to Dec 2025: [c], 85%, 60%", "Source: returns."):
        assert said in notes


def test_charts_and_tables_of_slides_are_told_to_the_ear_in_british_english(deck: Any):
    frames = [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart or shape.has_table]
    told = [one._element.nvGraphicFramePr.cNvPr.get("descr") for one in frames]
    runs = [run for slide in deck.slides for run in slide._element.iter("{*}rPr")]

    assert all(told)
    assert {one.get("lang") for one in runs} == {"en-GB"}
    assert all(one.table.first_row for one in frames if one.has_table)


def test_type_on_slides_is_large_but_for_the_stamp(deck: Any):
    sizes = {
        run.font.size.pt
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame and shape.name != "Stamp"
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    }

    assert min(sizes) >= 14


def test_everything_on_a_slide_lies_on_it(deck: Any):
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_no_part_of_slides_says_when_they_were_written(made: Pack):
    with zipfile.ZipFile(io.BytesIO(pptx(made))) as whole:
        books = [io.BytesIO(whole.read(one)) for one in whole.namelist() if one.endswith(".xlsx")]
        packages = [whole, *map(zipfile.ZipFile, books)]
        moments = {info.date_time for one in packages for info in one.infolist()}
        made_on = {
            day for one in packages for day in re.findall(rb">(\d{4}-\d\d-\d\dT[^<]+)<", one.read("docProps/core.xml"))
        }

    assert len(books) == 2
    assert moments == {(1980, 1, 1, 0, 0, 0)}
    assert made_on == {b"2026-11-22T00:00:00Z"}


def test_a_print_is_tagged_in_british_english_and_dated_by_its_figures(made: Pack, printed: bytes):
    assert printed.startswith(b"%PDF-")
    assert re.search(rb"/Lang ?\(en-GB\)", printed)
    assert b"/StructTreeRoot" in printed
    assert b"pdfuaid:part>1<" in printed
    assert b"2026-11-22" in printed
    assert not re.search(rb"/CreationDate ?\(D:(?!20261122)", printed)


def test_every_chart_of_a_print_has_words_in_its_place_and_tables_have_headings(printed: bytes):
    told = re.findall(rb"/Alt ?\(", printed)

    assert len(re.findall(rb"/S ?/Figure", printed)) == 2
    assert len(told) >= 2
    assert len(re.findall(rb"/S ?/Table\b", printed)) == 3
    assert re.search(rb"/S ?/TH\b", printed)


@pytest.mark.parametrize("write", [html, pptx, pdf])
def test_a_pack_of_nothing_but_its_sentence_is_a_whole_file(write: Any):
    bare = pack()
    nothing = type(bare)(bare.title, bare.sentence, (), (), bare.stamp)

    assert write(nothing)


def test_the_day_of_a_pack_is_the_day_of_its_figures(made: Pack, deck: Any):
    about = deck.core_properties

    assert about.created.date() == made.stamp.day == date(2026, 11, 22)
    assert (about.language, about.author) == ("en-GB", "Trauma-informed Rochdale")
