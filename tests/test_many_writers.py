"""Many send at once: none is refused, none is lost, and the same file is kept once."""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from impact import store
from keeping import PROCESSES, write_many, write_same

WRITERS, TIMES = 8, 20


def test_of_eight_writers_at_once_none_is_refused_and_none_is_lost(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'record.sqlite'}"

    with PROCESSES.Manager() as manager, ProcessPoolExecutor(WRITERS, mp_context=PROCESSES) as writers:
        ready = manager.Barrier(WRITERS, timeout=30)
        sent = [writers.submit(write_many, url, writer, TIMES, ready) for writer in range(WRITERS)]
        done = [one for writer in sent for one in writer.result()]

    engine = store.open_engine(url)
    kept = store.submissions(engine, "borough")
    assert all(is_new for _, is_new, _ in done)
    assert sorted(number for number, _, _ in done) == [one["id"] for one in kept] == list(range(1, 161))
    assert store.broken_links(engine, "borough") == []
    moments = [one["received_at"] for one in kept]
    assert moments == sorted(set(moments))


def test_of_two_who_send_the_very_same_file_one_is_told_of_the_other(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'record.sqlite'}"
    times = 10

    with PROCESSES.Manager() as manager, ProcessPoolExecutor(2, mp_context=PROCESSES) as writers:
        ready = manager.Barrier(2, timeout=30)
        one, other = [writers.submit(write_same, url, times, ready) for _ in range(2)]
        both = list(zip(one.result(), other.result(), strict=True))

    assert [first[0] == second[0] for first, second in both] == [True] * times
    assert [sorted((first[1], second[1])) for first, second in both] == [[False, True]] * times
