"""A server that speaks OpenAI's chat protocol as a writer: llama.cpp, Ollama, vLLM, LM Studio…

The interviews are sent to it. So only this machine is spoken to, unless the user says otherwise, and
neither a proxy nor a redirection may take them elsewhere.
"""

from __future__ import annotations

import ipaddress
import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

from pipeline.errors import ModelError
from pipeline.generate.written import Written
from pipeline.schema import ModelVersion

_SECONDS = 300  # of waiting for an answer: a small machine writes slowly
_MOST_BYTES = 1_000_000
_TASK = (
    "Tu résumes des entretiens en français. Écris {count}, à la troisième personne, sans introduction ni liste. "
    "N’écris rien que le texte ne dise : aucun nom, aucun chiffre, aucune négation, aucune source qu’il "
    "n’a pas."
)


@dataclass(frozen=True, slots=True)
class Server:
    """One model of a server."""

    url: str  # up to "/v1", without user and password
    model: str

    @property
    def version(self) -> ModelVersion:
        """What provenance names: the server; what it runs it alone knows."""
        return ModelVersion(version=self.url, sha256=None)

    def write(self, text: str, *, question: str | None, sentences: int) -> Written:
        """Return the server's summary of a text.

        Raises:
            ModelError: The server is not reached, or answers something else.
        """
        count = "une seule phrase" if sentences == 1 else f"{sentences} phrases au plus"
        asked = f"Question : {question}\n\nRéponse : {text}" if question else text
        body = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": _TASK.format(count=count)},
                {"role": "user", "content": asked},
            ],
            "temperature": 0,
            "seed": 0,
            "stream": False,
        }
        answer = self._post(json.dumps(body).encode())
        try:
            choice = json.loads(answer)["choices"][0]
            written = choice["message"]["content"]
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise ModelError(
                f"{self.url}: answers {answer[:80]!r}; expected choices[0].message.content",
                hint="the URL must be that of an OpenAI-compatible server, up to /v1",
            ) from error
        if not isinstance(written, str):
            raise ModelError(f"{self.url}: its answer holds no text ({written!r})")
        return Written(" ".join(written.split()), choice.get("finish_reason") == "length")

    def _post(self, body: bytes) -> bytes:
        request = urllib.request.Request(  # the scheme was checked by `server_at`
            f"{self.url}/chat/completions",
            data=body,
            headers={"Content-Type": "application/json"},
        )
        try:
            with _opener().open(request, timeout=_SECONDS) as response:
                content: bytes = response.read(_MOST_BYTES + 1)
        except (OSError, urllib.error.URLError, ValueError) as error:
            raise ModelError(
                f"{self.url}: no answer ({error})",
                hint="start the server, or check its URL and model",
            ) from error
        if len(content) > _MOST_BYTES:
            raise ModelError(f"{self.url}: its answer is longer than {_MOST_BYTES} bytes")
        return content


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    """Lets a redirection be the error that it is: it would take the text elsewhere."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirection())


def is_url(name: str) -> bool:
    """Say whether a setting names a server."""
    return name.startswith(("http://", "https://"))


def is_this_machine(url: str) -> bool:
    """Say whether a URL leads to this machine.

    >>> is_this_machine("http://127.0.0.1:8080/v1"), is_this_machine("http://192.168.1.4/v1")
    (True, False)
    """
    host = urllib.parse.urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def server_at(url: str, *, model: str, anywhere: bool) -> Server:
    """Return the server at a URL; nothing is sent yet.

    Args:
        url: Up to ``/v1``.
        model: What the server calls the model.
        anywhere: Also a server that is not this machine.

    Raises:
        ModelError: No model is named, the URL is none, or it leads to another machine without `anywhere`.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        host = parts.hostname
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise ModelError(f"summaries = {url!r}: no URL ({error})") from error
    if not host:
        raise ModelError(f"summaries = {url!r}: no URL; expected http://localhost:PORT/v1")
    if parts.username is not None:
        raise ModelError(
            f"summaries: the URL of {host} holds a user name, which records and manifests would repeat",
            hint="give the URL without it",
        )
    if not model:
        raise ModelError(
            f"summaries = {url!r}: no model is named",
            hint="say with --summaries-model what the server calls the model",
        )
    if not anywhere and not is_this_machine(url):
        raise ModelError(
            f"{host} is not this machine: the texts of the interviews would be sent there",
            hint="if they may leave this machine, add --summaries-anywhere",
        )
    shown = f"[{host}]" if ":" in host else host
    return Server(f"{parts.scheme}://{shown}{port}{parts.path.rstrip('/')}", model)
