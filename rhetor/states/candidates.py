"""This file holds what a finder of states asks about: a form in a folded text that may name a state."""

from dataclasses import dataclass
from functools import cached_property

from rhetor.states.names import Kind
from rhetor.states.neighbours import words_after, words_before
from rhetor.states.patterns import Words


@dataclass(frozen=True, slots=True)
class Bearers:
    """The leaders of one state that bear a name.

    `famous` says that all know the one by the surname, `titled` that the office stands beside the name, `former` that
    the words beside it say that the office is over, or none of a state's.
    """

    names: frozenset[str] = frozenset()
    famous: bool = False
    titled: bool = False
    former: bool = False


NOBODY = Bearers()


@dataclass(frozen=True, eq=False)
class Candidate:
    """A form at [start, end) of a folded text that may name the state `code`; leaders' names have bearers.

    The words beside it are worked out once and when needed: therefore no slots. Two are never equal.
    """

    text: str
    start: int
    end: int
    kind: Kind
    code: str
    bearers: Bearers = NOBODY

    @cached_property
    def form(self) -> str:
        """Return what stands there."""
        return self.text[self.start : self.end]

    @cached_property
    def before(self) -> Words:
        """Return up to three words that lead up to it with nothing but spaces and hyphens between."""
        return words_before(self.text, self.start)

    @cached_property
    def after(self) -> Words:
        """Return up to three words after it, a comma being one; what follows any other stop is not read."""
        return words_after(self.text, self.end)

    @cached_property
    def last_before(self) -> str:
        """Return the word before it, or nothing."""
        return self.before[-1] if self.before else ""

    @cached_property
    def first_after(self) -> str:
        """Return the word after it, or nothing."""
        return self.after[0] if self.after else ""

    def ahead(self, reach: int) -> str:
        """Return so many characters before it."""
        return self.text[max(0, self.start - reach) : self.start]

    @property
    def next_char(self) -> str:
        """Return the character after it, or nothing."""
        return self.text[self.end : self.end + 1]
