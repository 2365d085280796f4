"""The shell: the list of screens, and the choices that all of them share."""

import streamlit as st

from impact.screen import shell

st.set_page_config(page_title="Impact", page_icon="static/icon.png", layout="wide", initial_sidebar_state="collapsed")
shell.dress()
page = st.navigation(
    [
        st.Page("pages/borough/overview.py", title="Overview", default=True),
        st.Page("pages/borough/theory_of_change.py", title="Theory of change"),
        st.Page("pages/borough/published.py", title="Published figures"),
        st.Page("pages/sectors/sectors.py", title="Sectors"),
        st.Page("pages/services/roadmap.py", title="Roadmap"),
        st.Page("pages/borough/indicator.py", title="Indicators"),
        st.Page("pages/returns/returns.py", title="Returns"),
        st.Page("pages/returns/calendar.py", title="Calendar"),
        st.Page("pages/returns/receipt.py", title="One return", visibility="hidden"),
        st.Page("pages/returns/template.py", title="Templates"),
    ],
    position="top",
)
shell.open_page(page)
