"""This package reads a text: paragraphs, sentences, quoted speech and language."""
