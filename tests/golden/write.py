"""This file writes what the text steps make of the golden articles (`make golden`); read the difference before you commit."""

import json
from pathlib import Path
from typing import Any

from rhetor.states import find_mentions
from rhetor.text.document import Article, read_article

FOLDER = Path(__file__).parent


def read_folder(folder: Path) -> Article:
    """Return the article of a golden folder."""
    title = folder / "title.txt"
    text = (folder / "article.txt").read_text(encoding="utf-8")
    return Article(text, title.read_text(encoding="utf-8").strip() if title.exists() else None)


def describe(article: Article) -> dict[str, Any]:
    """Return what the text steps make of an article: every sentence with its voice and mentions, as text."""
    document = read_article(article)
    mentions = find_mentions(document)
    return {
        "words": len(document.words),
        "quotes": [article.text[start:end] for start, end in document.quotes],
        "sentences": [
            {
                "text": sentence.text,
                "voice": sentence.voice,
                "mentions": [f"{one.state} {one.text} ({one.voice})" for one in mentions if one.sentence == number],
            }
            for number, sentence in enumerate(document.sentences)
        ],
    }


def main() -> None:
    """Write `expected.json` into every golden folder."""
    for path in sorted(FOLDER.glob("*/article.txt")):
        expected = json.dumps(describe(read_folder(path.parent)), indent=1, ensure_ascii=False)
        (path.parent / "expected.json").write_text(expected + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
