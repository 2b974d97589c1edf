"""This file holds what a finder of states asks about: a form in a folded text that may name a state."""

from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A form at [start, end) of a folded text that may name the state `code`; leaders' names have bearers.

    Two are never equal. The words beside it are worked out once, and only when needed: it is all that a candidate
    keeps (by hand, as a cached_property waits for a lock in Python 3.11, which took 5 % of the time).
    """

    text: str
    start: int
    end: int
    kind: Kind
    code: str
    bearers: Bearers = NOBODY
    form: str = field(init=False)  # what stands there
    _before: Words | None = field(init=False, default=None, repr=False)
    _after: Words | None = field(init=False, default=None, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "form", self.text[self.start : self.end])

    @property
    def before(self) -> Words:
        """Return up to three words that lead up to it with nothing but spaces and hyphens between."""
        if self._before is not None:
            return self._before
        found = words_before(self.text, self.start)
        object.__setattr__(self, "_before", found)
        return found

    @property
    def after(self) -> Words:
        """Return up to three words after it, a comma being one; what follows any other stop is not read."""
        if self._after is not None:
            return self._after
        found = words_after(self.text, self.end)
        object.__setattr__(self, "_after", found)
        return found

    @property
    def last_before(self) -> str:
        """Return the word before it, or nothing."""
        return self.before[-1] if self.before else ""

    @property
    def first_after(self) -> str:
        """Return the word after it, or nothing."""
        return self.after[0] if self.after else ""

    @property
    def next_char(self) -> str:
        """Return the character after it, or nothing."""
        return self.text[self.end : self.end + 1]

    def ahead(self, reach: int) -> str:
        """Return so many characters before it."""
        return self.text[max(0, self.start - reach) : self.start]
