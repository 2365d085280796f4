"""The shell: the list of screens, and the choices that all of them share."""

import streamlit as st

from impact.screen import shell
from impact.screen.places import HOME, PLACES

st.set_page_config(page_title="Impact", page_icon="static/icon.png", layout="wide", initial_sidebar_state="collapsed")
shell.dress()
screens = {
    one.url: st.Page(one.path, title=one.title, url_path=one.url, default=one is HOME)
    for place in PLACES
    for one in place.screens
}
page = st.navigation(list(screens.values()), position="hidden")
shell.open_page(page, screens)
