"""What is printed in capitals -> the letters that it would have in running text."""

from pipeline.casing.turns import is_shouted, truecased
from pipeline.casing.writing import WORD, begins

__all__ = ["WORD", "begins", "is_shouted", "truecased"]
