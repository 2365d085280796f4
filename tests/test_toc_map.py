"""The map of the theory of change names every step, leads on from it, and says how its steps hang together."""

import re
from html import unescape
from types import SimpleNamespace as Result
from urllib.parse import unquote

from impact.charts.toc_grid import LETTERS, Grid
from impact.charts.toc_map import chosen, key, toc_map
from impact.framework import Framework
from impact.layout import path_through
from impact.words import LOOKS


def results(framework: Framework) -> dict[str, Result]:
    words = [*LOOKS, *LOOKS] * 4
    scored = [node for node in framework.nodes if node.scored]
    return {node.id: Result(node_id=node.id, word=word) for node, word in zip(scored, words, strict=False)}


def markup(framework: Framework, **how: object) -> str:
    return toc_map(framework, results(framework), lambda id: f"/outcome?node={id}", **how)


def plates(drawn: str) -> dict[str, str]:
    """Each plate's markup by the node it leads to."""
    return {re.search(r"node=(\w+)", one)[1]: one for one in re.findall(r"<a .*?</a>", drawn)}


def heard(plate: str) -> str:
    """What a screen reader says of a plate."""
    return unescape(re.sub(r"<i aria-hidden.*?</i>|<[^>]+>", "", plate)).strip()


def test_every_step_is_a_link_that_says_its_result_and_its_name(framework: Framework) -> None:
    told, stands = plates(markup(framework)), results(framework)

    assert sorted(told) == sorted(node.id for node in framework.nodes)
    for node in framework.nodes:
        word = f"{stands[node.id].word} " if node.scored else ""
        assert heard(told[node.id]) == f"{word}{node.title}"


def test_every_result_has_its_mark_its_word_and_both_of_its_colours(framework: Framework) -> None:
    drawn = markup(framework)

    for look in LOOKS.values():
        assert f"{look.mark}</i> {look.word}" in drawn
        assert f"light-dark({look.light},{look.dark})" in drawn


def test_a_step_that_is_not_measured_has_no_result_word(framework: Framework) -> None:
    drawn = toc_map(framework, {"AC1": Result(node_id="AC1", word="moving well")}, lambda id: f"/?node={id}")

    assert "moving well" not in drawn


def test_where_it_is_held_up_is_ringed_and_said(framework: Framework) -> None:
    told = plates(markup(framework, held_up=["MO2"]))

    assert heard(told["MO2"]).endswith("held up here")
    assert " held-up" in told["MO2"]
    assert not any("held" in plate for id, plate in told.items() if id != "MO2")


def test_plates_stand_in_the_order_of_time_and_from_the_top_down(framework: Framework) -> None:
    grid = Grid.of(framework, results(framework))
    places = [grid.layout.places[id] for id in plates(markup(framework))]

    assert places == sorted(places)


def test_no_plate_is_lower_than_its_words_or_reaches_into_another(framework: Framework) -> None:
    stands = results(framework)
    grid = Grid.of(framework, stands)

    for node in framework.nodes:
        lines = -(-len(node.title) // LETTERS) + node.scored
        assert grid.tall[node.id] >= 1.2 * lines
        x, y = grid.layout.places[node.id]
        below = [id for id, (column, height) in grid.layout.places.items() if column == x and height > y]
        for other in below:
            gap = grid.layout.places[other][1] - y - (grid.tall[node.id] + grid.tall[other]) / 2
            assert gap > 0.5


def strokes(drawn: str) -> dict[int, tuple[float, bool]]:
    """Each link's width and whether it is dashed, by its place in the framework."""
    found = re.findall(r'<i class="way w(\d+)[^>]*>', drawn)
    ways = re.findall(r'<i class="way w\d+[^>]*>', drawn)
    widths = [float(re.search(r"stroke-width='([\d.]+)'", unquote(way))[1]) for way in ways]
    return {int(at): (width, "dasharray" in way) for at, width, way in zip(found, widths, ways, strict=True)}


def test_untested_steps_are_dashed_and_better_known_ones_thicker(framework: Framework) -> None:
    drawn = strokes(markup(framework))

    by_evidence: dict[str, set[tuple[float, bool]]] = {}
    for at, link in enumerate(framework.links):
        by_evidence.setdefault("back" if link.kind == "feedback" else link.evidence, set()).add(drawn[at])
    assert all(len(one) == 1 for one in by_evidence.values())
    [weak], [some], [moderate] = (by_evidence[one] for one in ("weak", "some", "moderate"))
    assert weak < some < moderate
    assert not weak[1] and [dashed for _, dashed in by_evidence["untested"]] == [True]


def test_a_chosen_step_lights_its_ways_and_no_others(framework: Framework) -> None:
    rules = chosen(framework, "SO2")

    nodes, links = path_through(framework, "SO2")
    [bright] = re.findall(r"\.node:not\(([^)]*)\)", rules)
    [lit] = re.findall(r"\.toc :is\((\.w[^)]*)\)\{background", rules)
    assert {framework.nodes[int(at)].id for at in re.findall(r"\.n(\d+)", bright)} == set(nodes)
    assert {framework.links[int(at)].id for at in re.findall(r"\.w(\d+)", lit)} == set(links)


def test_nothing_fades_where_nothing_is_chosen(framework: Framework) -> None:
    assert chosen(framework, size=1.25) == "<style>.toc{--size:1.25}</style>"


def test_a_pointer_and_the_tab_key_light_the_same_ways(framework: Framework) -> None:
    rules = dict(re.findall(r"has\(\.n(\d+):is\(:hover,:focus-visible\)\) :is\(([^)]*)\)", markup(framework)))

    for at, node in enumerate(framework.nodes):
        ways = {framework.links[int(one)].id for one in re.findall(r"\.w(\d+)", rules.get(str(at), ""))}
        assert ways == set(path_through(framework, node.id)[1])


def test_the_key_says_in_words_what_the_lines_mean(framework: Framework) -> None:
    said = heard(key(framework))

    assert all(word in said for word in ("untested", "thin evidence", "some evidence", "moderate evidence"))
    assert "feeds back" in said and "held up here" in said


def test_no_title_becomes_markup(framework: Framework) -> None:
    first = framework.nodes[0].model_copy(update={"title": '<b onclick="x">&'})
    odd = framework.model_copy(update={"nodes": (first, *framework.nodes[1:])})

    assert '<b onclick="x">' not in markup(odd)
