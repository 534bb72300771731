"""Structured research records from French communication interviews."""

__version__ = "0.1.0"
