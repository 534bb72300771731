"""Summaries that a model writes: what is kept of them, and the models."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from extraction_docs import docs_of, interview_of

from pipeline.claims import find_claims
from pipeline.cli import main
from pipeline.errors import InputError, ModelError
from pipeline.generate import Written, load_writer, writer_version
from pipeline.generate.server import Server, is_this_machine
from pipeline.schema import Digest, Interview
from pipeline.settings import Settings
from pipeline.summarize import summarize
from pipeline.summarize.abstractive import rewritten

needs_torch = pytest.mark.skipif(
    find_spec("torch") is None, reason="torch is not installed: pip install 'entretiens[hf]'"
)
INTERVIEW = [
    ("intro", "Aude Kermadec dirige l’agence Zébulon à Brest depuis 2012."),
    ("question", "Faut-il relancer les journalistes ?"),
    ("answer", "Il ne faut jamais relancer un journaliste. J’ai écrit à vingt rédactions cette année."),
    ("question", "Et les réseaux sociaux ?"),
    ("answer", "Les réseaux sociaux servent à écouter. Ils fatiguent les équipes de communication."),
]  # fmt: skip
NOTE = "abstractive summaries: "


@pytest.fixture(scope="module")
def interview() -> Interview:
    return interview_of(INTERVIEW, name="Aude Kermadec")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def digest(interview: Interview) -> Digest:
    docs = docs_of(interview)
    return summarize(interview, docs, find_claims(interview, docs, (), Settings()), Settings())


@dataclass
class Writing:
    """A writer that says the same of every text, and what it was asked."""

    text: str
    cut: bool = False
    asked: list[tuple[str, str | None, int]] = field(default_factory=list)

    def __call__(self, text: str, *, question: str | None, sentences: int) -> Written:
        self.asked.append((text, question, sentences))
        return Written(self.text, self.cut)


def rewrite(digest: Digest, interview: Interview, text: str, *, cut: bool = False) -> Digest:
    return rewritten(digest, interview, docs_of(interview), write=Writing(text, cut))


# --- what is kept ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "Aude Kermadec refuse de relancer les journalistes.",
        "Elle dit avoir écrit à 20 rédactions dans l’année.",
        "Elle conseille de ne jamais relancer un journaliste.",
    ],
)
def test_a_sentence_that_holds_is_kept_with_its_evidence(
    interview: Interview, digest: Digest, sentence: str
) -> None:
    found = rewrite(digest, interview, sentence).exchange_summaries["x1"]
    assert found is not None
    assert (found.method, found.text) == ("abstractive", sentence)
    words = [interview.text[e.start : e.end] for e in found.sentences[0].evidence]
    assert words
    assert all(w in interview.turns[2].text for w in words)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Elle a écrit à trente rédactions cette année.", "number 2"),
        ("Elle a écrit à vingt rédactions de Toulouse cette année.", "name 2"),
        ("Elle conseille de relancer un journaliste.", "polarity"),
        ("Selon Havas, il ne faut jamais relancer un journaliste.", "speaker"),
        ("Les budgets publicitaires augmenteront bientôt.", "no evidence"),
    ],
)
def test_a_sentence_that_does_not_hold_gives_way_to_the_extractive_one(
    interview: Interview, digest: Digest, sentence: str, reason: str
) -> None:
    found = rewrite(digest, interview, sentence)
    assert found.exchange_summaries["x1"] == digest.exchange_summaries["x1"]
    assert reason in found.warnings[-1]


def test_a_summary_of_which_nothing_holds_stays_extractive(
    interview: Interview, digest: Digest
) -> None:
    found = rewrite(digest, interview, "Les budgets augmenteront de 12 %.")
    assert found.summary == digest.summary
    assert found.exchange_summaries == digest.exchange_summaries


def test_one_sentence_that_fails_leaves_the_others(interview: Interview, digest: Digest) -> None:
    text = "Elle refuse de relancer les journalistes. Le climat change vite à Oslo."
    found = rewrite(digest, interview, text).summary
    assert found.method == "abstractive"
    assert found.sentences[0].text == "Elle refuse de relancer les journalistes."
    assert "Oslo" not in found.text
    assert found.text == " ".join(sentence.text for sentence in found.sentences)
    assert all(sentence.evidence for sentence in found.sentences)


def test_an_extractive_sentence_does_not_tell_again_what_a_kept_one_tells(
    interview: Interview, digest: Digest
) -> None:
    text = "Elle ne relance jamais un journaliste. Le climat change vite. Le climat change vite."
    found = rewrite(digest, interview, text).summary
    spans = [span for sentence in found.sentences for span in sentence.evidence]
    assert len(spans) == len(set(spans))


def test_the_speakers_presentation_supports_no_claim(interview: Interview, digest: Digest) -> None:
    found = rewrite(digest, interview, "Aude Kermadec promet des cadeaux.")
    assert "(failed: no evidence 3)" in found.warnings[0]


def test_the_counts_are_a_warning(interview: Interview, digest: Digest) -> None:
    found = rewrite(digest, interview, "Elle a écrit à trente rédactions.", cut=True)
    assert found.warnings[0].startswith(f"{NOTE}3 sentences written, 0 kept, 3 replaced")
    assert "number" in found.warnings[0]
    assert found.warnings[1] == f"{NOTE}the model read only a part of 3 of 3 texts"


def test_no_more_sentences_are_taken_than_were_asked_for(
    interview: Interview, digest: Digest
) -> None:
    text = " ".join(["Elle refuse de relancer les journalistes."] * 9)
    found = rewrite(digest, interview, text)
    assert len(found.summary.sentences) == len(digest.summary.sentences)


def test_the_model_reads_question_and_answer_and_then_the_summaries(
    interview: Interview, digest: Digest
) -> None:
    writing = Writing("Rien.")
    rewritten(digest, interview, docs_of(interview), write=writing)
    assert [asked[1] for asked in writing.asked] == [INTERVIEW[1][1], INTERVIEW[3][1], None]
    assert writing.asked[0][0] == INTERVIEW[2][1]
    first = digest.exchange_summaries["x1"]
    assert first is not None
    assert first.text in writing.asked[2][0]


def test_meaning_chooses_between_sentences_with_the_same_words() -> None:
    turns = [("question", "Et ?"), ("answer", "La presse compte ici. La presse compte là-bas.")]
    talk = interview_of(turns, name="Aude Kermadec")  # type: ignore[arg-type]
    docs = docs_of(talk)
    own = summarize(talk, docs, find_claims(talk, docs, (), Settings()), Settings())
    turn, encoded = docs[1].turn, docs[1].encoded
    assert encoded is not None
    assert encoded.embedding is not None
    at = turn.text.index("La presse compte là-bas")
    behind = encoded.embedding[encoded.offsets[:, 0] >= at].mean(axis=0, keepdims=True)
    written = "La presse compte."
    like = replace(
        encoded, offsets=np.array([[0, len(written)]], np.int32), embedding=behind
    )  # fmt: skip
    found = rewritten(own, talk, docs, write=Writing(written), encode=lambda _: like)
    chosen = found.exchange_summaries["x1"]
    assert chosen is not None
    assert chosen.sentences[0].evidence[0].start == turn.start + at


# --- servers ---------------------------------------------------------------------------------


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        server: Any = self.server
        server.asked.append((self.path, json.loads(self.rfile.read(length))))
        status, body = server.answer
        self.send_response(status)
        if status in (302, 307):
            self.send_header("Location", server.elsewhere)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer("D’ailleurs."))

    def log_message(self, *_: Any) -> None:
        pass


def answer(text: object, reason: str = "stop") -> bytes:
    return json.dumps(
        {"choices": [{"message": {"content": text}, "finish_reason": reason}]}
    ).encode()


@pytest.fixture
def local() -> Iterator[Any]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        found: Any = server
        found.asked, found.answer = [], (200, answer("Une phrase."))
        found.url = f"http://127.0.0.1:{server.server_port}/v1"
        found.elsewhere = found.url
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()


def writer_at(url: str, **settings: Any) -> Any:
    found = load_writer(Settings(summaries=url, summaries_model="petit", **settings))
    assert found is not None
    return found[1]


def test_a_local_server_is_asked_for_a_summary(local: Any) -> None:
    local.answer = (200, answer("Une\n phrase.", "length"))
    written = writer_at(local.url).write("Je lis.", question="Et ?", sentences=2)
    assert written == Written("Une phrase.", cut=True)
    ((path, body),) = local.asked
    assert path == "/v1/chat/completions"
    assert (body["model"], body["temperature"], body["stream"]) == ("petit", 0, False)
    assert "2 phrases" in body["messages"][0]["content"]
    assert body["messages"][1]["content"] == "Question : Et ?\n\nRéponse : Je lis."


def test_provenance_names_the_servers_model_and_place() -> None:
    settings = Settings(summaries="http://localhost:8080/v1/", summaries_model="petit")
    found = writer_version(settings)
    assert found is not None
    assert (found[0], found[1].version) == ("petit", "http://localhost:8080/v1")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<html>", "expected choices"),
        (b'{"choices": []}', "expected choices"),
        (b'{"choices": [null]}', "expected choices"),
        (answer(None), "holds no text"),
        (b"x" * 1_000_001, "longer than"),
    ],
)
def test_another_answer_is_an_error(local: Any, body: bytes, message: str) -> None:
    local.answer = (200, body)
    with pytest.raises(ModelError, match=message):
        writer_at(local.url).write("Je lis.", question=None, sentences=1)


@pytest.mark.parametrize("status", [302, 307, 404, 500])
def test_an_error_or_a_redirection_is_no_answer(local: Any, status: int) -> None:
    local.answer = (status, b"")
    with pytest.raises(ModelError, match="no answer"):
        writer_at(local.url).write("Je lis.", question=None, sentences=1)
    assert len(local.asked) == 1  # the text went to no other place


def test_no_proxy_is_sent_the_texts(local: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert writer_at(local.url).write("Je lis.", question=None, sentences=1).text == "Une phrase."


def test_a_server_that_does_not_run_is_an_error() -> None:
    with pytest.raises(ModelError, match="no answer"):
        Server("http://127.0.0.1:9/v1", "petit").write("Je lis.", question=None, sentences=1)


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("http://localhost:8080/v1", True),
        ("http://127.8.0.1/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://192.168.1.4/v1", False),
        ("http://localhost.example.org/v1", False),
        ("http://127.0.0.1@example.org/v1", False),
        ("https://api.example.org/v1", False),
    ],
)
def test_only_loopback_addresses_are_this_machine(url: str, own: bool) -> None:
    assert is_this_machine(url) is own


def test_another_machine_is_refused_unless_the_user_says_so() -> None:
    url = "http://example.org:8080/v1"
    with pytest.raises(ModelError, match="not this machine"):
        writer_at(url)
    assert writer_at(url, summaries_anywhere=True).url == url


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"summaries": "http://localhost/v1"}, "no model is named"),
        ({"summaries": "http:///v1", "summaries_model": "m"}, "no URL"),
        ({"summaries": "http://localhost:x/v1", "summaries_model": "m"}, "no URL"),
        ({"summaries": "http://u:p@localhost/v1", "summaries_model": "m"}, "user name"),
        ({"summaries": "nowhere"}, "no such folder"),
    ],
)
def test_what_is_no_server_and_no_model_is_refused(settings: Any, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        writer_version(Settings(**settings))


@pytest.mark.parametrize("key", ["summaries_model", "summaries_anywhere"])
def test_what_is_said_of_a_server_means_nothing_without_one(key: str) -> None:
    value: Any = "petit" if key == "summaries_model" else True
    with pytest.raises(InputError, match=f"{key} is of a server"):
        load_writer(Settings(**{key: value}))


def test_summaries_are_extractive_by_default() -> None:
    assert load_writer(Settings()) is None
    assert writer_version(Settings()) is None


# --- a run -----------------------------------------------------------------------------------

FILE = """Aude Kermadec dirige l’agence Zébulon à Brest.

— Faut-il relancer les journalistes ?
— Il ne faut jamais relancer un journaliste. J’ai écrit à vingt rédactions cette année.

— Et les réseaux sociaux ?
— Les réseaux sociaux servent à écouter. Ils fatiguent les équipes de communication.
"""


def run_with(local: Any, folder: Path, *options: str) -> int:
    (folder / "in").mkdir()
    (folder / "in" / "a.txt").write_text(FILE, encoding="utf-8")
    arguments: Sequence[str] = ["run", str(folder / "in"), "--out", str(folder / "out")]
    return main([*arguments, "--summaries", local.url, "--no-report", "--workers", "1", *options])


def test_a_run_writes_checked_summaries_and_says_where_texts_go(
    local: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    local.answer = (200, answer("Elle refuse de relancer les journalistes."))
    assert run_with(local, tmp_path, "--summaries-model", "petit") == 0
    assert (
        f"warning: the texts of the interviews are sent to {local.url}" in capsys.readouterr().err
    )
    record = json.loads((tmp_path / "out" / "records.jsonl").read_text(encoding="utf-8"))
    assert record["exchanges"][0]["summary"]["method"] == "abstractive"
    assert record["exchanges"][1]["summary"]["method"] == "extractive"
    assert record["provenance"]["models"]["petit"] == {"version": local.url, "sha256": None}
    assert any(note.startswith(NOTE) for note in record["provenance"]["warnings"])


# --- sequence-to-sequence models -------------------------------------------------------------


def config(folder: Path, **values: Any) -> Path:
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(values), encoding="utf-8")
    return folder


def test_a_model_of_another_kind_is_refused(tmp_path: Path) -> None:
    folder = config(tmp_path / "bert", model_type="bert")
    with pytest.raises(ModelError, match="is_encoder_decoder is not set"):
        load_writer(Settings(summaries=str(folder)))


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    folder = config(tmp_path / "bart", model_type="bart", is_encoder_decoder=True)
    (folder / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(ModelError, match="safetensors"):
        load_writer(Settings(summaries=str(folder)))


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is installed")
def test_without_torch_the_extra_is_named(tmp_path: Path) -> None:
    folder = config(tmp_path / "bart", model_type="bart", is_encoder_decoder=True)
    (folder / "model.safetensors").write_bytes(b"")
    with pytest.raises(ModelError, match=r"entretiens\[hf\]"):
        load_writer(Settings(summaries=str(folder)))


@pytest.fixture(scope="module")
def bart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny BART with random weights."""
    import torch
    from tiny_encoder import tokenizer, vocabulary
    from transformers import BartConfig, BartForConditionalGeneration

    folder = tmp_path_factory.mktemp("models") / "minuscule"
    torch.manual_seed(0)
    size = len(vocabulary())
    made = BartForConditionalGeneration(
        BartConfig(
            vocab_size=size, d_model=16, encoder_layers=1, decoder_layers=1,
            encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=16,
            decoder_ffn_dim=16, max_position_embeddings=64, pad_token_id=0, bos_token_id=2,
            eos_token_id=3, decoder_start_token_id=2, forced_eos_token_id=None,
        )
    )  # fmt: skip
    made.save_pretrained(folder)
    tokenizer().save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 32}),
        encoding="utf-8",
    )
    return folder


@needs_torch
@pytest.mark.slow
def test_a_folder_writes_the_same_of_the_same_text(bart: Path) -> None:
    found = load_writer(Settings(summaries=str(bart)))
    assert found is not None
    name, writer = found
    assert name == "minuscule"
    assert found[1].version == writer_version(Settings(summaries=str(bart)))[1]  # type: ignore[index]
    first = writer.write("Marie Dupont quitte Havas", question="Et ?", sentences=1)
    assert first == writer.write("Marie Dupont quitte Havas", question="Et ?", sentences=1)
    assert not first.cut
    assert writer.write("Marie Dupont " * 40, question=None, sentences=1).cut


@needs_torch
@pytest.mark.slow
def test_what_a_random_model_writes_is_not_believed(
    bart: Path, interview: Interview, digest: Digest
) -> None:
    found = load_writer(Settings(summaries=str(bart)))
    assert found is not None
    rewriting = rewritten(digest, interview, docs_of(interview), write=found[1].write)
    assert rewriting.exchange_summaries == digest.exchange_summaries
    assert rewriting.warnings


@needs_torch
@pytest.mark.slow
def test_damaged_weights_are_an_error(bart: Path, tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    folder.mkdir()
    for path in bart.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "model.safetensors").write_bytes(b"no tensors")
    with pytest.raises(ModelError, match="transformers cannot load it"):
        load_writer(Settings(summaries=str(folder)))
