"""Tests of what the library makes public: this list is a promise."""

import rhetor


def test_the_public_names_are_these_and_all_there() -> None:
    assert rhetor.__all__ == ["Article", "Scorer", "load_release"]
    assert all(hasattr(rhetor, name) for name in rhetor.__all__)
