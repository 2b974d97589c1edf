"""This file is the table of the corpora: a new one is a file here, its rows in corpora.tsv, and its two words below."""

from collections.abc import Mapping
from types import MappingProxyType

from training.corpora import conll2010, dse, newsmtsc, own, ptc, szeged
from training.corpora.registry import Corpus, find

# in the order in which they are taught and measured
_ALL = (
    newsmtsc.CORPUS,
    dse.CORPUS,
    own.STATES_CORPUS,
    ptc.CORPUS,
    own.ALARMISM_CORPUS,
    szeged.CORPUS,
    own.HEDGING_CORPUS,
    conll2010.CORPUS,
)
CORPORA: Mapping[str, Corpus] = MappingProxyType({corpus.name: corpus for corpus in _ALL})
OWN = tuple(corpus for corpus in _ALL if corpus.own)
PUBLIC = tuple(corpus for corpus in _ALL if not corpus.own)
TAUGHT = tuple(corpus for corpus in _ALL if corpus.task)
(REFERENCE,) = (corpus for corpus in _ALL if corpus.calm_articles)


def corpora_of(attribute: str) -> tuple[Corpus, ...]:
    """Return the corpora that teach or test an attribute."""
    return tuple(corpus for corpus in _ALL if corpus.attribute == attribute)


def lacking(corpus: Corpus) -> tuple[str, ...]:
    """Return what is not at hand of the corpora that measuring on this one needs: itself, and those that it shares.

    Raises CorpusDamaged where one is at hand and is not the one that was pinned.
    """
    return tuple(name for name in (corpus.name, *corpus.shares) if not find(CORPORA[name]))


def said_lacking(corpus: Corpus) -> str:
    """Say what `lacking` returns, as "ptc is not at hand", or nothing."""
    names = lacking(corpus)
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} not at hand" if names else ""
