"""From columns and boxes of the layout to pixels of the map."""

from __future__ import annotations

from dataclasses import dataclass

from impact.layout import Layout, Point

HEAD, BOX, SPACE, KEY, LANE = 44.0, 74.0, 14.0, 34.0, 11.0
"""Pixels: the headings, a plate, the room between plates, the key at the foot, a lane that feeds back."""
LETTER = 6.3
"""Pixels of an average letter at 13 pixels, with a little to spare."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Where everything stands, in pixels from the top left."""

    width: float
    height: float
    column: float
    plate_width: float
    plate_height: float
    letters: int
    lanes_top: float

    @classmethod
    def of(cls, layout: Layout, columns: int, width: float, lanes: int) -> Grid:
        """The grid of a layout drawn at a width, with room at the foot for some lanes."""
        column = width / columns
        plate = column * 0.79
        lanes_top = HEAD + layout.rows * (BOX + SPACE)
        height = lanes_top + LANE * (lanes + 1) + KEY
        return cls(width, height, column, plate, BOX, int((plate - 22) / LETTER), lanes_top)

    def point(self, place: Point) -> Point:
        """The middle of a place, in pixels."""
        return (place[0] + 0.5) * self.column, HEAD + place[1] * (BOX + SPACE)

    def lane(self, at: int) -> float:
        """The height of a lane that feeds back."""
        return self.lanes_top + LANE * (at + 0.5)
