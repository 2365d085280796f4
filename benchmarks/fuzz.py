"""Damages real files byte by byte and sends them: no exception, no hang, no half return may come of it.

Run by `make fuzz` (CASES=10000). Each case is a piece of a real file with some bytes changed, taken out,
put in or doubled; it is read, tidied, checked and sent to a record. Afterwards the record must be whole.
"""

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from impact import store
from impact.framework import fingerprint, load, to_json
from impact.intake import Envelope, receive
from impact.problems import ImpactError
from impact.sources import Sources, open_sources

REPO = Path(__file__).resolve().parents[1]
LARGEST = 24_000
LONGEST = 20
"""Seconds for one case; beyond it is a hang. Judgement."""

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ODD = (b"\x00", b'"', b"\r", b"\n", b",", b";", b"\t", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"=", b"\xc3", b"9" * 40)


class Hang(Exception):
    """A case that took too long."""


def seeds() -> list[tuple[str, bytes]]:
    """Real files to start from: the publishers' odd ones where they are at hand, and our own returns."""
    messy = REPO.parent / "shared" / "data" / "real" / "messy"
    ours = sorted((REPO / "data" / "demo" / "returns").glob("SV*_2026*.csv"))[:12]
    return [(path.name, path.read_bytes()) for path in [*sorted(messy.glob("*")), *ours]]


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A piece of a file with one to twelve things done to it."""
    whole = content[:4] == b"PK\x03\x04"
    start = 0 if whole or chance.random() < 0.7 else chance.randrange(max(1, len(content)))
    piece = bytearray(content if whole else content[start : start + chance.randrange(50, LARGEST)])
    for _ in range(chance.randrange(1, 13)):
        place = chance.randrange(len(piece) + 1)
        act = chance.randrange(5)
        if act == 0:
            piece[place : place + 1] = bytes([chance.randrange(256)])
        elif act == 1:
            piece[place:place] = chance.choice(ODD)
        elif act == 2:
            del piece[place : place + chance.randrange(1, 200)]
        elif act == 3:
            piece[place:place] = piece[place : place + chance.randrange(1, 400)]
        else:
            del piece[place:]
    return bytes(piece)


def main(cases: int, seed: int) -> int:
    """Run so many cases; answers how many failed."""
    chance, came, failed = random.Random(seed), Counter[str](), 0
    kinds = seeds()
    signal.signal(signal.SIGALRM, _too_long)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as home:
        sources = open_sources(Path(home))
        framework = load(REPO / "data" / "framework")
        store.keep_framework(
            sources.engine, framework.id, fingerprint(framework), framework.effective, to_json(framework), NOW
        )
        rows = 0
        for case in range(cases):
            name, content = kinds[case % len(kinds)]
            try:
                became, kept = _sent(sources, framework.id, name, damaged(content, chance))
                rows += kept
                came[became] += 1
            except Exception as error:
                failed += 1
                print(f"case {case} of seed {seed} ({name}): {type(error).__name__}: {error}", flush=True)
            if case % 500 == 499:
                print(f"{case + 1:,} of {cases:,} cases, {time.monotonic() - began:.0f} s: {dict(came)}", flush=True)
        broken = store.broken_links(sources.engine, framework.id)
        held = sources.projection.refresh(framework.id) and store.rows_after(sources.engine, framework.id, 0).height
    if broken or held != rows:
        failed += 1
        print(f"The record is not whole: broken links {broken}, {held} rows held, {rows} rows kept")
    print(f"{cases:,} cases, {failed} failed: {dict(came)}")
    return failed


def _sent(sources: Sources, framework_id: str, name: str, content: bytes) -> tuple[str, int]:
    signal.alarm(LONGEST)
    try:
        receipt = receive(sources, framework_id, content, Envelope(name, "fuzz", ask=False), NOW)
        if receipt.kept is None:
            assert receipt.blocked, "neither kept nor told why"
            for problem in receipt.problems[:50]:
                str(problem)
            return "faults said", 0
        return "kept", receipt.row_count if receipt.kept.is_new else 0
    except ImpactError as error:
        assert str(error), "refused without a word"
        return "refused", 0
    finally:
        signal.alarm(0)


def _too_long(number: int, frame: FrameType | None) -> None:
    raise Hang(f"more than {LONGEST} s")


if __name__ == "__main__":
    sys.exit(main(int(os.environ.get("CASES", "10000")), int(os.environ.get("SEED", "1"))) > 0)
