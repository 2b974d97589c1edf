"""This file holds the clients of a mixed load (`make load`): what they send, and what they see."""

import random
import time
from collections import Counter
from typing import Any, ClassVar

from locust import HttpUser, constant_throughput, task

EXPECTED = frozenset({"200", "503", "in part"})  # what overload explains
RATE = 0.5  # requests a second of one client
_SENTENCES = (
    "The ministers met in Oslo on Tuesday, and Norway said the talks would go on.",
    "Iran reportedly offered to free the sailors, but nobody could confirm it.",
    "“We will not wait for ever,” a spokesman for the Japanese government said.",
    "The price of wheat fell for a third day, by 1.2 per cent.",
    "Some fear that the dam may not hold if the rain goes on until Sunday.",
    "Chile and Peru signed a treaty on fishing, and both called it fair.",
    "It was the warmest April since records began in 1899.",
)


def article(words: int) -> str:
    """Return an article of about so many words, of our own sentences."""
    sentences: list[str] = []
    while sum(len(sentence.split()) for sentence in sentences) < words:
        sentences.append(random.choice(_SENTENCES))
    return "\n\n".join(" ".join(sentences[start : start + 4]) for start in range(0, len(sentences), 4))


class Client(HttpUser):
    """A client of a mixed load: short and long articles, some batches, and what is not scored."""

    wait_time = constant_throughput(RATE)
    seen: ClassVar[Counter[str]] = Counter()
    accepted: ClassVar[list[float]] = []

    def call(self, method: str, path: str, **fields: Any) -> None:
        """Send a request, count its status, and keep the time of an accepted one: a refusal is quick.

        A batch of which an article was refused for overload counts as "in part".
        """
        begun = time.monotonic()
        fields["headers"] = {"Connection": "close"}  # as of so many readers; else a few stay with one worker for ever
        with self.client.request(method, path, catch_response=True, timeout=60, **fields) as answer:
            status = str(answer.status_code or type(answer.error).__name__)
            if status == "200" and path.endswith("batch"):
                results = answer.json()["results"]
                status = "200" if all("report" in result for result in results) else "in part"
            Client.seen[status] += 1
            if status == "200":
                Client.accepted.append(time.monotonic() - begun)
            if status in EXPECTED:
                answer.success()

    @task(12)
    def short(self) -> None:
        """Send an article of 100 words."""
        self.call("POST", "/v1/score", json={"text": article(100)})

    @task(6)
    def usual(self) -> None:
        """Send an article of 500 words."""
        self.call("POST", "/v1/score", json={"text": article(500), "offsets": "utf16"})

    @task(1)
    def long(self) -> None:
        """Send an article of 2,000 words."""
        self.call("POST", "/v1/score", json={"text": article(2000), "sentences": False})

    @task(1)
    def batch(self) -> None:
        """Send ten short articles."""
        self.call("POST", "/v1/score/batch", json={"articles": [{"text": article(60)} for _ in range(10)]})

    @task(2)
    def states(self) -> None:
        """Ask for the states."""
        self.call("GET", "/v1/states")
