"""This package finds the states that an article names."""

from rhetor.states.aliases import State, load_states
from rhetor.states.forms import Mention, find_forms, find_mentions

__all__ = ["Mention", "State", "find_forms", "find_mentions", "load_states"]
