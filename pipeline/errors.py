"""The one exception tree: who can mend what."""

from __future__ import annotations


class PipelineError(Exception):
    """Any error this package raises on purpose.

    Args:
        message: What was found, where, and what is allowed.
        hint: What the user can do about it; printed after the message.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        message = _encodable(message)
        super().__init__(message)
        self.message = message
        self.hint = _encodable(hint)

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message

    def __reduce__(self) -> tuple[object, ...]:
        # Worker processes send errors back pickled; the default forgets keyword arguments.
        return (_rebuild, (type(self), self.message, self.hint))


def _encodable(text: str) -> str:
    # File names and JSON may hold halves of characters, which no file and no terminal takes.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _rebuild(kind: type[PipelineError], message: str, hint: str) -> PipelineError:
    return kind(message, hint=hint)


class InputError(PipelineError):
    """The input or the configuration is at fault; the user can mend it."""


class ModelError(PipelineError):
    """A model is missing, damaged or of another version than required."""


class OffsetError(PipelineError):
    """A span does not equal its slice of the text: always a bug of ours."""
