"""Annotated interviews and records -> files that people edit or other tools read: one module a format."""
