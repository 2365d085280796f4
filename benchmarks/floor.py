"""The floor that screens are held against: a bare Streamlit script that replays ready charts and does nothing else.

The same settings, the same server and the same charts' size as Impact's; `?charts=N` says how many.
"""

FLOOR = """
import plotly.graph_objects as go
import streamlit as st

st.set_page_config(page_title="Floor", layout="wide", page_icon="static/icon.png")
many = int(st.query_params.get("charts", "1"))


@st.cache_data(show_spinner=False)
def drawn(place, turn):
    ys = [((place + 3) * one + turn) % 17 for one in range(12)]
    figure = go.Figure(go.Scatter(x=list(range(12)), y=ys, mode="lines+markers"))
    figure.update_layout(template="none", height=380)
    st.plotly_chart(figure, theme=None, config={"displayModeBar": False}, alt=f"Chart {place}")


st.title("Floor")
turn = st.selectbox("Turn", ["0", "1"], key="turn")
for place in range(many):
    drawn(place, int(turn))
"""
"""The script, to be served like any other."""
