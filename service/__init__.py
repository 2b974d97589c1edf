"""This package serves scores over HTTP; it knows Flask and knows nothing of features."""
