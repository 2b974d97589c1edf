"""This package finds the states that an article names."""

from rhetor.states.forms import find_forms
from rhetor.states.mentions import Mention, find_mentions
from rhetor.states.names import State, load_states

__all__ = ["Mention", "State", "find_forms", "find_mentions", "load_states"]
