"""This package fits the heads: what they are fitted on, how, and with which settings."""
