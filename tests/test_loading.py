"""A folder of returns is taken in as its manifest says: in order, each once, and what cannot be is named."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from impact import store
from impact.answers import Sources, View, framework, open_sources
from impact.framework.load import UnreadableFramework
from impact.loading import UnreadableManifest, load_place, read_manifest
from records import BOROUGH, NOW, TODAY

HEAD = "period,service_id,indicator_id,numerator,denominator\n"
LISTED = "file,sender,received_at,publisher,licence\n"
JULY = datetime(2026, 7, 10, 9, tzinfo=UTC)
VIEW = View("trauma-informed-borough", TODAY)


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    return open_sources(tmp_path / "record")


def returns(folder: Path, *lines: str, **files: str) -> Path:
    """A folder with a manifest of some lines, and files named by their stem."""
    folder.mkdir()
    (folder / "manifest.csv").write_text(LISTED + "\n".join(lines), encoding="utf-8")
    for stem, rows in files.items():
        (folder / f"{stem}.csv").write_text(HEAD + rows, encoding="utf-8")
    return folder


def loaded(sources: Sources, *folders: Path, now: datetime = NOW, rules: Path = BOROUGH) -> list:
    return list(load_place(sources, rules, list(folders), now))


def kept(sources: Sources) -> list[dict]:
    return store.submissions(sources.engine, VIEW.framework_id)


def numerator(sources: Sources) -> float:
    (row,) = sources.projection.counts(VIEW.framework_id, {}).collect().to_native().to_pylist()
    return row["numerator"]


W01 = "2026-27 Q1,SV05,W01,{},110"


def test_returns_of_several_folders_are_taken_in_oldest_first(sources, tmp_path):
    later = returns(tmp_path / "a", "second.csv,SV05,2026-08-01T09:00:00Z", second=W01.format(61))
    earlier = returns(tmp_path / "b", "first.csv,SV05,2026-07-10T09:00:00Z", first=W01.format(60))

    receipts = loaded(sources, later, earlier)

    assert [receipt.filename for receipt in receipts] == ["first.csv", "second.csv"]
    assert [one["received_at"] for one in kept(sources)] == [JULY, datetime(2026, 8, 1, 9, tzinfo=UTC)]
    assert numerator(sources) == 61


def test_loading_the_same_folder_twice_keeps_nothing_new(sources, tmp_path):
    folder = returns(tmp_path / "a", "first.csv,SV05,2026-07-10T09:00:00Z", first=W01.format(60))
    loaded(sources, folder)

    again = loaded(sources, folder, now=NOW + timedelta(days=1))

    assert [receipt.kept.is_new for receipt in again] == [False]
    assert len(kept(sources)) == 1


def test_a_folder_with_a_revision_keeps_nothing_the_second_time(sources, tmp_path):
    """Nor does the first return, which the revision replaced, take the revision back."""
    lines = ("first.csv,SV05,2026-07-10T09:00:00Z", "second.csv,SV05,2026-08-01T09:00:00Z")
    folder = returns(tmp_path / "a", *lines, first=W01.format(60), second=W01.format(61))
    loaded(sources, folder)

    again = loaded(sources, folder, now=NOW + timedelta(days=1))

    assert [(one.kept.submission_id, one.kept.is_new, one.blocked) for one in again] == [
        (1, False, False),
        (2, False, False),
    ]
    assert len(kept(sources)) == 2
    assert numerator(sources) == 61


def test_a_file_that_the_folder_lists_again_after_its_revision_takes_the_revision_back_once(sources, tmp_path):
    when = ("first.csv,SV05,2026-07-10T09:00:00Z", "second.csv,SV05,2026-08-01T09:00:00Z")
    folder = returns(
        tmp_path / "a", *when, "first.csv,SV05,2026-08-02T09:00:00Z", first=W01.format(60), second=W01.format(61)
    )

    for _ in range(2):
        loaded(sources, folder)

        assert len(kept(sources)) == 3
        assert numerator(sources) == 60


def test_a_file_that_was_withdrawn_is_not_put_back_by_its_folder(sources, tmp_path):
    folder = returns(tmp_path / "a", "first.csv,SV05,2026-07-10T09:00:00Z", first=W01.format(60))
    loaded(sources, folder)
    store.withdraw(sources.engine, 1, "Wrong sheet.", "Ann Lee", JULY + timedelta(days=1))

    (again,) = loaded(sources, folder)

    assert (again.kept.submission_id, again.kept.is_new) == (1, False)
    assert len(kept(sources)) == 1


def test_a_file_is_known_by_its_bytes_and_its_sender_not_by_its_name(sources, tmp_path):
    line = "first.csv,{},2026-07-1{}T09:00:00Z"
    loaded(sources, returns(tmp_path / "a", line.format("SV05", 0), first=W01.format(60)))

    renamed = returns(tmp_path / "b", "other.csv,SV05,2026-07-11T09:00:00Z", other=W01.format(60))
    mended = returns(tmp_path / "c", line.format("SV05", 2), first=W01.format(61))
    of_another = returns(tmp_path / "d", line.format("the office", 3), first=W01.format(60))

    assert [one.kept.is_new for one in loaded(sources, renamed, mended, of_another)] == [False, True, True]


def test_a_return_with_faults_is_named_and_the_others_are_kept(sources, tmp_path):
    lines = ("wrong.csv,SV05,2026-07-10T09:00:00Z", "none.csv,SV05,2026-07-11T09:00:00Z")
    folder = returns(tmp_path / "a", *lines, "right.csv,SV05,2026-07-12T09:00:00Z", right=W01.format(60))
    (folder / "wrong.csv").write_text(HEAD + W01.format(111), encoding="utf-8")
    (folder / "none.csv").write_bytes(b"\x89PNG")

    receipts = loaded(sources, folder)

    assert [receipt.blocked for receipt in receipts] == [True, True, False]
    assert "a picture" in str(receipts[1].problems[0])
    assert [one["filename"] for one in kept(sources)] == ["right.csv"]


def test_what_a_publisher_says_of_its_figures_is_kept(sources, tmp_path):
    line = "lait.csv,publisher:lait,2026-04-08T12:00:00Z,Department for Education,OGL v3.0"
    folder = returns(tmp_path / "a", line, lait="2024-25,E08000005,P01,440,55000")

    loaded(sources, folder)

    (one,) = kept(sources)
    assert one["source"] == {"publisher": "Department for Education", "licence": "OGL v3.0"}
    assert (one["label"], one["sender"]) == ("", "publisher:lait")


def test_a_framework_counts_as_known_from_its_first_return(sources, tmp_path):
    loaded(sources, returns(tmp_path / "a", "first.csv,SV05,2026-07-10T09:00:00Z", first=W01.format(60)))

    assert store.framework_as_at(sources.engine, VIEW.framework_id, JULY) is not None


def edited(folder: Path) -> Path:
    """A copy of the borough's framework with another target for S01."""
    for path in BOROUGH.rglob("*"):
        if path.is_file():
            copy = folder / path.relative_to(BOROUGH)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    s01 = folder / "indicators" / "S01.toml"
    s01.write_text(s01.read_text(encoding="utf-8").replace("value = 85", "value = 90"), encoding="utf-8")
    return folder


def test_a_changed_framework_does_not_change_what_was_known_before(sources, tmp_path):
    folder = returns(tmp_path / "a", "first.csv,SV05,2026-07-10T09:00:00Z", first=W01.format(60))
    loaded(sources, folder)

    loaded(sources, folder, rules=edited(tmp_path / "rules"), now=NOW)

    def target(view: View) -> float | None:
        return framework(sources, view).indicator["S01"].targets[0].value

    assert target(replace(VIEW, as_at=NOW - timedelta(seconds=1))) == 85
    assert target(replace(VIEW, as_at=NOW)) == target(VIEW) == 90


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("file,sender\na.csv,SV05\n", "needs the columns"),
        ("file,sender,received_at\na.csv,SV05,yesterday\n", "needs the columns"),
        ("file,sender,received_at\na.csv,SV05,2026-07-10T09:00:00\n", "has no time zone"),
        ("file,sender,received_at\na.csv,SV05\n", "needs the columns"),
        ("file,sender,received_at\ngone.csv,SV05,2026-07-10T09:00:00Z\n", "lists 'gone.csv', which is not in"),
        (b"\xff\xfe\x00", "needs the columns"),
    ],
)
def test_a_manifest_that_cannot_be_read_keeps_nothing(sources, tmp_path, manifest, said):
    content = manifest if isinstance(manifest, bytes) else manifest.encode()
    (tmp_path / "manifest.csv").write_bytes(content)

    with pytest.raises(UnreadableManifest, match=said):
        loaded(sources, tmp_path)

    assert store.framework_ids(sources.engine) == []


def test_a_folder_without_a_manifest_is_named(tmp_path):
    with pytest.raises(UnreadableManifest, match=r"holds no manifest\.csv"):
        read_manifest(tmp_path)


def test_a_framework_that_cannot_be_read_keeps_nothing(sources, tmp_path):
    with pytest.raises(UnreadableFramework):
        loaded(sources, rules=tmp_path)

    assert store.framework_ids(sources.engine) == []
