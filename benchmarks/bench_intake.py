"""What a return of a million rows costs from its bytes to its problems; ratios measured in one run.

Run by `make bench-intake`. The floor is `polars.read_csv` of the same bytes into text. frictionless is
compared where FRICTIONLESS names a Python that has it (`make bench-intake` makes one in var/).
"""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import xlsxwriter
from measuring import limit, seconds
from returns import TODAY, Return, long_return

from impact.contract import check
from impact.framework import Framework, load
from impact.reading import read_table
from impact.tidy import tidy

REPO = Path(__file__).resolve().parents[1]
BOROUGH = load(REPO / "data" / "framework")
MILLION = 1_000_000


def problems(content: bytes, framework: Framework = BOROUGH) -> int:
    """Bytes to problems: decode, parse, tidy with its ledger, and the contract; answers how many problems."""
    return len(check(tidy(read_table(content, "return.csv"), framework), framework, TODAY).problems)


def floor(content: bytes) -> int:
    """Only the parsing, into text."""
    return pl.read_csv(io.BytesIO(content), infer_schema=False).height


def main() -> None:
    """Print every ratio, each with the limit that was set for it."""
    clean = long_return(BOROUGH, MILLION)
    base, ours = seconds(lambda: floor(clean.content), 3), seconds(lambda: problems(clean.content), 3)
    print(f"1,000,000 clean rows ({len(clean.content) / 1e6:.0f} MB): {ours:.2f} s")
    limit("bytes to problems / polars.read_csv to text", ours / base, 3)
    for share in (0.01, 0.5):
        spoilt = long_return(BOROUGH, MILLION, share)
        found = problems(spoilt.content)
        print(f"{share:.0%} bad rows: {spoilt.bad:,} planted, {found:,} found")
        limit(f"{share:.0%} bad / clean", seconds(lambda s=spoilt: problems(s.content), 3) / ours, 2)
    for share in (0.0, 0.5):
        limit(f"peak memory / file, {share:.0%} bad", peak_memory(share), 12)
    against_frictionless()
    workbook = as_workbook(long_return(BOROUGH, 100_000))
    print(f"XLSX of 100,000 rows, bytes to problems: {seconds(lambda: problems(workbook), 1):.2f} s (limit 3 s)")


def peak_memory(share: float) -> float:
    """Peak memory of one check above the process after its imports, in sizes of the file; in a process of its own."""
    made = subprocess.run([sys.executable, __file__, "memory", str(share)], capture_output=True, text=True, check=True)
    return float(made.stdout.strip().splitlines()[-1])


def _memory(share: float) -> None:
    path = REPO / "var" / f"bench-{share}.csv"
    path.parent.mkdir(exist_ok=True)
    if os.fork() == 0:  # the file is made elsewhere, so that making it does not count
        path.write_bytes(long_return(BOROUGH, MILLION, share).content)
        os._exit(0)
    os.wait()
    problems(long_return(BOROUGH, 100).content)
    before = _peak()
    content = path.read_bytes()
    problems(content)
    print((_peak() - before) * 1024 / len(content))


def _peak() -> int:
    """The most memory this process has held so far, in KB; the usual call also counts whoever started it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1])


def as_workbook(made: Return) -> bytes:
    """A return as XLSX, numbers as numbers."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_numbers": True})
    sheet = book.add_worksheet("Return")
    for index, row in enumerate(pl.read_csv(made.content, infer_schema=False).fill_null("").iter_rows()):
        if index == 0:
            sheet.write_row(0, 0, pl.read_csv(made.content, n_rows=0).columns)
        sheet.write_row(index + 1, 0, row)
    book.close()
    return out.getvalue()


def against_frictionless() -> None:
    """Side by side with `frictionless validate` and an equal schema, on 100,000 rows of which half are bad."""
    python = os.environ.get("FRICTIONLESS")
    if not python:
        print("frictionless: not compared (run `make bench-intake`)")
        return
    made = long_return(BOROUGH, 100_000, 0.5)
    path = REPO / "var" / "bench-frictionless.csv"
    path.write_bytes(made.content)
    schema = path.with_suffix(".schema.json")
    schema.write_text(json.dumps(_schema()))
    told = subprocess.run(
        [python, str(Path(__file__).with_name("frictionless_validate.py")), str(path), str(schema)],
        capture_output=True,
        text=True,
        check=True,
    )
    theirs = json.loads(next(line for line in told.stdout.splitlines() if line.startswith("{")))
    ours = seconds(lambda: problems(made.content), 3)
    print(f"frictionless: {theirs['errors']:,} errors in {theirs['seconds']:.1f} s; ours {problems(made.content):,}")
    ratio = theirs["seconds"] / ours
    print(f"  times faster than frictionless: {ratio:.0f} (at least 40){'' if ratio >= 40 else '  <- under the limit'}")


def _schema() -> dict[str, object]:
    whole = {"type": "integer", "constraints": {"minimum": 0}}
    periods = sorted(set(pl.read_csv(long_return(BOROUGH, 20_000).content)["period"]))
    return {
        "fields": [
            {"name": "period", "type": "string", "constraints": {"enum": periods}},
            {"name": "service_id", "type": "string", "constraints": {"enum": [one.id for one in BOROUGH.services]}},
            {"name": "indicator_id", "type": "string", "constraints": {"enum": [one.id for one in BOROUGH.indicators]}},
            {"name": "breakdown", "type": "string"},
            {"name": "numerator", **whole},
            {"name": "denominator", **whole},
            {"name": "value", "type": "number"},
            {"name": "marker", "type": "string"},
            {"name": "note", "type": "string"},
        ],
        "primaryKey": ["period", "service_id", "indicator_id", "breakdown"],
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["memory"]:
        _memory(float(sys.argv[2]))
    else:
        main()
