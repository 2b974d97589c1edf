"""This package holds the tests; it mirrors the code."""
