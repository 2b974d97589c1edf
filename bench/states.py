"""This file compares finders of states on marked sentences (`make bench-states`): right and wrong, and speed."""

import argparse
import time
from collections.abc import Mapping, Sequence
from functools import cache

from rich.console import Console
from rich.table import Table

from bench.finders import SYSTEMS, Finder, rhetor
from bench.marked import Marked, agreement, load_sample, load_sentences
from training.corpora.readers import CORPORA
from training.corpora.registry import find

_ROUNDS = 5


def measure(finder: Finder, rows: Sequence[Marked]) -> Mapping[str, float]:
    """Return precision and recall of mentions (same span, same state) and of states, and the share of exact sets."""
    hits = seen = wanted = set_hits = set_seen = set_wanted = exact = 0
    for row in rows:
        found, gold = set(finder(row.text)), set(row.mentions)
        hits, seen, wanted = hits + len(found & gold), seen + len(found), wanted + len(gold)
        states, right = {code for *_, code in found}, {code for *_, code in gold}
        set_hits, set_seen = set_hits + len(states & right), set_seen + len(states)
        set_wanted, exact = set_wanted + len(right), exact + (states == right)
    spans = {"mention P": hits / max(1, seen), "mention R": hits / max(1, wanted)}
    return spans | {
        "state P": set_hits / max(1, set_seen),
        "state R": set_hits / max(1, set_wanted),
        "exact set": exact / len(rows),
    }


def compare(rows: Sequence[Marked], title: str, console: Console) -> None:
    """Print what every system finds in marked sentences."""
    table = Table(
        "system", "mention P", "mention R", "state P", "state R", "exact set", title=f"{title}: {len(rows)} sentences"
    )
    for name, finder in _finders().items():
        found = measure(finder, rows)
        cells = ["" if name == "geotext" and key.startswith("mention") else f"{found[key]:.3f}" for key in found]
        table.add_row(name, *cells)
    console.print(table)


@cache
def _finders() -> Mapping[str, Finder]:
    found = {}
    for name, make in SYSTEMS.items():
        try:
            found[name] = make()
        except ImportError as error:
            print(f"{name}: {error}; `make bench-states` installs it")
    return found


def time_all(rows: Sequence[Marked], console: Console) -> None:
    """Print megabytes of text a second, one thread, best of five; and hostile texts beside ordinary ones."""
    dense = "\n".join(row.text for row in rows)
    dense *= 1 + 500_000 // len(dense)
    texts = {"sentences that name states": dense}
    if folder := find(CORPORA["ptc"]):
        texts["whole news (ptc)"] = "\n\n".join(
            path.read_text("utf-8") for path in sorted(folder.glob("**/article*.txt"))
        )
    table = Table("system", *(f"{name}: MB a second" for name in texts))
    for name, finder in _finders().items():
        size = None if name in {"Rhetor", "plain aliases"} else 20_000
        table.add_row(
            name, *(f"{len(text[:size].encode()) / _seconds(finder, text[:size]) / 1e6:.2f}" for text in texts.values())
        )
    console.print(table)
    table = Table("hostile text, 200,000 characters", "seconds, of as much news", "seconds a mention, of those in news")
    find_ours, news = _finders()["Rhetor"], texts.get("whole news (ptc)", dense)[:200_000]
    usual, mentions = _seconds(find_ours, news), len(find_ours(news))
    for text in ("New ", "Georgia ", "Israeli Prime Minister Netanyahu ", "a", "Trump, ", "é", "Irish-American "):
        hostile = (text * (1 + 200_000 // len(text)))[:200_000]
        took, found = _seconds(find_ours, hostile), len(find_ours(hostile))
        share = f"{took / found / (usual / mentions):.2f}" if found > 1 else ""
        table.add_row(f"{text!r} again and again", f"{took / usual:.2f}", share)
    for times in (2, 4):
        table.add_row(f"news, {times} times as long", f"{_seconds(find_ours, news * times) / usual:.2f}", "")
    console.print(table)


def _seconds(finder: Finder, text: str) -> float:
    def once() -> float:
        start = time.perf_counter()
        finder(text)
        return time.perf_counter() - start

    return min(once() for _ in range(_ROUNDS))


def main() -> None:
    """Run from the command line: `python -m bench.states [--wrong]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--wrong", action="store_true", help="print what Rhetor gets wrong, and no table")
    wrong = parser.parse_args().wrong
    console = Console(width=150)
    own, sample = load_sentences(), load_sample()
    if wrong:
        for row in (*own, *sample):
            found = set(rhetor()(row.text))
            if found != set(row.mentions):
                missed, spare = (
                    sorted((row.text[a:b], c) for a, b, c in one)
                    for one in (set(row.mentions) - found, found - set(row.mentions))
                )
                print(f"{row.kind}: {row.text}\n    missed {missed}, spare {spare}")
        return
    development = load_sentences("development.tsv")
    compare(development, "development (the finder was written with these)", console)
    if own:
        report(own, console)
    if sample:
        compare(sample, "newsmtsc and dse", console)
    else:
        print("newsmtsc and dse are not at hand (make data), or none of their sentences is labelled")
    time_all([*development, *own], console)


def report(own: Sequence[Marked], console: Console) -> None:
    """Print what the systems find in held-out sentences of our own, by kind, and how far two labellers agree."""
    compare(own, "our own, held out", console)
    compare([row for row in own if row.kind != "plain"], "our own, hard kinds alone", console)
    by_kind = Table("kind", "sentences", "state P", "state R", "exact set", title="Rhetor, by kind")
    for kind in dict.fromkeys(row.kind for row in own):
        some = [row for row in own if row.kind == kind]
        figures = measure(rhetor(), some)
        by_kind.add_row(kind, str(len(some)), *(f"{figures[key]:.3f}" for key in ("state P", "state R", "exact set")))
    console.print(by_kind)
    twice = [row for row in own if row.second is not None]
    if twice:
        print(f"kappa of two labellers over the words of {len(twice)} sentences of our own: {agreement(twice):.3f}")


if __name__ == "__main__":
    main()
