"""This file reads the pool: real news articles, whose text is never committed, and says which of them are held out."""

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rhetor.text.document import Article
from training.corpora.registry import CorpusMissing, local_folder, pinned
from training.refusals import read_json_lines

FOLDER = "news"
FILES = pinned(FOLDER)
CITATION = "Real articles of many publishers, collected in 2026 from what training/corpora/pool.tsv names."
MANUAL = (
    "the text of the articles belongs to their publishers and may not be handed on. Build the files from the public"
    f" collections that training/corpora/pool.tsv names, and put them into {FOLDER}/ in the folder that RHETOR_CORPORA"
    " names. A release carries what the heads learn of them."
)

ORDINARY = ("sober", "us-news", "opinion", "sport")  # the kinds that together are "the news" (docs/method.md)
_HELD_OUT_FILES = frozenset({"articles-08.jsonl", "articles-09.jsonl"})
# outlets that nothing is taught from, by what their source begins with, in every collection they occur in
HELD_OUT_OUTLETS = {
    "al-jazeera": ("allsides-al-jazeera",),
    "christian-science-monitor": ("allsides-christian-science-monitor",),
    "jerusalem-post": ("jpost", "allsides-jerusalem-post", "allsides-the-jerusalem-post"),
    "new-york-times": ("nyt-", "basil-nyt", "allsides-new-york-times"),
    "wall-street-journal": ("allsides-wall-street-journal",),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """An article of the pool; `held_out` says that nothing may learn from it.

    `share` is what it counts in figures of held-out news: of an outlet that is held out whole there are more articles
    than in a fair sample, so each counts less.
    """

    id: str
    source: str
    kind: str
    date: datetime.date | None
    title: str
    text: str
    held_out: bool
    share: float = 1.0

    @property
    def article(self) -> Article:
        """Return it as a caller would send it."""
        return Article(self.text, self.title or None, self.date)

    @property
    def sha1(self) -> str:
        """Return the first 16 digits of the text's sha1: labels count code points, so another text has no labels."""
        return hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()[:16]

    @property
    def ordinary(self) -> bool:
        """Tell whether it belongs to the news as the figures mean it."""
        return self.kind in ORDINARY

    def part(self, name: str) -> str:
        """Return its "title" or its "text"."""
        return self.title if name == "title" else self.text


def held_out_outlet(source: str) -> str | None:
    """Return the name of the held-out outlet that a source belongs to, or None."""
    return next((outlet for outlet, starts in HELD_OUT_OUTLETS.items() if source.startswith(starts)), None)


def pool_folder() -> Path:
    """Return the folder of the pool; raises CorpusMissing where it is not at hand."""
    folder = local_folder() / FOLDER
    if not all((folder / file.name).exists() for file in FILES):
        raise CorpusMissing(f"The pool of real articles is not in {folder}: {MANUAL}")
    return folder


def read_pool() -> Iterator[Paper]:
    """Yield the articles of the pool, in its order; raises CorpusMissing where it is not at hand."""
    yield from read_papers(pool_folder()).values()


def read_papers(folder: Path) -> Mapping[str, Paper]:
    """Read the articles of the pool in a folder, by id."""
    found = [(file.name in _HELD_OUT_FILES, item) for file in FILES for item in read_json_lines(folder / file.name)]
    of_outlets = [fair for fair, item in found if held_out_outlet(item["source"])]
    fair_share = sum(of_outlets) / max(1, len(of_outlets))
    return {item["id"]: _paper(item, fair, fair_share) for fair, item in found}


def _paper(item: Mapping[str, Any], fair: bool, fair_share: float) -> Paper:
    outlet, date = held_out_outlet(item["source"]), item["date"]
    day = datetime.date.fromisoformat(date) if date and len(date) == len("2020-01-01") else None
    share = fair_share if outlet else 1.0
    about = (item["id"], item["source"], item["kind"], day, item["title"] or "", item["text"])
    return Paper(*about, fair or outlet is not None, share)
