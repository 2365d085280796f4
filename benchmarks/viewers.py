"""Scripted viewers: each keeps a screen open over the server's own socket and changes a filter after some thought."""

import asyncio
import random
import statistics
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PATIENCE = 60.0
OPTIONS = 4
"""Options among which the viewers pick: what one has seen is kept ready for the next."""


@dataclass(frozen=True)
class Load:
    """How long a rerun took under load, in seconds."""

    middle: float
    late: float
    most_bytes: int


@dataclass(frozen=True)
class Filter:
    """What a viewer changes, as the browser would name it: a box, its options, and the part of the screen it is in."""

    box: str
    options: tuple[str, ...]
    part: str
    page: str


def under_load(url: str, screen: str, label: str, viewers: int, turns: int, think: float = 2.0) -> Load:
    """Let viewers pick another option of the box `label` in turn; each is timed from its pick to its last message."""
    asyncio.run(_all(url, screen, label, 1, OPTIONS, 0.1))  # once for all: a first look is another measure
    return asyncio.run(_all(url, screen, label, viewers, turns, think))


async def _all(url: str, screen: str, label: str, viewers: int, turns: int, think: float) -> Load:
    took: list[float] = []
    sent: list[int] = []
    all_here = asyncio.Barrier(viewers)
    one = (_viewer(url, screen, label, turns, think, number, all_here, took, sent) for number in range(viewers))
    await asyncio.gather(*one)
    took.sort()
    return Load(statistics.median(took), took[int(0.95 * (len(took) - 1))], max(sent))


async def _viewer(
    url: str,
    screen: str,
    label: str,
    turns: int,
    think: float,
    number: int,
    all_here: asyncio.Barrier,
    took: list[float],
    sent: list[int],
) -> None:
    chance = random.Random(number)
    await asyncio.sleep(chance.random() * think)
    address = f"ws://{urlsplit(url).netloc}/_stcore/stream"
    async with websockets.connect(address, origin=url, max_size=None, subprotocols=["streamlit"]) as socket:  # type: ignore[list-item]
        ask = BackMsg()
        ask.rerun_script.page_name = screen
        found = _filter(await _answered(socket, ask), label)
        await all_here.wait()  # coming all at once is not what is measured
        for turn in range(turns):
            await asyncio.sleep(think * (0.5 + chance.random()))
            start = time.perf_counter()
            came = await _answered(socket, _picked(found, (number + turn) % min(len(found.options), OPTIONS)))
            took.append(time.perf_counter() - start)
            sent.append(sum(one.ByteSize() for one in came))


def _filter(came: list[ForwardMsg], label: str) -> Filter:
    page = next(one.new_session.page_script_hash for one in came if one.WhichOneof("type") == "new_session")
    for one in came:
        box = one.delta.new_element.selectbox
        if box.label == label:
            return Filter(box.id, tuple(box.options), one.delta.fragment_id, page)
    raise AssertionError(f"no box is called {label}")


def _picked(found: Filter, option: int) -> BackMsg:
    ask = BackMsg()
    ask.rerun_script.page_script_hash = found.page
    ask.rerun_script.fragment_id = found.part
    ask.rerun_script.widget_states.widgets.add(id=found.box, string_value=found.options[option])
    return ask


async def _answered(socket: websockets.ClientConnection, ask: BackMsg) -> list[ForwardMsg]:
    """Ask for a run of the script, or of a part of it; all that came until it was finished."""
    await socket.send(ask.SerializeToString())
    came: list[ForwardMsg] = []
    while True:
        message = await asyncio.wait_for(socket.recv(), PATIENCE)
        assert isinstance(message, bytes)
        told = ForwardMsg()
        told.ParseFromString(message)
        came.append(told)
        if told.WhichOneof("type") == "script_finished":
            return came
