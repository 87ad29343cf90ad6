"""The queue as a folder of files, for an installation on one machine.

kombu's own transport writes its files in place, and a process that reads one half written fails.
Here every file appears whole.
"""

import logging
import time
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)


def _write_whole(path: Path, content: object) -> None:
    draft = path.with_name(f"{uuid4()}.draft")
    try:
        draft.write_text(dumps(content), encoding="utf-8")
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


class Channel(filesystem.Channel):
    # the stubs of kombu's base classes contradict those of its file system
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{time.time_ns()}_{uuid4()}.{queue}.msg"
        _write_whole(Path(self.data_folder_out) / name, payload)

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        """The queue's oldest message. One that can't be read is dropped.

        The worker that deletes the file of a message is the one that has the message.

        Raises:
            FileNotFoundError: the folder is gone, and the tables of the exchanges with it; the
                worker ends, and its successor makes them anew.
        """
        for path in sorted(Path(self.data_folder_in).iterdir()):
            if path.name.partition(".")[2] != f"{queue}.msg":
                continue
            try:
                content = path.read_bytes()
                path.unlink()
            except OSError:
                # another worker was faster
                continue
            try:
                message: dict[str, Any] = loads(content)
                # fails where something that a worker needs is missing
                self.Message(message, channel=self)
            except (ValueError, TypeError, LookupError, AttributeError):
                logger.warning("A broken message of %d bytes was dropped.", len(content))
                continue
            return message
        raise Empty

    def get_table(self, exchange: str) -> list[filesystem.exchange_queue_t]:  # type: ignore[override]
        try:
            return super().get_table(exchange)
        except (ValueError, TypeError):
            logger.warning("The broken table of exchange %s is taken for an empty one.", exchange)
            return []

    def _queue_bind(
        self, exchange: str, routing_key: str | None, pattern: str | None, queue: str | None
    ) -> None:
        # processes that bind at the same time write the same: each exchange has one queue
        table = self.get_table(exchange)
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        if binding not in table:
            file = self._exchange_file(exchange)  # type: ignore[attr-defined]  # not in the stubs
            _write_whole(file, [binding, *table])


class Transport(filesystem.Transport):
    Channel = Channel
