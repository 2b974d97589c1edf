"""This file locks a release to what the model sees of our own sentences, and names those that it sees otherwise now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rhetor.errors import ArticleError
from rhetor.instances import hash_instance, read_instances
from rhetor.release import named_hash
from rhetor.states import find_mentions
from rhetor.text.document import Article, read_article
from training.corpora.own import items, plain_text
from training.corpora.readers import OWN
from training.corpora.rows import text_key
from training.files import write_text

INPUTS = "inputs.tsv"  # beside a release
GOLDEN = Path(__file__).resolve().parents[2] / "tests" / "golden"
_HEADER = "source\tinstances"

Inputs = Mapping[str, Sequence[tuple[str, str]]]  # article -> its sentences, each with the hash of its instance


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


def read_all_inputs() -> Inputs:
    """Return what the model sees of each locked article, by its name."""
    return {name: read_inputs(article) for name, article in locked_articles()}


def write_inputs(folder: Path, inputs: Inputs) -> None:
    """Write what the model sees of all locked articles beside a release: a line an article, a hash a sentence."""
    rows = ((name, " ".join(seen for _, seen in found)) for name, found in sorted(inputs.items()))
    lines = [_HEADER, *(f"{name}\t{hashes}" for name, hashes in rows)]
    write_text(folder / INPUTS, "\n".join(lines) + "\n")


def fingerprint(folder: Path) -> str:
    """Return the sha256 of what `write_inputs` wrote: the manifest holds it."""
    return named_hash((folder / INPUTS).read_bytes())


def find_changes(folder: Path, inputs: Inputs) -> list[Change]:
    """Return the sentences that the model sees otherwise than when the release was made; none where it has no lock.

    Articles that came later are no change; nor are those that went.
    """
    locked = _load_inputs(folder)
    return [
        change for name, found in inputs.items() if name in locked for change in _compare(name, locked[name], found)
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
