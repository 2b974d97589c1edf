"""This file says what a corpus declares of itself, finds its files and checks them."""

import csv
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pooch

from training.corpora.rows import Parsed
from training.corpora.tasks import HEDGING
from training.refusals import Refused

_ROOT = Path(__file__).resolve().parent.parent.parent
_REGISTRY = Path(__file__).with_name("corpora.tsv")


class CorpusMissing(Refused):
    """A corpus is on no disk we look at and could not be downloaded."""


class CorpusDamaged(Refused):
    """A file of a corpus is there, but its bytes are not the ones that the registry names."""


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """One published file, pinned: a name that ends in "/" is a folder, hashed over "name sha256" lines."""

    name: str
    repository: str
    commit: str
    path: str
    sha256: str

    @property
    def url(self) -> str:
        """Return where the file can be fetched."""
        return f"https://raw.githubusercontent.com/{self.repository}/{self.commit}/{quote(self.path)}"


@dataclass(frozen=True, slots=True)
class Corpus:
    """A labelled corpus, and all that anybody asks of it by name.

    `task` is what it teaches the encoder; a corpus without one is tested on alone. `weight` is that of a row in a head,
    beside 1 for the other corpora. `manual` says where to get it and where to put it, None if it can be downloaded.
    `own` is the file in this repository that holds it, where it is ours. `shares` are corpora whose training sentences
    stand in its tests too: it is measured where they are at hand, without those. `other_neutral`: its "neutral" is
    another construct, so a head learns no more of its neutral rows than of the others, and systems that learn from it
    alone are measured beside. `many_names`: news with names enough to mask some at random, for a teacher to label.
    `calm_articles`, of the reference corpus alone, returns the articles that percentiles are counted in.
    """

    name: str
    read: Callable[[Path], Parsed]
    attribute: str
    task: str | None
    licence: str
    citation: str
    files: tuple[CorpusFile, ...] = ()
    manual: str | None = None
    own: Path | None = None
    tests: tuple[str, ...] = ("test",)
    weight: float = 1.0
    shares: tuple[str, ...] = ()
    other_neutral: bool = False
    many_names: bool = False
    calm_articles: Callable[[Path], frozenset[str]] | None = None

    @property
    def with_words(self) -> bool:
        """Tell whether the vectors of its words are asked for: it has cues, or is the reference of every score."""
        return self.attribute == HEDGING or self.calm_articles is not None


def pinned(corpus: str) -> tuple[CorpusFile, ...]:
    """Return the files of a corpus that corpora.tsv pins."""
    with _REGISTRY.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["corpus"] == corpus]
    keys = ("repository", "commit", "path", "sha256")
    return tuple(CorpusFile(row["file"], *(row[key] for key in keys)) for row in rows)


def fetch(corpus: Corpus) -> Path:
    """Return the folder that holds the corpus (of our own: the file), every file's sha256 checked.

    Looks in RHETOR_CORPORA (default: ../shared/corpora beside the repository), then in pooch's cache, and
    downloads into that cache last. Raises CorpusMissing if it cannot be had, CorpusDamaged if a file differs.
    """
    if folder := find(corpus):
        return folder
    if corpus.manual is not None:
        raise CorpusMissing(f"{corpus.name} cannot be downloaded for you: {corpus.manual}")
    for file in corpus.files:
        _download(file, _cache(corpus))
    return _cache(corpus)


def find(corpus: Corpus) -> Path | None:
    """Return the folder that already holds the corpus, or None; raises CorpusDamaged if a file differs."""
    if corpus.own:
        return corpus.own
    return next((folder for folder in (local_folder() / corpus.name, _cache(corpus)) if _holds(corpus, folder)), None)


def local_folder() -> Path:
    """Return the folder that is looked in first."""
    return Path(os.environ.get("RHETOR_CORPORA") or _ROOT / "../shared/corpora").resolve()


def _cache(corpus: Corpus) -> Path:
    return Path(pooch.os_cache("rhetor")) / corpus.name


def _holds(corpus: Corpus, folder: Path) -> bool:
    """Say whether every file is there; a file that is there and differs is an error, never replaced."""
    there = [file for file in corpus.files if (folder / file.name).exists()]
    for file in there:
        _check(file, folder)
    return len(there) == len(corpus.files)


def _check(file: CorpusFile, folder: Path) -> None:
    found = _sha256(folder / file.name)
    if found != file.sha256:
        raise CorpusDamaged(
            f"{folder / file.name} has sha256 {found}, not {file.sha256}: move it away and fetch it again"
        )


def _sha256(path: Path) -> str:
    if not path.is_dir():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return _sha256_of_lines((file.name, _sha256(file)) for file in path.iterdir())


def _sha256_of_lines(pairs: Iterator[tuple[str, str]]) -> str:
    lines = (f"{name} {sha256}\n" for name, sha256 in sorted(pairs))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _download(file: CorpusFile, folder: Path) -> None:
    if (folder / file.name).exists():
        return  # checked by _holds
    try:
        pooch.retrieve(file.url, f"sha256:{file.sha256}", fname=file.name, path=folder)
    except ValueError as error:
        raise CorpusDamaged(f"{file.url} no longer gives the pinned bytes: report it to Rhetor") from error
    except OSError as error:  # requests' exceptions are OSErrors
        raise CorpusMissing(
            f"{file.url} could not be downloaded: check the network, or set RHETOR_CORPORA to a folder"
            f" that holds {folder.name}/{file.name}"
        ) from error


def digest(corpus: Corpus) -> str:
    """Return one sha256 for the corpus and our corrections to it, over sorted "file sha256" lines."""
    if corpus.own:
        return _sha256(corpus.own)
    files = [(file.name, file.sha256) for file in corpus.files]
    corrections = [(path.name, _sha256(path)) for path in Path(__file__).parent.glob(f"{corpus.name}-*.tsv")]
    return _sha256_of_lines(iter([*files, *corrections]))
