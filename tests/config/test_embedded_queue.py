"""The queue of an installation on one machine: files that appear whole."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Exchange, Queue
from kombu.simple import SimpleQueue

from config.celery import app
from config.embedded_queue import Transport

QUEUE = Queue("letters", Exchange("letters"), routing_key="letters")


@pytest.fixture
def folder(tmp_path) -> Path:
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def connect(folder) -> Iterator[Callable[[], SimpleQueue]]:
    """Makes a process's own connection to the queue in ``folder``."""
    opened: list[Connection] = []
    # kombu remembers for the whole process what is bound
    Transport.global_state.clear()

    def connected() -> SimpleQueue:
        connection = Connection(
            "filesystem://",
            transport="config.embedded_queue:Transport",
            transport_options={
                "data_folder_in": str(folder / "messages"),
                "data_folder_out": str(folder / "messages"),
                "control_folder": str(folder / "control"),
                "polling_interval": 0.01,
            },
        )
        opened.append(connection)
        return connection.SimpleQueue(QUEUE, no_ack=True)

    yield connected
    for connection in opened:
        connection.close()
    Transport.global_state.clear()


def test_the_embedded_queue_is_the_one_of_this_module():
    with app.connection_for_write() as connection:
        assert isinstance(connection.transport, Transport)


def test_messages_come_whole_and_in_order(connect):
    sender, receiver = connect(), connect()
    for number in range(12):
        sender.put({"number": number})
    assert [receiver.get(timeout=5).payload["number"] for _ in range(12)] == list(range(12))
    with pytest.raises(Empty):
        receiver.get(block=False)


def test_a_reader_never_sees_a_part_of_a_message(connect, folder, monkeypatch):
    queue = connect()
    seen: list[Path] = []
    replace = Path.replace

    def watched(self, target):
        seen.extend((folder / "messages").glob("*.msg"))
        json.loads(self.read_text())
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    queue.put("x" * 100_000)
    assert seen == []
    assert [path.suffix for path in (folder / "messages").iterdir()] == [".msg"]


def test_a_message_that_cannot_be_written_leaves_nothing(connect, folder, monkeypatch):
    queue = connect()

    def fail(self, target):
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no space left"):
        queue.put("x")
    assert list((folder / "messages").iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"body": "aGVsbG8=", "prop',
        b"\xff\xfe\x00",
        b"[]",
        b"7",
        b"{}",
        b'{"properties": null}',
        b'{"properties": {"delivery_tag": "1", "body_encoding": "strange"}, "body": "x"}',
    ],
)
def test_a_broken_message_is_dropped_and_the_next_one_comes(connect, folder, content):
    queue = connect()
    broken = folder / "messages" / "0_0.letters.msg"
    broken.write_bytes(content)
    queue.put("next")
    assert queue.get(timeout=5).payload == "next"
    assert not broken.exists()


@pytest.mark.parametrize("content", [b"", b'[["letters"', b"7", b"[7]"])
def test_a_broken_table_of_an_exchange_is_written_anew(connect, folder, content):
    (folder / "control" / "letters.exchange").write_bytes(content)
    queue = connect()
    queue.put("x")
    assert queue.get(timeout=5).payload == "x"


def test_each_message_goes_to_one_of_two_workers(connect):
    sender, receivers = connect(), [connect(), connect()]
    for number in range(100):
        sender.put(number)
    taken: list[int] = []

    def work(queue: SimpleQueue) -> None:
        while True:
            try:
                taken.append(queue.get(block=False).payload)
            except Empty:
                return

    threads = [threading.Thread(target=work, args=(queue,)) for queue in receivers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(100))
