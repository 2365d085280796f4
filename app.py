"""The shell: the list of screens, and the choices that all of them share."""

import streamlit as st

from impact.screen import shell

st.set_page_config(page_title="Impact", page_icon="static/icon.png", layout="wide", initial_sidebar_state="collapsed")
shell.open_page(st.navigation(shell.pages(), position="hidden"))
