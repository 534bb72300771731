"""Records -> one self-contained HTML file to look at, search and review, in French."""

from pipeline.report.page import write_report

__all__ = ["write_report"]
