"""What the first visitor would wait for, worked out before anybody comes."""

import logging

from impact.screen import cache
from impact.screen.since_board import lately_since_board
from impact.sources import View

_NO_VISITOR = "streamlit.runtime.scriptrunner_utils.script_run_context"


def warm() -> None:
    """Have the answers of the first screen ready, those from before the last board among them."""
    logging.getLogger(_NO_VISITOR).setLevel(logging.ERROR)  # it warns of what is meant here: nobody is looking yet
    from impact import charts  # noqa: F401  (plotly is loaded here and not while somebody waits)

    for framework_id in cache.framework_titles():
        key = cache.key_of(View(framework_id, cache.today()))
        for answer in (cache.figures, cache.nodes, cache.since, cache.stages, cache.calendar):
            answer(key)
        lately_since_board(key, cache.framework(key))
