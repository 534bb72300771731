"""Records and annotated interviews -> files that other tools read: one module a format.

Each module has a function ``export_files``: records (or gold) in, `ExportFile` out, one after the
other. The table of formats says which options a format takes; writing is done in `writing`.
"""

from pipeline.export.formats import FORMATS, Format, export_files
from pipeline.export.writing import ExportFile, write_files

__all__ = ["FORMATS", "ExportFile", "Format", "export_files", "write_files"]
