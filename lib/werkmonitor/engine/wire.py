"""Messages over a Unix stream socket: lists of byte frames, as jupyter_client's Session makes them for ZeroMQ."""

import socket
import struct
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

CHUNK = 1 << 18


class Wire:
    """One end of a socket that carries lists of frames, each list whole and in order.

    A list is written as the number of frames, the length of each, and the frames (all integers 8 bytes, big-endian).
    """

    def __init__(self, end: socket.socket):
        self.socket = end
        self._received = bytearray()

    def send_multipart(self, frames: Sequence[Any], *_: Any, **__: Any) -> None:
        """Send one list of frames (bytes or buffers); the further arguments are ZeroMQ's and mean nothing here."""
        views = [memoryview(frame).cast("B") for frame in frames]
        lengths = [len(view) for view in views]
        head = struct.pack(f"!{len(views) + 1}Q", len(views), *lengths)
        with suppress(BrokenPipeError, ConnectionResetError):  # the other end has gone; its owner will notice
            self.socket.sendall(b"".join([head, *views]))

    def receive(self) -> list[bytes] | None:
        """Wait for the next list of frames; None when the other end has gone."""
        while (frames := self.take()) is None:
            if not self.fill():
                return None
        return frames

    def fill(self) -> bool:
        """Read what has arrived (waiting for something if need be); False when the other end has gone."""
        try:
            arrived = self.socket.recv(CHUNK)
        except ConnectionResetError:
            return False
        self._received += arrived
        return bool(arrived)

    def take(self) -> list[bytes] | None:
        """The next list of frames if it has arrived whole."""
        if len(self._received) < 8:
            return None
        (count,) = struct.unpack_from("!Q", self._received)
        start = 8 * (count + 1)
        if len(self._received) < start:
            return None
        lengths = struct.unpack_from(f"!{count}Q", self._received, 8)
        end = start + sum(lengths)
        if len(self._received) < end:
            return None
        frames = []
        for length in lengths:
            frames.append(bytes(self._received[start : start + length]))
            start += length
        del self._received[:end]
        return frames
