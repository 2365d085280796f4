"""A return is kept whole or not at all, and its sender hears everything that is wrong or doubtful."""

import csv
import io
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from impact import store
from impact.access import Viewer
from impact.answers import Sources, UnknownFramework, adopt, open_sources
from impact.intake import Envelope, NotAllowed, examine, receive
from impact.projection import KEY
from impact.reading import UnreadableReturn
from records import BOROUGH, NOW

FRAMEWORK = "trauma-informed-borough"
COLUMNS = ("period", "service_id", "indicator_id", "numerator", "denominator", "value", "n", "marker", "note")
PUBLISHER = {"publisher": "Department for Education", "published": "2026-04-08", "licence": "OGL v3.0"}


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    found = open_sources(tmp_path)
    adopt(found, BOROUGH, datetime(2026, 1, 1, tzinfo=UTC))
    return found


def row(indicator: str = "W01", service: str = "SV05", period: str = "2026-27 Q1", **cells: str) -> dict[str, str]:
    return {"period": period, "service_id": service, "indicator_id": indicator, **cells}


def counted(numerator: int, denominator: int, **more: str) -> dict[str, str]:
    return row(numerator=str(numerator), denominator=str(denominator), **more)


def written(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def envelope(**changed) -> Envelope:
    return Envelope(**{"filename": "q1.csv", "sent_by": "an analyst", "ask": False, **changed})


def send(sources: Sources, content: bytes, days: int = 0, **changed):
    return receive(sources, FRAMEWORK, content, envelope(**changed), NOW + timedelta(days=days))


def kept(sources: Sources) -> list[dict]:
    return store.submissions(sources.engine, FRAMEWORK)


def counts(sources: Sources) -> list[dict]:
    return sources.projection.counts(FRAMEWORK, {"SV05": "SEC2"}).collect().to_native().to_pylist()


def test_a_clean_return_is_kept_with_its_bytes_and_says_what_it_holds(sources):
    content = written(counted(60, 110), row("W07", numerator="20", denominator="30"))

    receipt = send(sources, content)

    assert (receipt.blocked, receipt.row_count, receipt.services) == (False, 2, ("SV05",))
    assert receipt.indicators == ("W01", "W07")
    assert store.original(sources.engine, receipt.kept.submission_id) == ("q1.csv", content)
    assert len(counts(sources)) == 2


def test_one_fault_keeps_back_the_whole_return(sources):
    receipt = send(sources, written(counted(60, 110), row("W07", numerator="31", denominator="30")))

    assert [str(problem) for problem in receipt.problems] == [
        "Row 3, column D (numerator): 31 is more than the 30 in column E (denominator). "
        "Check which of the two is the total."
    ]
    assert (receipt.kept, kept(sources), counts(sources)) == (None, [], [])


def test_every_fault_is_said_at_once(sources):
    receipt = send(sources, written(row("W99", numerator="1", denominator="2"), counted(9, 8), counted(1, 0)))

    assert sorted({problem.line for problem in receipt.problems}) == [2, 3, 4]


def test_examining_a_return_keeps_nothing(sources):
    receipt = examine(sources, FRAMEWORK, written(counted(60, 110)), envelope(), NOW)

    assert (receipt.blocked, receipt.kept, kept(sources)) == (False, None, [])


def test_a_failure_while_keeping_leaves_nothing_half_kept(sources, monkeypatch):
    def broken(*_):
        raise RuntimeError("the machine stops here")

    monkeypatch.setattr(sys.modules["impact.store.keep"], "_doubt_row", broken)
    doubtful = written(row("S01", numerator="9", denominator="900"))

    with pytest.raises(RuntimeError):
        send(sources, doubtful, ask=True)

    assert (kept(sources), counts(sources)) == ([], [])


def test_the_same_file_twice_keeps_nothing_new(sources):
    content = written(counted(60, 110))
    first = send(sources, content)

    again = send(sources, content, days=3)

    assert (again.kept.is_new, again.kept.submission_id) == (False, first.kept.submission_id)
    assert again.kept.received_at == first.kept.received_at
    assert len(kept(sources)) == 1


def test_the_same_file_counts_again_once_something_else_was_said_in_between(sources):
    content = written(counted(60, 110))
    send(sources, content)
    send(sources, written(counted(70, 110)), days=1)

    again = send(sources, content, days=2)

    assert again.kept.is_new
    assert [one["numerator"] for one in counts(sources)] == [60]
    assert len(kept(sources)) == 3


def test_a_revision_says_how_many_rows_are_new_changed_and_the_same(sources):
    level = row("L07", period="2025-26", value="2", note="minuted")
    send(sources, written(counted(60, 110), row("W07", numerator="20", denominator="30"), level))
    revised = [
        counted(61, 110),
        row("W07", numerator="20", denominator="30"),
        {**level, "note": "minuted twice"},
        row("S01", numerator="20", denominator="30"),
    ]

    receipt = send(sources, written(*revised), days=1, ask=True)

    assert not receipt.problems
    assert (receipt.compared.new, receipt.compared.changed, receipt.compared.unchanged) == (1, 2, 1)


def test_a_mark_in_place_of_a_number_is_a_change(sources):
    send(sources, written(counted(60, 110)))

    receipt = examine(sources, FRAMEWORK, written(row(marker="c")), envelope(ask=True), NOW)

    assert (receipt.compared.new, receipt.compared.changed, receipt.compared.unchanged) == (0, 1, 0)


def test_a_doubt_asks_and_does_not_block(sources):
    send(sources, written(row("S01", period="2025-26 Q4", numerator="60", denominator="110")))
    content = written(row("S01", numerator="9", denominator="900"))

    receipt = send(sources, content, days=1, ask=True)

    assert receipt.doubts
    assert not any(doubt.blocks for doubt in receipt.doubts)
    assert receipt.kept.is_new
    asked = store.doubts_of(sources.engine, receipt.kept.submission_id)
    assert [one["question"] for one in asked] == [doubt.remedy for doubt in receipt.doubts]


@pytest.mark.parametrize(
    "viewer",
    [Viewer("analyst", ("SV06",)), Viewer("leader"), Viewer("champion", ("SV05",))],
    ids=["of another service", "a leader", "a champion"],
)
def test_who_may_not_send_for_a_service_keeps_nothing(sources, viewer):
    with pytest.raises(NotAllowed, match="You may not send a return for SV05"):
        send(sources, written(counted(60, 110)), viewer=viewer)

    assert kept(sources) == []


def test_one_row_of_another_service_keeps_back_the_whole_return(sources):
    both = written(counted(60, 110), counted(60, 110, service="SV06"))

    with pytest.raises(NotAllowed, match="for SV06"):
        send(sources, both, viewer=Viewer("analyst", ("SV05",)))

    assert kept(sources) == []


def test_an_analyst_sends_for_their_own_service(sources):
    assert send(sources, written(counted(60, 110)), viewer=Viewer("analyst", ("SV05",))).kept.is_new


def test_a_services_return_carries_the_demonstration_label(sources):
    send(sources, written(counted(60, 110)))

    (one,) = kept(sources)
    assert (one["label"], one["source"], one["sender"]) == ("Demonstration data: invented services", {}, "SV05")


def test_published_figures_keep_their_source_and_are_no_demonstration(sources):
    published = row("P12", "E08000005", "2023-24", value="450.2")

    send(sources, written(published), source=PUBLISHER, sender="publisher:lait")

    (one,) = kept(sources)
    assert (one["label"], one["source"], one["sender"]) == ("", PUBLISHER, "publisher:lait")


def test_a_return_of_several_services_says_so(sources):
    send(sources, written(counted(60, 110), counted(60, 110, service="SV06")))

    assert [one["sender"] for one in kept(sources)] == ["several services"]


NOTE = "Café, counted again"
LINES = written(counted(60, 110, note=NOTE), row("W07", numerator="20", denominator="30"), delimiter=";").decode()


@pytest.mark.parametrize(
    ("content", "encoding", "first"),
    [
        (LINES.encode("utf-8-sig"), "utf-8 with BOM", 2),
        (LINES.encode("cp1252"), "windows-1252", 2),
        (("Return of SV05\r\n\r\n" + LINES).encode("cp1252"), "windows-1252", 4),
        (LINES.replace("\r\n", "\n").encode(), "utf-8", 2),
    ],
    ids=["with BOM", "Windows", "with a title above", "with bare line ends"],
)
def test_line_and_cell_are_those_of_the_file_as_opened(sources, content, encoding, first):
    send(sources, content)

    (one,) = kept(sources)
    known = {row["indicator_id"]: (row["line"], row["cell"], row["numerator"], row["note"]) for row in counts(sources)}
    assert (one["encoding"], one["columns"]["numerator"]) == (encoding, "D")
    assert known == {"W01": (first, f"D{first}", 60, NOTE), "W07": (first + 1, f"D{first + 1}", 20, "")}


def test_a_note_over_several_lines_does_not_move_the_lines_below(sources):
    send(sources, written(counted(60, 110, note="first\nsecond"), row("W07", numerator="20", denominator="30")))

    assert {one["indicator_id"]: one["line"] for one in counts(sources)} == {"W01": 2, "W07": 4}


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n", b"colour,age\nblue,7\n", b"\x00" * 40])
def test_what_is_no_return_is_refused_in_a_sentence_and_nothing_is_kept(sources, content):
    with pytest.raises(UnreadableReturn, match=r"'q1\.csv'"):
        send(sources, content)

    assert kept(sources) == []


@pytest.mark.parametrize(
    "content",
    [
        b"period,service_id,indicator_id,first_name\n2026-27 Q1,SV05,W01,Zebedee\n",
        b"first_name,age\nZebedee,7\n",
        b"period,service_id,indicator_id,numerator,DOB\n2026-27 Q1,SV05,W01,Zebedee,03/02/2011\n",
    ],
    ids=["beside a return", "nothing but people", "with another fault"],
)
def test_a_list_of_people_is_refused_without_repeating_a_name(sources, content):
    receipt = send(sources, content.replace(b"W01,Zebedee,", b"W01,4,"))

    assert (receipt.kept, kept(sources)) == (None, [])
    assert receipt.problems
    assert "Zebedee" not in "".join(str(problem) + problem.found for problem in receipt.problems)
    assert not any(
        question.column in {problem.column for problem in receipt.problems} for question in receipt.questions
    )


def test_a_framework_the_record_does_not_hold_is_named(sources):
    with pytest.raises(UnknownFramework, match="no framework called 'other'"):
        receive(sources, "other", written(counted(60, 110)), envelope(), NOW)


def test_no_key_is_known_twice(sources):
    for days, numerator in enumerate((60, 61, 62)):
        send(sources, written(counted(numerator, 110)), days=days)

    found = counts(sources)

    assert [one["numerator"] for one in found] == [62]
    assert len({tuple(one[name] for name in KEY) for one in found}) == len(found)
