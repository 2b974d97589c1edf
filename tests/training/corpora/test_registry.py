"""This file tests the registry of corpora: what it names, where it looks, what it refuses."""

import hashlib
import re
from pathlib import Path

import pytest

from training.corpora.__main__ import fetch_all
from training.corpora.readers import CORPORA, OWN, PUBLIC
from training.corpora.registry import Corpus, CorpusDamaged, CorpusFile, CorpusMissing, digest, fetch, local_folder
from training.corpora.rows import Parsed, Row


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _file(name: str, sha256: str) -> CorpusFile:
    return CorpusFile(name, "owner/repository", "0" * 40, f"data/{name}", sha256)


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name a local folder; it and the cache are empty, and the network refuses."""
    monkeypatch.setattr("pooch.os_cache", lambda name: tmp_path / "cache" / name)
    monkeypatch.setenv("RHETOR_CORPORA", str(tmp_path / "local"))
    for variable in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    return tmp_path / "local"


def _read(folder: Path) -> Parsed:
    row = Row("toy", "Rain fell.", (), (0,), "g", "test")
    return Parsed((row, row), {"lines of noise": 7, "lines of gold": 0})


TOY_FILES = (_file("one.txt", _sha256("one")), _file("two.txt", _sha256("two")))
TOY = Corpus("toy", _read, "hedging", None, "MIT", "Toy 2026", TOY_FILES)
LISTING = f"a.txt {_sha256('one')}\nb.txt {_sha256('two')}\n"
ASKED_FILES = (_file("texts/", _sha256(LISTING)),)
ASKED = Corpus("asked", _read, "hedging", None, "on request", "Asked 2026", ASKED_FILES, manual="ask at example.org")


def _write(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


ROOT = Path(__file__).resolve().parents[3]
GOOD = {"one.txt": "one", "two.txt": "two"}


def test_a_whole_local_corpus_is_found(local: Path) -> None:
    _write(local / "toy", GOOD)
    assert fetch(TOY) == local / "toy"


def test_the_cache_is_used_when_the_local_folder_lacks_a_file(local: Path, tmp_path: Path) -> None:
    _write(local / "toy", {"one.txt": "one"})
    _write(tmp_path / "cache/rhetor/toy", GOOD)
    assert fetch(TOY) == tmp_path / "cache/rhetor/toy"


def test_a_damaged_local_file_is_an_error_and_stays(local: Path, tmp_path: Path) -> None:
    _write(local / "toy", {**GOOD, "two.txt": "twice"})
    _write(tmp_path / "cache/rhetor/toy", GOOD)
    with pytest.raises(CorpusDamaged, match=r"two\.txt .* move it away"):
        fetch(TOY)
    assert (local / "toy/two.txt").read_text(encoding="utf-8") == "twice"


def test_a_damaged_cached_file_is_an_error_and_stays(local: Path, tmp_path: Path) -> None:
    _write(tmp_path / "cache/rhetor/toy", {"one.txt": "won"})
    with pytest.raises(CorpusDamaged, match=r"one\.txt"):
        fetch(TOY)
    assert (tmp_path / "cache/rhetor/toy/one.txt").read_text(encoding="utf-8") == "won"


def test_without_a_network_a_missing_corpus_says_what_to_do(local: Path) -> None:
    with pytest.raises(CorpusMissing, match="RHETOR_CORPORA"):
        fetch(TOY)


def test_a_manual_corpus_is_never_downloaded_and_says_where_to_get_it(local: Path) -> None:
    with pytest.raises(CorpusMissing, match=r"ask at example\.org"):
        fetch(ASKED)


def test_a_folder_is_checked_file_by_file(local: Path) -> None:
    _write(local / "asked/texts", {"a.txt": "one", "b.txt": "two"})
    assert fetch(ASKED) == local / "asked"
    (local / "asked/texts/b.txt").unlink()
    with pytest.raises(CorpusDamaged, match="texts"):
        fetch(ASKED)


def test_an_unset_or_empty_variable_means_the_folder_beside_the_repository(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RHETOR_CORPORA", "")
    empty = local_folder()
    monkeypatch.delenv("RHETOR_CORPORA")
    assert empty == local_folder() == (ROOT.parent / "shared" / "corpora").resolve()


def test_the_digest_names_every_file_and_its_bytes(local: Path) -> None:
    assert digest(TOY) == _sha256(f"one.txt {_sha256('one')}\ntwo.txt {_sha256('two')}\n")


def test_the_command_succeeds_when_every_corpus_is_there(local: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(local / "toy", GOOD)
    _write(local / "asked/texts", {"a.txt": "one", "b.txt": "two"})
    assert fetch_all((TOY, ASKED)) == 0
    assert capsys.readouterr().out.count(" ok ") == 2


def test_the_command_fails_and_gives_the_reason_when_one_is_missing(
    local: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    _write(local / "toy", GOOD)
    assert fetch_all((TOY, ASKED)) == 1
    assert "ask at example.org" in capsys.readouterr().out


def test_the_command_says_of_each_corpus_what_was_dropped_and_why(
    local: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(local / "toy", GOOD)
    fetch_all((TOY, ASKED))
    said = [line for line in capsys.readouterr().out.splitlines() if "dropped" in line]
    assert said == ["toy: 2 rows; dropped: 7 lines of noise"]


@pytest.mark.parametrize("corpus", PUBLIC, ids=lambda corpus: corpus.name)
def test_every_public_corpus_pins_its_files_and_says_whose_they_are(corpus: Corpus) -> None:
    assert corpus.files and corpus.licence and re.search(r"20\d\d", corpus.citation)
    for file in corpus.files:
        assert re.fullmatch(r"[0-9a-f]{40}", file.commit) and re.fullmatch(r"[0-9a-f]{64}", file.sha256)


def test_only_the_corpus_that_needs_registration_is_manual() -> None:
    assert [corpus.name for corpus in CORPORA.values() if corpus.manual] == ["ptc"]


def test_digests_differ_between_corpora() -> None:
    assert len({digest(corpus) for corpus in CORPORA.values()}) == len(CORPORA)


def test_our_own_corpora_lie_in_the_repository_and_are_always_at_hand(local: Path) -> None:
    assert [fetch(corpus) for corpus in OWN] == [corpus.own for corpus in OWN]
    assert all(fetch(corpus).is_relative_to(ROOT) for corpus in OWN)


def test_a_path_is_quoted_in_its_address() -> None:
    assert _file("a b#1.tsv", "0" * 64).url.endswith(f"/{'0' * 40}/data/a%20b%231.tsv")
