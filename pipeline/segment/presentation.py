"""How French editors introduce people: "Rencontre avec X, directrice de Y", "Propos recueillis par Z"."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from pipeline.lexicons import words
from pipeline.segment.labels import fold
from pipeline.segment.names import PERSON, has_first_name, person_names

_CAPS = (
    r"[A-ZÀ-ÖØ-Þ][\w&'.-]*(?: (?:(?:de|du|des|de la|la|le|les|d'|l'|et|&|en|pour|of|and) ?){0,2}"
    r"(?:(?<=')|)[A-ZÀ-ÖØ-Þ0-9][\w&'-]*)*"
)
_GENERIC_ORG = (
    r"(?:l'agence|l'association|la société|le groupe|l'entreprise|la marque|l'ong|le cabinet|la fondation|"
    r"la maison|la coopérative|la start-up|le studio|l'atelier|l'hôtel|la mutuelle|le collectif|la maison d'édition|"
    r"agence|groupe|société|association|entreprise|cabinet|studio)"
)
_AT = rf"(?:chez|au sein d[eu]|pour|de|du|des|de la|de l'|d'|à|au|à la|à l'|,|@|-|–|—)\s?(?:{_GENERIC_ORG}(?: [a-zà-ÿ'-]+){{0,4}} )?"
_ASKED = (
    re.compile(r"(?:propos|paroles) (?:recueillis|recueillies|rapportés)(?: et [a-zé]+)?(?: à [\w-]+)? par (?P<who>[^.,;()\n]{3,60})", re.I),
    re.compile(r"(?:interview|entretien|transcription|questions)[^.\n]{0,40}? (?:réalisée?s?|menée?s?|posées?|conduite?) par (?P<who>[^.,;()\n]{3,60})", re.I),
    re.compile(r"(?:recueillis?|recueillies?) par (?P<who>[^.,;()\n]{3,60})", re.I),
)
_SIGNED = re.compile(
    r"(?:^|\n|[.|–—-] ?)(?:interview|entretien|questions|texte|propos)(?: et photos?)? ?: ?(?P<who>[A-ZÀ-Þ][^.,;|()\n]{3,40}?)\s*(?:$|\n|[,.|(–-])", re.I
)
_ANSWERS = re.compile(
    rf"\b(?:répond|répondent|répondu|confie|confié|livre|livré)(?: [a-zà-ÿ-]+){{0,4}}? (?:aux questions d[eu]|à) (?:l'|la |le )?(?P<who>{_CAPS})"
)
_MADE_TALK = re.compile(
    rf"(?P<who>{_CAPS}) (?:l'a|les a|s'est|est allée?|a tendu|a voulu|a passé) (?:fait parler|fait raconter|rencontrée?s?|interrogée?s?|interviewée?s?|reçue?s?|accoudée?|assise?|entretenue?|rendue?|à sa rencontre|le micro)"
)
_SHOW = re.compile(rf"\bun (?:podcast|entretien|dossier|article)(?: de| par| signé) (?P<who>{_CAPS})")
_MET = re.compile(
    rf"(?P<who>{_CAPS}) (?:a|ont|avons) (?:rencontrée?|interrogée?|interviewée?|posé|reçue?|questionnée?|discuté|échangé|voulu)\b"
)
_HOST = re.compile(rf"\b(?:c'est|je suis|ici) (?P<who>{_CAPS}) au micro")
_BYLINE = re.compile(r"(?:^|\n|[|–—] ?|(?:[Pp]ubliée?|[Pp]ostée?|[Rr]édigée?|[Éé]crite?)(?: le [^|–\n]{4,30}?)? )\s*(?:Par|par|PAR) (?P<who>[A-ZÀ-Þ][^.,;|()\n-]{2,40}?)\s*(?:$|\n|[,.|(–-]|\ble\b)", re.M)
_PRESENTS = re.compile(
    r"(?:rencontre avec|entretien avec|interview d[e']|interview avec|interview :|entretien :|portrait d[e']|portrait :|questions à|"
    r"avec|rencontré|interrogé|interviewé|invitée? :?|micro de|parole à|la parole à|minutes avec|échangé avec|reçoit|accueille|accueillons)\s*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Presented:
    """A person who is introduced, with what is said of them."""

    name: str
    function: str | None
    organisation: str | None


def asked_by(head: str, credits: str) -> str | None:
    """Return who conducted the interview: from credits, from "Z a rencontré…", from a byline.

    >>> asked_by("Culture RP a rencontré Julien Lacheray.", "")
    'Culture RP'
    """
    for text in (credits, head):
        for pattern in _ASKED:
            match = pattern.search(text)
            if match:
                return _who(match["who"])
    for pattern, text in ((_SIGNED, credits), (_MET, head), (_HOST, head), (_MADE_TALK, head), (_ANSWERS, head), (_SHOW, credits)):
        match = pattern.search(text)
        if match and match["who"].lower() not in {"nous", "on", "elle", "il", "elles", "ils"}:
            return match["who"].strip()
    for text in (credits, head):
        match = _BYLINE.search(text)
        if match and (PERSON.match(match["who"]) or has_first_name(match["who"])):
            return re.split(r"\s(?:dans|le|à|pour|in)\s", match["who"].strip())[0]
    return None


def _who(found: str) -> str:
    name = re.match(rf"(?:{PERSON.pattern}|{_CAPS}|la rédaction(?: d[eu] [\w ]+)?)", found.strip())
    return (name.group() if name else found).strip()


def presented(head: str, first: str, whole: str, *, besides: set[str], known: list[str]) -> list[Presented]:
    """Return the people who are introduced before the first question, the likeliest interviewee first.

    Args:
        head: Title, chapeau and other words before the first question, straight apostrophes.
        first: The first question.
        whole: The whole text.
        besides: Folded names that are the interviewer's.
        known: Names that labels give; they are described, and none beside them is sought.
    """
    if known:
        return [_described(name, head, first, whole) for name in known]
    names = [n for n in _candidates(head) if fold(n) not in besides]
    spoken = [n for n in _called(first, whole) if fold(n) not in besides]
    if not names:
        names = spoken or [n for n in person_names(first) if fold(n) not in besides]
    return [_described(name, head, first, whole) for name in _ranked(names, head, first)]


_GREETED = re.compile(
    rf"(?:[Bb]onjour|[Bb]onsoir|[Ss]alut|[Hh]ello|[Cc]oucou|[Mm]erci|[Aa]lors|[Cc]her|[Cc]hère),? (?P<who>{PERSON.pattern}|[A-ZÀ-Ý][\w-]{{2,}})"
)
_VOCATIVE = re.compile(rf"^(?P<who>{PERSON.pattern}|[A-ZÀ-Ý][\w-]{{2,}}),? (?:bonjour|bonsoir|vous|tu|t'|votre|ton|ta|merci|comment|quel|pouvez|peux)")
_NAMED = re.compile(rf"\b(?:[Jj]e m'appelle|[Jj]e suis|[Mm]oi c'est|[Mm]on nom est) (?P<who>{PERSON.pattern})")
_LAST_NOTE = re.compile(rf"(?:^|\n)\W*(?P<who>{PERSON.pattern}) (?:est|dirige|a fondé|a créé|travaille)\b")


def _called(first: str, whole: str) -> list[str]:
    """Names by which the interviewee is addressed first, or by which they present themselves."""
    found = [m["who"] for p in (_VOCATIVE, _GREETED) if (m := p.search(first))]
    found = [n for n in found if len(n.split()) > 1 or has_first_name(n)]
    own = [m["who"] for p in (_NAMED, _LAST_NOTE) if (m := p.search(whole))]
    fuller = [n for n in own if not found or fold(n).startswith(fold(found[0].split()[0]))]
    return fuller or found or own


def _candidates(head: str) -> list[str]:
    found = person_names(head)
    for match in PERSON.finditer(head):
        name = match.group()
        if _PRESENTS.search(head[: match.start()]) or re.match(
            r"(?:,| est| [-–—]|\s?\()", head[match.end() :]
        ) and _function_follows(head[match.end() :]):
            if not any(fold(known) in fold(name) for known in found):
                found.append(name)
    return found or [
        match.group()
        for match in PERSON.finditer(head)
        if not match.group().isupper() and not _NOT_A_PERSON.search(head[: match.start()])
    ]


_NOT_A_PERSON = re.compile(
    r"(?:\b(?:de|du|des|à|au|aux|chez|l'agence|d'|l'|le|la|les|en|par|sur|pour|agence|groupe|cabinet|association)\s?|[«\"] ?)$", re.I
)


def _function_follows(text: str) -> bool:
    following = re.findall(r"[\w-]+", text[:60].lower())[:5]
    return any(word in words("functions") for word in following)


def _ranked(names: list[str], head: str, first: str) -> list[str]:
    counts = Counter(fold(name) for name in names)
    written = {fold(name): name for name in reversed(names) if not name.isupper()} or {
        fold(name): name for name in names
    }
    scores: dict[str, float] = {}
    for key, name in written.items():
        score = min(counts[key], 3) * 0.5 + 0.5 * has_first_name(name)
        for match in re.finditer(re.escape(name), head):
            score += 1.5 * bool(_PRESENTS.search(head[: match.start()]))
            score += 1.0 * _function_follows(head[match.end() :])
            score += 0.5 * bool(re.match(r"\s?(?:[-–—(,:]|est\b|a\b|dirige|répond|nous)", head[match.end() :]))
            score += 0.3 * (match.start() < 120)
        score += 0.7 * (name in first)
        scores[key] = score
    return [written[key] for key in sorted(scores, key=lambda k: (-scores[k], list(written).index(k)))]


def _described(name: str, head: str, first: str, whole: str) -> Presented:
    function, organisation = _after_name(name, head)
    if function is None:
        function, organisation_ = _addressed(first) or _before_name(name, head)
        organisation = organisation or organisation_
    if function is None and organisation is None:
        function, organisation = _after_name(name, whole)
    return Presented(name, function, organisation or _led(name, head))


def _heads() -> str:
    return "|".join(sorted(map(re.escape, words("functions")), key=len, reverse=True))


def _function_pattern() -> str:
    return (
        rf"(?P<function>(?:(?:{_heads()})\b)(?:[ -](?!chez\b|pour\b|au sein|est\b|a\b|nous\b|qui\b|répond|depuis\b|dans\b)"
        r"(?:et )?(?:de la |de l'|d'|des |du |de |en |à la |aux |au )?[a-zà-ÿ][\w'-]*){0,7}?)"
    )


def _organisation_pattern() -> str:
    return rf"(?:\s?{_AT}(?P<organisation>{_CAPS}))"


def _after_name(name: str, text: str) -> tuple[str | None, str | None]:
    for match in re.finditer(re.escape(name), text):
        rest = text[match.end() : match.end() + 220]
        found = re.match(
            rf"\s?(?:,|[-–—]|\(|:|est|\.)\s?(?:(?:une?|le|la|l'|actuellement|aujourd'hui|notre)\s?)?{_function_pattern()}"
            rf"(?:{_organisation_pattern()}|(?=[,.;:)]|\s[-–—]|\s(?:et|est|a|nous|qui|depuis|dans|répond|pour)\b|$))",
            rest,
            re.I if False else 0,
        )
        if found:
            return found["function"].strip(), _org(found["organisation"])
        bare = re.match(rf"\s?(?:[-–—]|\(|,)\s?(?:de |du |d')?(?P<organisation>{_CAPS})", rest)
        if bare and not has_first_name(bare["organisation"] + " X"):
            return None, _org(bare["organisation"])
    return None, None


def _before_name(name: str, head: str) -> tuple[str | None, str | None]:
    pattern = rf"(?i:\b{_function_pattern()}){_organisation_pattern()}?\s?,?\s?{re.escape(name)}"
    match = re.search(pattern, head)
    return (match["function"].strip(), _org(match["organisation"])) if match else (None, None)


def _addressed(first: str) -> tuple[str | None, str | None] | None:
    match = re.search(
        rf"\b(?:vous êtes|tu es|vous étiez|vous dirigez)\s(?:(?:une?|le|la|l')\s?)?{_function_pattern()}"
        rf"(?:{_organisation_pattern()}|(?=[,.;:?]|\s(?:et|depuis|dans)\b|$))",
        first,
    )
    return (match["function"].strip(), _org(match["organisation"])) if match else None


def _led(name: str, head: str) -> str | None:
    last = name.split()[-1]
    pattern = (
        rf"{re.escape(last)}[^.]{{0,80}}?\b(?:dirige|codirige|a fondé|a créé|a cofondé|anime|travaille chez|a lancé|préside|pilote)\s"
        rf"(?:[a-zà-ÿ' ]{{0,60}}?)(?P<organisation>{_CAPS})"
    )
    match = re.search(pattern, head)
    return _org(match["organisation"]) if match else None


def _org(found: str | None) -> str | None:
    if found is None:
        return None
    cleaned = re.sub(r"\s(?:de|du|des|la|le|les|d'|l'|et|en|pour)$", "", found.strip().rstrip(".,'-"))
    return cleaned or None
