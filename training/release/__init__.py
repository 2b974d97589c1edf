"""This package makes a release: trains, measures, holds to the bounds, and promotes it."""
