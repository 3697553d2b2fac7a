"""What may go wrong with a cluster of the tests."""

from __future__ import annotations


class ClusterError(Exception):
    """A cluster of the tests does not do what it was told."""


class UnavailableError(ClusterError):
    """What the server needs cannot be had on this machine."""


class StartError(ClusterError):
    """A node ended at its start, or took too long: the end of its log stands in the text."""


class NoAnswerError(ClusterError):
    """No host of the cluster answers."""


class RefusedError(ClusterError):
    """The cluster refused a request; `status` and `answer` are its own."""

    def __init__(self, status: int, answer: str) -> None:
        super().__init__(f"{status}: {answer}")
        self.status = status
        self.answer = answer
