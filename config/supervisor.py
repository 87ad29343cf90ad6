"""Runs web and worker side by side, starts again what dies, stops them as one.

``python -m config.supervisor`` serves everything on one machine. On several machines each starts
the roles that it plays: ``web``, ``worker``, and on one of them ``scheduler``, which takes up again
the work of workers that died. A scheduler beside a worker costs no process of its own.
"""

import argparse
import ctypes
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from types import FrameType

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Patience:
    """How often a program may die before the service gives up."""

    deaths: int = 5
    window_seconds: float = 60
    first_pause_seconds: float = 1

    def pause_seconds(self, deaths: int) -> float:
        """How long to wait after that many recent deaths: at first not at all, then ever longer."""
        return 0 if deaths <= 1 else self.first_pause_seconds * 2 ** (deaths - 2)


def _end_with(parent: int) -> None:
    """In a new process: ask the kernel for SIGTERM when the supervisor dies, however that dies."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


class Child:
    """A program, the leader of a process group; its lines are handed to ``tell``."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        tell: Callable[[str, bytes], None],
    ) -> None:
        self.name = name
        self.starts_at = 0.0
        self.deaths: deque[float] = deque()
        self.process: subprocess.Popen[bytes] | None = None
        self._command = list(command)
        self._environment = dict(environment)
        self._tell = tell
        self._unfinished_line = b""

    def start(self, selector: selectors.BaseSelector) -> None:
        self.process = subprocess.Popen(  # noqa: S603  # our own command
            self._command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # out of the terminal's reach: Ctrl-C comes to the supervisor, which stops all
            start_new_session=True,
            # safe, because the supervisor has one thread only
            preexec_fn=partial(_end_with, os.getpid()),  # noqa: PLW1509
        )
        assert self.process.stdout is not None  # noqa: S101  # asked for with PIPE
        os.set_blocking(self.process.stdout.fileno(), False)
        selector.register(self.process.stdout, selectors.EVENT_READ, self)

    def read(self, selector: selectors.BaseSelector) -> None:
        """Pass on what the program has written so far."""
        output = self.process.stdout if self.process else None
        if output is None or output.closed:
            return
        with suppress(BlockingIOError):
            while chunk := os.read(output.fileno(), 65_536):
                *lines, self._unfinished_line = (self._unfinished_line + chunk).split(b"\n")
                for line in lines:
                    self._tell(self.name, line)
            selector.unregister(output)
            output.close()

    def ended(self, selector: selectors.BaseSelector) -> int | None:
        """The exit code, once the program has ended; nothing of its group is left then."""
        if self.process is None or (code := self.process.poll()) is None:
            return None
        self.signal_group(signal.SIGKILL)
        self.read(selector)
        output = self.process.stdout
        if output is not None and not output.closed:
            selector.unregister(output)
            output.close()
        if self._unfinished_line:
            self._tell(self.name, self._unfinished_line)
            self._unfinished_line = b""
        self.process = None
        return code

    def terminate(self) -> None:
        """Ask the program alone: it knows in what order its own processes end."""
        if self.process is not None:
            self.process.terminate()

    def signal_group(self, number: signal.Signals) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


class Supervisor:
    def __init__(
        self,
        commands: Mapping[str, Sequence[str]],
        *,
        environment: Mapping[str, str],
        stop_seconds: float,
        patience: Patience | None = None,
        log_format: str = "text",
    ) -> None:
        self._width = max(len(name) for name in (*commands, "supervisor"))
        self._log_format = log_format
        self._children = [
            Child(name, command, environment, self._tell) for name, command in commands.items()
        ]
        self._stop_seconds = stop_seconds
        self._patience = patience or Patience()
        self._kill_at: float | None = None
        self._stops_asked = 0
        self._exit_code = 0

    def run(self) -> int:
        """Serve until SIGINT or SIGTERM (0), or until a program keeps dying (1)."""
        with selectors.DefaultSelector() as selector:
            wakened, waker = socket.socketpair()
            for end in (wakened, waker):
                end.settimeout(0)
            selector.register(wakened, selectors.EVENT_READ)
            signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                # nohup asks to stay when the terminal goes
                if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                    signal.signal(number, self._ask_to_stop)
            signal.signal(signal.SIGCHLD, lambda *_: None)
            try:
                while self._tend(selector):
                    for key, _ in selector.select(self._idle_seconds()):
                        if key.data is None:
                            wakened.recv(4096)
                        else:
                            key.data.read(selector)
            finally:
                self._signal_all(signal.SIGKILL)
                signal.set_wakeup_fd(-1)
        return self._exit_code

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stops_asked += 1

    def _stop(self) -> None:
        self._kill_at = time.monotonic() + self._stop_seconds
        for child in self._children:
            child.terminate()

    def _tend(self, selector: selectors.BaseSelector) -> bool:
        """Start, restart and kill what is due; whether there is anything left to wait for."""
        now = time.monotonic()
        if self._stops_asked and self._kill_at is None:
            self._stop()
        for child in self._children:
            code = child.ended(selector)
            if code is not None and self._kill_at is None:
                self._died(child, code, now)
            if child.process is None and self._kill_at is None and child.starts_at <= now:
                child.start(selector)
        if self._kill_at is None:
            return True
        if self._kill_at <= now or self._stops_asked > 1:  # asked twice: no more waiting
            self._signal_all(signal.SIGKILL)
        return any(child.process for child in self._children)

    def _died(self, child: Child, code: int, now: float) -> None:
        child.deaths.append(now)
        while child.deaths[0] < now - self._patience.window_seconds:
            child.deaths.popleft()
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
        if len(child.deaths) >= self._patience.deaths:
            self._say(f"{child.name} {how}, too often ({len(child.deaths)} times): giving up.")
            self._exit_code = 1
            self._stop()
        else:
            pause = self._patience.pause_seconds(len(child.deaths))
            child.starts_at = now + pause
            self._say(f"{child.name} {how}; starting it again in {pause:g} s.")

    def _idle_seconds(self) -> float | None:
        now = time.monotonic()
        if self._kill_at is not None:
            return max(self._kill_at - now, 0.05)
        due = [child.starts_at for child in self._children if child.process is None]
        return max(min(due) - now, 0) if due else None

    def _signal_all(self, number: signal.Signals) -> None:
        for child in self._children:
            child.signal_group(number)

    def _say(self, text: str) -> None:
        if self._log_format == "json":
            text = json.dumps({"event": text, "level": "warning", "logger": "supervisor"})
        self._tell("supervisor", text.encode())

    def _tell(self, name: str, line: bytes) -> None:
        # a program that reads the lines finds in each who wrote it
        start = b"" if self._log_format == "json" else f"{name:<{self._width}} | ".encode()
        with suppress(BrokenPipeError):  # the service outlives whoever read its lines
            sys.stdout.buffer.write(start + line + b"\n")
            sys.stdout.buffer.flush()


def _try_port(host: str, port: int) -> None:
    """Raises OSError when nothing can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host.strip("[]"), port), family=family):
        pass


def main(arguments: Sequence[str] | None = None) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        # read here, so that what is wrong in the environment is told without a traceback
        from config import processes  # noqa: PLC0415
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    known = ", ".join(processes.ROLES)
    parser = argparse.ArgumentParser(prog="python -m config.supervisor", description=__doc__)
    parser.add_argument("roles", nargs="*", metavar="role", help=f"of {known}; all by default")
    roles = parser.parse_args(arguments).roles or processes.ROLES
    if unknown := sorted(set(roles) - set(processes.ROLES)):
        parser.error(f"no such role: {', '.join(unknown)}; there are {known}.")
    if "web" in roles:
        try:
            _try_port(processes.BIND_HOST, processes.PORT)
        except OSError as error:
            address = f"{processes.BIND_HOST}:{processes.PORT}"
            reason = os.strerror(error.errno) if error.errno else error
            sys.exit(f"Can't serve on {address} ({reason}); set PORT to a free one.")
    return Supervisor(
        processes.commands(roles),
        environment=processes.environment(),
        stop_seconds=processes.SHUTDOWN_SECONDS,
        log_format=settings.LOG_FORMAT,
    ).run()


if __name__ == "__main__":
    sys.exit(main())
