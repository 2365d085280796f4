"""Every screen that has an address, and what it is asked for so that it has something to show."""

from impact.screen.places import HOME, PLACES

SCREENS = {one.url: "" if one is HOME else one.url for place in PLACES for one in place.screens}
"""Each screen by its name, with its address."""

MORE = {"outcome": "node=MO2", "receipt": "return=1", "indicator": "indicator=W11", "service": "service=SV05"}
"""What a screen is asked for, so that it has something to show."""
