"""The header of small marked files that several tests write: C.D. asks Ève Martin."""

from __future__ import annotations


def header(
    *,
    layers: str,
    id: str = "essai",
    format: str = "txt",
    split: str = "dev",
    extra: str = "",
    tables: str = "",
) -> str:
    """Return the header with its two lines of plus signs; `layers` as TOML writes the names of a list."""
    return f"""+++
id = "{id}"
format = "{format}"
split = "{split}"
layout = "essai"
layers = [{layers}]
{extra}
[[participants]]
id = "p1"
role = "interviewer"
labels = ["C.D."]

[[participants]]
id = "p2"
role = "interviewee"
name = "Ève Martin"
labels = ["È.M."]
{tables}
+++
"""
