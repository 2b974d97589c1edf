"""This package holds whole articles written for the project, with what the text steps must make of each."""
