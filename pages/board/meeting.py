"""A meeting of the board on the whole screen: an agenda of slides whose figures stay as they were when it began."""

import streamlit as st

from impact.screen import cache, shell
from impact.screen.meeting import course, noting
from impact.screen.meeting.room import begin, decisions, show

key, framework = shell.shown()
meeting = course.opened(key)
with st.container(key="meeting"):
    if meeting is None:
        begin(key, framework)
        st.stop()
    shown = course.frozen(meeting)
    then = cache.framework(shown)
    items = course.items(meeting, then)
    at = course.position(len(items))
    item = items[at - 1]
    course.line_above(meeting, then, item, at, len(items))
    table = None
    if item.kind == "decisions":
        decisions(key.view, meeting)
    else:
        table = show(item, shown, then, meeting.since)
    course.controls(at, len(items), lambda: noting.write_down(key.view, meeting, "slide"), table)
