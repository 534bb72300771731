"""Who asks: the person of the credits or the byline, else the medium that is printed as asking."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain

from pipeline.lexicons import entries, words
from pipeline.segment.known import is_place
from pipeline.segment.names import PERSON, has_first_name
from pipeline.segment.organisations import acceptable
from pipeline.segment.passages import word_class

_CAP = r"[A-ZÀ-ÖØ-Þ0-9](?:[\w&'-]|\.(?=\w)){0,40}"
_CAPS = (
    r"(?<!\w)[A-ZÀ-ÖØ-Þ](?:[\w&'-]|\.(?=\w)){0,40}"
    rf"(?: (?:(?:de la|de|du|des|la|le|les|et|&|en|pour|of|and) ){{0,2}}(?:d'|l')?{_CAP}){{0,6}}"
)
# A medium's name may go on in lower case: "Le Carnet des relations publics".
_MEDIUM = rf"{_CAPS}(?: (?:des|du|de la|de|d') ?[a-zà-ÿ]{{1,25}}(?: [a-zà-ÿ]{{1,25}})?)?"
_NAME_WORD = r"[A-ZÀ-Þ][\w-]{2,30}"
_SOMEBODY = rf"(?:{PERSON.pattern}|{_MEDIUM})"
_GENERIC = re.compile(
    r"^(?:[Ll]'|[Ll]a |[Ll]e |[Nn]otre )(?:agence|rédaction d[eu']|magazine|revue|journal|blog|site|podcast) ?(?=[A-ZÀ-Ý])"
)
_NOBODY = re.compile(r"^(?:nous|on|elle|il|elles|ils|je|vous|tu|qui)$", re.I)
_EDITORS = re.compile(r"^(?:la |notre )?(?:rédaction|équipe|redaction)\b", re.I)

_CREDITED = (
    re.compile(
        r"(?:propos|paroles) (?:recueillis|recueillies|rapportés)(?: et [a-zé]{1,20})?(?: à [\w-]{1,30})? par (?P<who>[^.,;()\n]{3,60})",
        re.I,
    ),
    re.compile(
        r"(?:interview|entretien|transcription|questions)[^.\n]{0,40}? (?:réalisée?s?|menée?s?|posées?|conduite?) par (?P<who>[^.,;()\n]{3,60})",
        re.I,
    ),
    re.compile(r"\b(?:recueillis?|recueillies?) par (?P<who>[^.,;()\n]{3,60})", re.I),
)
# In a title the name after "Entretien :" is the interviewee's, so this holds for credits alone.
_SIGNED = re.compile(
    r"(?:^|[\n.|–—]) ?(?:[Ii]nterview|[Ee]ntretien|[Qq]uestions|[Tt]exte|[Pp]ropos|ENTRETIEN|INTERVIEW)(?: et photos?)? ?: ?"
    rf"(?P<who>{PERSON.pattern}) ?(?:$|[\n,.|(–])"
)
_MADE = re.compile(
    rf"\b[Uu]n (?:podcast|entretien|dossier|article)(?: de| par| signé| réalisé par) (?P<who>{PERSON.pattern})"
)
_POSTED = re.compile(
    r"\b(?:[Pp]ostée? par|[Pp]ubliée? (?:le )?[^|\n]{0,30}? par) (?P<who>[A-ZÀ-Þ][\w-]{1,30}) ?(?:dans|le\b|[|\n]|$)"
)
# A line of its own: "Bertrand Collenot - 06/03/2019", "H. Mazières".
_LINE = re.compile(
    rf"(?:^|\n) ?(?P<who>{PERSON.pattern}) ?[-–|,] ?(?:le )?"
    r"\d{1,2}(?:[/.]\d\d?[/.]|(?:er)? [a-zéû]{3,9} )\d{2,4}\b"
    rf"|(?:^|\n) ?(?P<short>(?:[A-ZÀ-Þ]\.[ -]?){{1,2}}{_NAME_WORD}) ?(?=\n|$)"
)
_BYLINE = re.compile(
    r"(?:^|\n|[|–—] ?|(?:[Pp]ubliée?|[Pp]ostée?|[Rr]édigée?|[Éé]crite?)(?: le [^|–\n]{4,30}?)? )"
    r" {0,3}(?:Par|par|PAR) (?P<who>[A-ZÀ-Þ][^.,;|()\n–—-]{2,40}(?:-[A-ZÀ-Þ][^.,;|()\n–—-]{0,30})?)"
)

_ALSO = re.compile(rf" (?:et|&) (?P<who>{PERSON.pattern})")
_FOR = re.compile(rf"^ (?:pour|de) (?P<medium>{_MEDIUM})")
_MASTHEAD = re.compile(
    rf"(?:^|\n) ?(?P<medium>{_MEDIUM}) [–—|-] (?:[a-zà-ÿ]+ )?\d{{1,2}} [a-zà-ÿ]+ \d{{4}}"
)
_TOP = 8000  # characters of head or credits that are read


def _forms(construction: str) -> str:
    forms = (form for form, uses in entries("asking_verbs") if construction in uses.split())
    return "|".join(sorted(map(re.escape, forms), key=len, reverse=True))


@cache
def _acting_patterns() -> tuple[re.Pattern[str], ...]:
    """ "Z a rencontré…", "Z au micro", "Z l'a fait parler", "elle répond aux questions de Z"."""
    return (
        re.compile(rf"(?P<who>{_CAPS}) (?:a|ont|avons) (?:{_forms('met')})(?:e?s?)\b"),
        re.compile(rf"\b(?:c'est|je suis|ici) (?P<who>{_CAPS}) au micro"),
        re.compile(
            rf"(?P<who>{_CAPS}) (?:l'a|les a|s'est|est allée?|a tendu|a voulu|a passé) "
            rf"(?:{_forms('visited')})(?:e?s?)\b"
        ),
        re.compile(
            rf"\b(?:{_forms('answers')})(?:e?s?)(?: [a-zà-ÿ-]{{1,20}}){{0,4}}? "
            rf"(?P<link>aux questions d[eu]s? |aux questions d'|à |au |aux )(?:l'|la |le )?(?P<who>{_SOMEBODY})"
        ),
    )


@cache
def _printed_patterns() -> tuple[re.Pattern[str], ...]:
    """ "Le Strapontin prend des nouvelles…", "X n° 12", "Newsletter X", "PARIS, 2 mai (X)"."""
    return (
        re.compile(rf"(?:^|[\n.,;:!?\"] ?)(?P<who>L(?:e|a|es) {_CAPS}) (?:{_forms('visits')})\b"),
        re.compile(
            rf"(?:^|[\n|] ?|paru dans (?:la |le |l')?)(?P<who>{_CAPS}(?: [a-zà-ÿ'-]{{1,20}}){{0,3}})"
            r"(?: ?[-–,] [a-zà-ÿ' ]{3,50})? ?[-–,]? (?:n°|N°|numéro |#) ?\d"
        ),
        re.compile(
            rf"(?:^|[\n|] ?)(?:Newsletter|Lettre|Magazine|Revue|Blog|Podcast) (?P<who>{_CAPS}) ?(?:$|[\n|])"
        ),
        re.compile(
            r"(?:^|\n) ?[A-ZÀ-Ý][\w' -]{2,30}(?: \([^)\n]{2,30}\))?, \d{1,2}(?:er)? [a-zéû]{3,9}\.?"
            rf"(?: \d{{4}})? \((?P<who>{_CAPS})\)"
        ),
    )


@dataclass(frozen=True, slots=True)
class Asker:
    """Who conducted the interview, and for which medium."""

    name: str
    organisation: str | None = None
    publishes: bool = False  # named as the publisher alone: it may employ who is interviewed
    others: tuple[str, ...] = field(default=(), repr=False)  # who signs with them: "Par X et Y"


def asked_by(head: str, credits: str, author: str | None = None) -> Asker | None:
    """Return who conducted the interview.

    Args:
        head: Title, chapeau and other words before the first question, in the analysis form.
        credits: Boilerplate and closing notes.
        author: The author that the page's own data names.

    >>> asked_by("Culture RP a rencontré Julien Lacheray.", "")
    Asker(name='Culture RP', organisation=None, publishes=False)
    >>> asked_by("", "Propos recueillis par Sabine Roy pour Le Bloc-notes.")
    Asker(name='Sabine Roy', organisation='Le Bloc-notes', publishes=False)
    """
    head, credits = head[:_TOP], credits[:_TOP]
    named = next(chain(_credited(credits), _credited(head), _signed(credits, head)), None)
    if named is not None:
        return replace(named, organisation=named.organisation or _masthead(head, credits))
    for pattern in _acting_patterns():
        if (match := pattern.search(head)) and (name := _acting(match)):
            return Asker(name)
    if author and PERSON.fullmatch(author) and has_first_name(author):
        return Asker(author)
    for pattern in _printed_patterns():
        for text in (head, credits):
            match = pattern.search(text)
            if match and _is_medium(match["who"]):
                return Asker(_ungeneric(match["who"]))
    return None


def _is_medium(name: str) -> bool:
    """A title, no pronoun, no town, no common noun that opens a line ("Entretien n° 7")."""
    if _NOBODY.match(name) or name.lower() in words("intro_words"):
        return False
    return acceptable(name) and not re.match(r"(?:Les?|La|Une?) [a-zà-ÿ]", name)


def _credited(text: str) -> Iterator[Asker]:
    for pattern in _CREDITED:
        match = pattern.search(text)
        if match is None or _EDITORS.match(match["who"].strip()):
            continue
        name = re.match(rf"(?:{PERSON.pattern}|{_CAPS})", match["who"].strip())
        if name is None:
            continue
        end = match.start("who") + name.end()
        medium = _FOR.match(text[end : end + 80])
        organisation = medium["medium"].strip() if medium else None
        yield Asker(name.group().strip(), organisation, others=_cosigners(text, end))


def _signed(credits: str, head: str) -> Iterator[Asker]:
    """Who signs: "Entretien : Z" among the credits, "Par Z" there or above, "Posté par Z"."""
    for pattern in (_SIGNED, _MADE):
        if match := pattern.search(credits):
            yield Asker(match["who"])
    for text in (credits, head):
        for match in _BYLINE.finditer(text):
            name = PERSON.match(match["who"])
            if name and (has_first_name(name.group()) or name.end() == len(match["who"].strip())):
                end = match.start("who") + name.end()
                yield Asker(name.group(), others=_cosigners(text, end))
        if (match := _POSTED.search(text)) and not _EDITORS.match(match["who"]):
            yield Asker(match["who"])
    for match in _LINE.finditer(credits):
        if not _is_ordinary(match["who"] or match["short"]):
            yield Asker(match["who"] or match["short"])


def _cosigners(text: str, at: int) -> tuple[str, ...]:
    """The people joined to the signature that ends at a character: "et Marc Duvivier"."""
    found = []
    while match := _ALSO.match(text, at):
        found.append(match["who"])
        at = match.end()
    return tuple(found)


def _acting(match: re.Match[str]) -> str | None:
    who = match["who"].strip()
    if _NOBODY.match(who) or is_place(who):
        return None
    link = match.groupdict().get("link") or ""
    if link in {"aux questions du ", "au "}:
        return f"Le {who}"  # "du Carnet d'Ursule" is what French makes of "de Le Carnet d'Ursule"
    if link in {"aux questions des ", "aux "}:
        return f"Les {who}"
    return _ungeneric(who)


def _ungeneric(name: str) -> str:
    return _GENERIC.sub("", name).strip()


def _masthead(head: str, credits: str) -> str | None:
    """The medium before a date; a rubric, somebody or "Par" and who signs is none."""
    for match in chain(_MASTHEAD.finditer(head), _MASTHEAD.finditer(credits)):
        name = match["medium"].strip()
        if not (name.isupper() or has_first_name(name) or _is_ordinary(name)):
            return name
    return None


def _is_ordinary(name: str) -> bool:
    """Return whether a line opens like a phrase, not a name: "Par Léa Roy", "Entretien", "Interview de Léa Roy"."""
    first, *rest = name.split()
    if first.lower() in words("function_words") - word_class("article"):
        return True
    return first.lower() in words("intro_words") and not (rest and rest[0][0].isupper())
