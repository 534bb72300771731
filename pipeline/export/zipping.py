"""Files -> one zip whose bytes depend on their contents only."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable, Iterator

from pipeline.errors import InputError

_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
_MOST = 2**31 - 1  # bytes of one file; REFI-QDA allows no more, nor do zips without extensions
_PIECE = 1 << 20


def zipped(entries: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """Yield the bytes of a zip, its files in the given order, without dates.

    It is made in a temporary file, so that neither a file nor the zip is ever whole in memory.

    Args:
        entries: Names and contents; a content is gone through once.

    Raises:
        InputError: A file is larger than 2 GiB.
    """
    with tempfile.TemporaryFile() as made:
        with zipfile.ZipFile(made, "w") as archive:
            for name, content in entries:
                info = zipfile.ZipInfo(name, _NO_DATE)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.create_system = 0  # else the system that it was made on
                info.external_attr = 0
                size = 0
                with archive.open(info, "w") as stream:
                    for piece in content:
                        size += len(piece)
                        if size > _MOST:
                            raise InputError(
                                f"{name}: more than {_MOST} bytes, which no reader takes",
                                hint="export fewer interviews at a time, with --id",
                            )
                        stream.write(piece)
        made.seek(0)
        while piece := made.read(_PIECE):
            yield piece
