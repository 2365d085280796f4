"""One sentence, one figure, one table: what one screen says of an indicator or an outcome, all others say too."""

import html
import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import records
from impact.framework import Framework, load
from impact.screen import cache
from impact.sources import View
from impact.words import NOT_YET, look_of
from visiting import calm, opened

INDICATOR, OVERVIEW = "pages/borough/indicator.py", "pages/borough/overview.py"
MAP, OUTCOME, DEFINITIONS = (
    "pages/borough/theory_of_change.py",
    "pages/borough/outcome.py",
    "pages/framework/definitions.py",
)


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load(records.BOROUGH)


def pages(visit: AppTest) -> list[str]:
    return [html.unescape(one.proto.body) for one in visit.get("html")]


def answer(visit: AppTest) -> str:
    return next(one for one in pages(visit) if 'class="answer"' in one)


def newest_row(visit: AppTest, title: str) -> list[str]:
    """The first row of the sheet of a series: period, figure and so on, as they are read."""
    sheet = next(one for one in pages(visit) if f"<caption>{title}: " in one)
    row = sheet.split("<tbody>")[1].split("</tr>")[0]
    return [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)]


def on_the_chart(visit: AppTest) -> str:
    """Every word of the first picture."""
    spec = json.loads(visit.get("plotly_chart")[0].proto.spec)
    return "\n".join(str(one.get("text", "")) for one in spec["layout"].get("annotations", []))


def test_sentence_table_and_picture_of_every_indicator_say_the_same(home: Path, framework: Framework):
    compared, visit = 0, opened(INDICATOR)
    for one in framework.indicators:
        calm(visit.selectbox(key="indicator_choice").set_value(one.id).run())
        if not any("<caption>" in page and f"<caption>{one.title}: " in page for page in pages(visit)):
            continue
        period, figure = newest_row(visit, one.title)[:2]
        number = re.sub(r"( ?\[[a-z]+\])+$", "", figure)
        if not re.search(r"\d", number):
            continue
        compared += 1
        assert number in answer(visit), one.id
        assert period in answer(visit), one.id
        assert number in on_the_chart(visit), one.id
    assert compared >= 20


def test_every_outcome_has_one_result_on_every_screen(home: Path, framework: Framework):
    key = cache.key_of(View(framework.id, records.TODAY))
    results = {one.node_id: look_of(one.word).word for one in cache.nodes(key) if framework.node[one.node_id].scored}
    overview, theory = ("\n".join(pages(opened(page))) for page in (OVERVIEW, MAP))
    visit = opened(OUTCOME)
    for id, word in results.items():
        title = framework.node[id].title
        plate = overview[overview.index(f'<span class="name">{title}</span>') :][:600]
        assert word in plate, id
        assert f"{word}</b> <span>{title}</span>" in theory, id
        calm(visit.selectbox(key="node_choice").set_value(id).run())
        assert ("cannot judge" if word == NOT_YET.word else word) in answer(visit).lower(), id
