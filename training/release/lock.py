"""This file locks a release to what the model sees of our own sentences, and names those that it sees otherwise now."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rhetor.errors import ArticleError
from rhetor.instances import hash_instance, read_instances
from rhetor.states import find_mentions
from rhetor.text.document import Article, read_article
from training.corpora.own import items, plain_text
from training.corpora.readers import OWN
from training.corpora.rows import text_key
from training.files import write_text

INPUTS = "inputs.tsv"  # beside a release
GOLDEN = Path(__file__).resolve().parents[2] / "tests" / "golden"
_HEADER = "source\tinstances"


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence that the model sees otherwise than the release does; `text` is empty where it is gone."""

    source: str
    text: str


def locked_articles() -> Iterator[tuple[str, Article]]:
    """Yield our own labelled sentences and the golden articles, each with its name."""
    for corpus in OWN:
        for item in items(corpus):
            text = plain_text(item)
            yield text_key(text), Article(text)
    for path in sorted(GOLDEN.glob("*/article.txt")):
        title = path.with_name("title.txt")
        heading = title.read_text(encoding="utf-8").strip() if title.exists() else None
        yield path.parent.name, Article(path.read_text(encoding="utf-8"), heading)


def read_inputs(article: Article) -> list[tuple[str, str]]:
    """Return each sentence of an article with the hash of what the model sees of it; an error stands for itself."""
    try:
        document = read_article(article)
    except ArticleError as error:
        return [(article.text, error.code)]
    instances = read_instances(document, find_mentions(document))
    return [(one.text, hash_instance(seen)) for one, seen in zip(document.sentences, instances, strict=True)]


def write_inputs(folder: Path) -> None:
    """Write what the model sees of all locked articles beside a release: a line an article, a hash a sentence."""
    rows = {name: " ".join(seen for _, seen in read_inputs(article)) for name, article in locked_articles()}
    lines = [_HEADER, *(f"{name}\t{hashes}" for name, hashes in sorted(rows.items()))]
    write_text(folder / INPUTS, "\n".join(lines) + "\n")


def fingerprint(folder: Path) -> str:
    """Return the sha256 of what `write_inputs` wrote: the manifest holds it."""
    return "sha256:" + hashlib.sha256((folder / INPUTS).read_bytes()).hexdigest()


def find_changes(folder: Path) -> list[Change]:
    """Return the sentences that the model sees otherwise than when the release was made; none where it has no lock.

    Articles that came later are no change; nor are those that went.
    """
    locked = _load_inputs(folder)
    return [
        change
        for name, article in locked_articles()
        if name in locked
        for change in _compare(name, locked[name], read_inputs(article))
    ]


def _load_inputs(folder: Path) -> Mapping[str, Sequence[str]]:
    if not (folder / INPUTS).exists():
        return {}
    lines = (folder / INPUTS).read_text(encoding="utf-8").splitlines()[1:]
    return {name: hashes.split() for name, _, hashes in (line.partition("\t") for line in lines)}


def _compare(name: str, locked: Sequence[str], found: Sequence[tuple[str, str]]) -> list[Change]:
    if list(locked) == [seen for _, seen in found]:
        return []
    changed = [Change(name, text) for text, seen in found if seen not in locked]
    return changed or [Change(name, "")]
