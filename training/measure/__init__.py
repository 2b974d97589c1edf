"""This package measures: predictions against labels, orders, swaps, and our own labelled set."""
