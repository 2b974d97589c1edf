"""This file names each public corpus that Rhetor learns from, finds its files and checks them."""

import csv
import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

import pooch
from rich.console import Console
from rich.progress import track
from rich.table import Column, Table

_ROOT = Path(__file__).resolve().parent.parent
_REGISTRY = Path(__file__).with_name("corpora.tsv")


class CorpusMissing(Exception):
    """A corpus is on no disk we look at and could not be downloaded."""


class CorpusDamaged(Exception):
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
    """A labelled corpus; `manual` says where to get it and where to put it, None if it can be downloaded."""

    name: str
    files: tuple[CorpusFile, ...]
    licence: str
    citation: str
    manual: str | None = None


def _files(corpus: str) -> tuple[CorpusFile, ...]:
    with _REGISTRY.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["corpus"] == corpus]
    keys = ("repository", "commit", "path", "sha256")
    return tuple(CorpusFile(row["file"], *(row[key] for key in keys)) for row in rows)


def _corpus(name: str, licence: str, citation: str, manual: str | None = None) -> Corpus:
    return Corpus(name, _files(name), licence, citation, manual)


_ALL = (
    _corpus(
        "newsmtsc",
        "MIT",
        "Hamborg and Donnay, NewsMTSC: (Multi-)Target-dependent Sentiment Classification in News, EACL 2021",
    ),
    _corpus(
        "dse",
        "free to use when the paper is cited",
        "Park, Pan and Joo, Who Blames or Endorses Whom? Entity-to-Entity Directed Sentiment Extraction in"
        " News Text, Findings of ACL 2021",
    ),
    _corpus(
        "ptc",
        "research use, on registration with the organisers",
        "Da San Martino et al., SemEval-2020 Task 11: Detection of Propaganda Techniques in News Articles,"
        " SemEval 2020",
        manual="register at https://propaganda.math.unipd.it/ptc/, download the training set of SemEval-2020"
        " task 11, and put train-articles/ and train-task2-TC.labels into the folder ptc/ of RHETOR_CORPORA",
    ),
    _corpus(
        "szeged",
        "CC BY-SA",
        "Szarvas et al., Cross-Genre and Cross-Domain Detection of Semantic Uncertainty, Computational"
        " Linguistics 38(2), 2012",
    ),
    _corpus(
        "conll2010",
        "none stated",
        "Farkas et al., The CoNLL-2010 Shared Task: Learning to Detect Hedges and their Scope in Natural"
        " Language Text, CoNLL 2010",
    ),
)
CORPORA: Mapping[str, Corpus] = MappingProxyType({corpus.name: corpus for corpus in _ALL})


def fetch(name: str) -> Path:
    """Return the folder that holds the corpus, every file's sha256 checked.

    Looks in RHETOR_CORPORA (default: ../shared/corpora beside the repository), then in pooch's cache, and
    downloads into that cache last. Raises CorpusMissing if it cannot be had, CorpusDamaged if a file differs.
    """
    corpus = CORPORA[name]
    if folder := find(name):
        return folder
    if corpus.manual is not None:
        raise CorpusMissing(f"{name} cannot be downloaded for you: {corpus.manual}")
    for file in corpus.files:
        _download(file, _cache(name))
    return _cache(name)


def find(name: str) -> Path | None:
    """Return the folder that already holds the corpus, or None; raises CorpusDamaged if a file differs."""
    return next((folder for folder in (_local() / name, _cache(name)) if _holds(CORPORA[name], folder)), None)


def _cache(name: str) -> Path:
    return Path(pooch.os_cache("rhetor")) / name


def _local() -> Path:
    return Path(os.environ.get("RHETOR_CORPORA") or _ROOT / "../shared/corpora").resolve()


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


def digest(name: str) -> str:
    """Return one sha256 for the corpus and our corrections to it, over sorted "file sha256" lines."""
    files = [(file.name, file.sha256) for file in CORPORA[name].files]
    corrections = [(path.name, _sha256(path)) for path in Path(__file__).parent.glob(f"{name}-*.tsv")]
    return _sha256_of_lines(iter([*files, *corrections]))


def main() -> int:
    """Fetch every corpus, print a table, and return 1 if one is missing or damaged, else 0."""
    table = Table("corpus", "licence", "files", Column("where", overflow="fold"), "state")
    missing = 0
    for corpus in track(CORPORA.values(), "fetching", console=Console(stderr=True), transient=True):
        where, state = _look(corpus)
        missing += state != "ok"
        table.add_row(corpus.name, corpus.licence, str(len(corpus.files)), where, state)
    Console().print(table)
    return int(missing > 0)


def _look(corpus: Corpus) -> tuple[str, str]:
    try:
        return str(fetch(corpus.name)), "ok"
    except (CorpusMissing, CorpusDamaged) as error:
        return "", str(error)


if __name__ == "__main__":
    sys.exit(main())
