"""Models that write sentences of their own: a sequence-to-sequence model, or a server on this machine."""

from pipeline.generate.load import EXTRACTIVE, Writer, Written, load_writer, writer_version

__all__ = ["EXTRACTIVE", "Writer", "Written", "load_writer", "writer_version"]
