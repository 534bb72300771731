"""Structured research records from French communication interviews."""

from importlib import import_module
from typing import TYPE_CHECKING

__all__ = ["__version__", "iter_records", "load_records", "to_dataset", "to_pandas"]
__version__ = "0.1.0"

if TYPE_CHECKING:
    from pipeline.frames import to_dataset, to_pandas
    from pipeline.records import iter_records, load_records
else:
    _PLACES = {
        "iter_records": "pipeline.records",
        "load_records": "pipeline.records",
        "to_dataset": "pipeline.frames",
        "to_pandas": "pipeline.frames",
    }

    def __getattr__(name):
        # Looked up when used: `import pipeline` and `entretiens --help` must not wait for pandas.
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_PLACES[name]), name)

    def __dir__():
        return sorted({*globals(), *__all__})
