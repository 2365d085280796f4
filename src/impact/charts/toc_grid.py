"""From columns and heights of the layout to places on the map: across in per cent of its width, down in em.

So the map fits whatever width it is given, and grows with its type; nothing on it is counted in pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from impact.framework import Framework, Node
from impact.layout import Layout, Point, lay_out
from impact.words import look_of

if TYPE_CHECKING:
    from impact.metrics.outcomes import NodeResult

PLATE, COLUMN = 13.2, 15.7
"""The least width of a plate, and of its column with the room beside it, in em: a plate never gets narrower."""
LETTERS = 25
"""So many letters of Source Sans stand in a line of the narrowest plate, with a little to spare."""
LINE, EDGE, ROOM = 1.2, 0.7, 0.75
"""Heights in em: a line of a plate, its edges above and below together, the room between two plates."""
HEAD, LANE, PASSING, FOOT = 3.0, 0.8, 1.3, 0.4
"""Heights in em: the headings, a lane that feeds back, a lane of a link that passes a column, the foot."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Where everything stands.

    layout   nodes and links, in columns and in em from below the headings
    columns  how many columns there are
    tall     each node's plate, in em
    height   of the whole map, in em
    """

    layout: Layout
    columns: int
    tall: Mapping[str, float]
    height: float

    @classmethod
    def of(cls, framework: Framework, results: Mapping[str, NodeResult]) -> Grid:
        """The grid of a framework's map, each plate as high as its words need."""
        tall = {node.id: LINE * _lines(node, results) + EDGE for node in framework.nodes}
        layout = lay_out(framework, {id: one + ROOM for id, one in tall.items()}, PASSING)
        back = sum(link.kind == "feedback" for link in framework.links)
        height = HEAD + layout.rows + (LANE * (back + 0.5) if back else 0) + FOOT
        return cls(layout, len(framework.horizons), tall, height)

    @property
    def least(self) -> float:
        """The width below which the map scrolls sideways, in em."""
        return COLUMN * self.columns

    @property
    def half(self) -> float:
        """Half a plate's width, in per cent of the map's."""
        return 50 * PLATE / self.least

    @property
    def gutter(self) -> float:
        """The room between two plates, in per cent of the map's width."""
        return 100 * (COLUMN - PLATE) / self.least

    def point(self, place: Point) -> Point:
        """The middle of a place: per cent across, em down."""
        return 100 * (place[0] + 0.5) / self.columns, HEAD + place[1]

    def lane(self, at: int) -> float:
        """The height of a lane that feeds back, in em."""
        return HEAD + self.layout.rows + LANE * (at + 0.5)


def _lines(node: Node, results: Mapping[str, NodeResult]) -> int:
    """How many lines a plate's words take at most: its result, if it is measured, and its name."""
    said = [f"M {look_of(results[node.id].word).word}"] if node.scored and node.id in results else []
    return sum(len(wrap(one, LETTERS)) for one in [*said, node.title])
