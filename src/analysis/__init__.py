"""Who said what, when, taking which side: statements in news texts, each number traceable to its sentence."""

__version__ = "0.5.0"
