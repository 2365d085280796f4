"""What stands where on a screen: the boxes of its parts, what is wrong with them, and what moved since they were kept.

Boxes and not pictures are compared, so that letters which another machine draws otherwise break nothing. Heights are
not kept at all: one more line of words moves whatever stands below it, and is no fault.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page

from serving import settled

REPO = Path(__file__).resolve().parents[1]
KEPT = REPO / "tests" / "browser" / "layouts"
SIZES = {"wall": (1920, 1080), "laptop": (1280, 720), "phone": (390, 844)}

GRID = 8
"""Pixels that kept places are rounded to: the step of all spacing."""

FORGIVEN, SHARE = 32, 0.05
"""Pixels, or the share of a width, that may differ: less than any column or margin, more than letters do. Judgement."""

LIMITS = {"gap": 120}
"""Pixels that may stand empty across the whole screen: four lines of words. Judgement."""

_MEASURED = Path(__file__).with_name("laid_out.js").read_text(encoding="utf-8")
_STILL = Path(__file__).with_name("still.js").read_text(encoding="utf-8")


class Block(NamedTuple):
    """One part of a screen: its kind and name, where it begins and how wide it is, and whether it stands beside."""

    kind: str
    name: str
    left: int
    width: int
    beside: bool


class Layout(NamedTuple):
    """A screen at one size."""

    faults: list[str]
    blocks: list[Block]


def laid_out(page: Page, size: tuple[int, int]) -> Layout:
    """The screen that is open, at a size, once it stands still."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    at_rest(page)
    return measured(page)


def at_rest(page: Page) -> None:
    """Wait until nothing runs, letters are loaded, pictures are drawn, and every box stays where it is."""
    settled(page)
    assert page.evaluate(_STILL), "the screen did not come to rest"


def measured(page: Page) -> Layout:
    """The screen as it stands at this moment."""
    found = page.evaluate(_MEASURED, LIMITS)
    return Layout(found["faults"], [Block(*one) for one in found["blocks"]])


def moved(kept: Sequence[Block], now: Sequence[Block]) -> list[str]:
    """What stands elsewhere than it was kept, a sentence each; other words in the same place have not moved."""
    kinds = dict.fromkeys(one.kind for one in (*kept, *now))
    said = [line for kind in kinds for line in _moved_of(kind, _of(kept, kind), _of(now, kind))]
    order = [one.kind for one in kept], [one.kind for one in now]
    if not said and order[0] != order[1]:
        place = next(at for at, (was, is_now) in enumerate(zip(*order, strict=True)) if was != is_now)
        said = [f"the order: {_called(now[place])} where {_called(kept[place])} was"]
    return said


def keep(screen: str, layouts: dict[str, Sequence[Block]]) -> None:
    """Keep how a screen stands at each size, a line for each part, so that a change can be read."""
    sizes = []
    for size, blocks in layouts.items():
        lines = [json.dumps(_rounded(one), ensure_ascii=False) for one in blocks]
        sizes.append(f'"{size}": [\n' + ",\n".join(lines) + "\n]")
    KEPT.mkdir(exist_ok=True)
    (KEPT / f"{screen}.json").write_text("{\n" + ",\n".join(sizes) + "\n}\n", encoding="utf-8")


def kept(screen: str) -> dict[str, list[Block]]:
    """How a screen was kept, at each size."""
    found = json.loads((KEPT / f"{screen}.json").read_text(encoding="utf-8"))
    return {size: [Block(*one) for one in blocks] for size, blocks in found.items()}


def _of(blocks: Sequence[Block], kind: str) -> list[Block]:
    return [one for one in blocks if one.kind == kind]


def _moved_of(kind: str, kept: list[Block], now: list[Block]) -> list[str]:
    if len(kept) != len(now):
        names = Counter(one.name for one in kept), Counter(one.name for one in now)
        gone, new = list((names[0] - names[1]).elements()), list((names[1] - names[0]).elements())
        return [f"{kind}: {len(now)} where {len(kept)} were; gone: {_listed(gone)}; new: {_listed(new)}"]
    return [line for was, one in zip(kept, now, strict=True) for line in _moved_one(was, one)]


def _moved_one(was: Block, now: Block) -> list[str]:
    if now.kind == "columns" and was.name != now.name:
        return [f"columns: {now.name}, where {was.name} stood side by side"]
    if abs(was.left - now.left) > FORGIVEN or abs(was.width - now.width) > max(FORGIVEN, SHARE * was.width):
        place = f"from {was.left} px and {was.width} px wide to {now.left} px and {now.width} px wide"
        return [f"{_called(now)} moved {place}"]
    if was.beside != now.beside:
        return [f"{_called(now)} stands {_where(now)} what it stood {_where(was)}"]
    return []


def _rounded(one: Block) -> tuple[str, str, int, int, bool]:
    return one.kind, one.name, round(one.left / GRID) * GRID, round(one.width / GRID) * GRID, one.beside


def _where(one: Block) -> str:
    return "beside" if one.beside else "below"


def _called(one: Block) -> str:
    return f"{one.kind} “{one.name}”"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{one}”" for one in names) or "none"
