"""Lists of frames come over a wire whole and in order, in whatever pieces the socket delivers them."""

import socket
import threading

from hypothesis import given
from hypothesis import strategies as st

from werkmonitor.engine.wire import Wire

MESSAGES = st.lists(st.lists(st.binary(max_size=40), max_size=4), max_size=5)


class Recorder:
    """A socket that keeps what is sent."""

    def __init__(self) -> None:
        self.sent = b""

    def sendall(self, data: bytes) -> None:
        self.sent += data


class Pieces:
    """A socket that delivers bytes in pieces of some size, then ends."""

    def __init__(self, data: bytes, size: int):
        self.pieces = [data[start : start + size] for start in range(0, len(data), size)]

    def recv(self, _: int) -> bytes:
        return self.pieces.pop(0) if self.pieces else b""


@given(MESSAGES, st.integers(1, 50))
def test_what_is_sent_is_received(messages: list[list[bytes]], size: int) -> None:
    """However it is cut up; then None for the end."""
    recorder = Recorder()
    sender = Wire(recorder)  # type: ignore[arg-type]
    for frames in messages:
        sender.send_multipart(frames)
    receiver = Wire(Pieces(recorder.sent, size))  # type: ignore[arg-type]
    assert [receiver.receive() for _ in messages] == messages
    assert receiver.receive() is None


def test_buffers_of_numbers_are_sent_as_their_bytes() -> None:
    """Widgets send memoryviews that are not of bytes."""
    recorder = Recorder()
    Wire(recorder).send_multipart([memoryview(b"12345678").cast("d")])  # type: ignore[arg-type]
    assert Wire(Pieces(recorder.sent, 99)).receive() == [b"12345678"]  # type: ignore[arg-type]


def test_a_message_larger_than_the_sockets_buffer_arrives() -> None:
    """The sender waits for the receiver."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sender = threading.Thread(target=Wire(ours).send_multipart, args=[[b"x" * 10_000_000, b"end"]])
        sender.start()
        frames = Wire(theirs).receive()
        sender.join()
    assert frames is not None
    assert [len(frame) for frame in frames] == [10_000_000, 3]


def test_an_end_that_has_gone_is_no_error() -> None:
    """The owner of the process at the other end notices that it is gone."""
    ours, theirs = socket.socketpair()
    theirs.close()
    with ours:
        Wire(ours).send_multipart([b"x"])
        assert Wire(ours).receive() is None
