"""This package holds the corpora: one file each, where their files lie, and the examples made of them."""
