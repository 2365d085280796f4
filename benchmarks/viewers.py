"""Scripted viewers: each keeps a screen open over the server's own socket and asks for it again after some thought."""

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


@dataclass(frozen=True)
class Load:
    """How long a rerun took under load, in seconds."""

    middle: float
    late: float
    most_bytes: int


def under_load(url: str, screen: str, queries: list[str], viewers: int, turns: int, think: float = 2.0) -> Load:
    """Let viewers change a filter in turn; each rerun is timed from its asking to its last message."""
    return asyncio.run(_all(url, screen, queries, viewers, turns, think))


async def _all(url: str, screen: str, queries: list[str], viewers: int, turns: int, think: float) -> Load:
    took: list[float] = []
    sent: list[int] = []
    one = (_viewer(url, screen, queries, turns, think, number, took, sent) for number in range(viewers))
    await asyncio.gather(*one)
    took.sort()
    return Load(statistics.median(took), took[int(0.95 * (len(took) - 1))], max(sent))


async def _viewer(
    url: str, screen: str, queries: list[str], turns: int, think: float, number: int, took: list[float], sent: list[int]
) -> None:
    chance = random.Random(number)
    await asyncio.sleep(chance.random() * think)
    address = f"ws://{urlsplit(url).netloc}/_stcore/stream"
    async with websockets.connect(address, origin=url, max_size=None, subprotocols=["streamlit"]) as socket:  # type: ignore[list-item]
        await _ran(socket, screen, queries[0])
        for turn in range(turns):
            await asyncio.sleep(think * (0.5 + chance.random()))
            start = time.perf_counter()
            sent.append(await _ran(socket, screen, queries[(number + turn) % len(queries)]))
            took.append(time.perf_counter() - start)


async def _ran(socket: websockets.ClientConnection, screen: str, query: str) -> int:
    """Ask for a run of the script and wait until it is finished; answers the bytes that came."""
    ask = BackMsg()
    ask.rerun_script.query_string = query
    ask.rerun_script.page_name = screen
    await socket.send(ask.SerializeToString())
    came = 0
    while True:
        message = await asyncio.wait_for(socket.recv(), PATIENCE)
        assert isinstance(message, bytes)
        came += len(message)
        told = ForwardMsg()
        told.ParseFromString(message)
        if told.WhichOneof("type") == "script_finished":
            return came
