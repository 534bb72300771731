"""What the words of a stretch of text say about who speaks: numbers, no decisions.

All functions read the analysis form (straight apostrophes and quotation marks, plain spaces).
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.lexicons import table, words

_SENTENCE_END = re.compile(
    r"""(?:(?<![.!?…])[.!?…]++(?:\s?["”»)])?)(?=\s+["(«“–—-]?\s?[^\W\d_a-zà-ÿ]|\s+\d|\s*$)"""
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:M|MM|Mme|Mlle|Dr|Pr|Me|St|Ste|cf|etc|ex|p|art|vol|n|env|av|bd|[A-Z])|\b[A-Z](?:\.[A-Z])+|[A-Z]-[A-Z])\.$"
)
_TOKEN = re.compile(r"\b[jmt]'|\w+")
_INVERSION = re.compile(r"-(?:vous|tu)\b", re.I)
_INVERSION_THIRD = re.compile(r"-(?:t-)?(?:il|elle|on|ils|elles|ce)\b", re.I)
_GENERIC_YOU = re.compile(
    r"\b(?:si|quand|lorsque|dès que|parce que|où|que|qui|et|mais|là,|alors) (?:vous|tu)\b|\b(?:vous|tu) (?:savez|sais|voyez|vois|imaginez|imagines|comprenez|comprends)\b",
    re.I,
)
_QUOTED_QUESTION = re.compile(r"\?\s?\"|\"[^\"]*\?[^\"]*\"")
_TELLS = re.compile(
    r"(?:(?:et|mais|alors|allez),? )?"
    r"(?:(?!\w+ons-)[a-zà-ÿ]+-(?:nous|moi)\b|ne (?:me|nous) [a-zà-ÿ]+ (?:pas|plus|rien)\b)"
)
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_ASKS_SELF = re.compile(
    r"\b(?:est-ce que je|me suis|me demand|je me|pourquoi moi|que faire|qu'est-ce qu'on|alors qu'est)\b",
    re.I,
)
_GREETING = re.compile(r"\b(?:merci|bonjour|bonsoir|bienvenue|au revoir)\b", re.I)
_ASSENT = re.compile(r"(?:^|, )(?:oui|non|si|bien sûr|absolument|exactement|tout à fait)\b", re.I)
_GREETING_WORDS = 45  # in which a greeting, or thanks, is what a text is for
_HUMS = re.compile("[hmu][hmu ,]*")
_PAUSE = re.compile(r"[.,!…]+")
_BACKCHANNELS = 4  # at most in a turn that only signals that somebody listens
_CLAUSE_END = re.compile(r"[,:;]\s|\bet\s|\bmais\s|\balors\s|\bdonc\s")
_ASKING_FORM = re.compile(r"\best-ce\b|\bqu'est\b", re.I)
_QUESTION_END = re.compile(r"""\?[\s"”»)\]*…!.]*$""")
_HANDLE_AND_YEAR = re.compile(r"@\w{3,}.*\b(?:19|20)\d\d\b", re.S)
_FINITE_VERB = re.compile(
    r"\b(?:est|sont|était|étaient|sera|seront|serait|a|ont|avait|avaient|avez|avons|êtes|sommes|suis|ai|as|es|"
    r"fait|font|va|vont|peut|doit|faut|\w+(?:ait|aient|era|eront|erait|ez|ons|ent))\b",
    re.I,
)


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the spans of the sentences of ``text[start:end]``, white space at the edges left out.

    >>> [("M. Roy part. Et vous ?")[a:b] for a, b in sentences("M. Roy part. Et vous ?")]
    ['M. Roy part.', 'Et vous ?']
    >>> [('Vrai ? " Oui. " Ah.')[a:b] for a, b in sentences('Vrai ? " Oui. " Ah.')]
    ['Vrai ?', '" Oui. "', 'Ah.']
    """
    end = len(text) if end is None else end
    found: list[tuple[int, int]] = []
    at = start
    for match in _SENTENCE_END.finditer(text, start, end):
        if match.group().startswith(".") and _ABBREVIATION.search(
            text, max(start, match.start() - 8), match.start() + 1
        ):
            continue
        stop = match.end()
        if match.group().endswith('"') and text.count('"', start, stop) % 2:
            stop = match.end() - 1  # no quotation is open: it opens the next sentence's
        found.append((at, stop))
        at = stop
        while at < end and text[at].isspace():
            at += 1
    if at < end and text[at:end].strip():
        found.append((at, end))
    return [_trimmed(text, *span) for span in found if text[span[0] : span[1]].strip()]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while text[end - 1].isspace():
        end -= 1
    while text[start].isspace():
        start += 1
    return start, end


def is_question(sentence: str) -> bool:
    """Return whether the sentence ends on a question mark, closing quotes and brackets aside."""
    return bool(_QUESTION_END.search(sentence))


def only_asks(text: str) -> bool:
    """Return whether every sentence of `text` is a question."""
    return all(is_question(text[a:b]) for a, b in sentences(text))


def bare(text: str) -> str:
    """Return `text` in lower case without the marks around it."""
    return text.strip(' "«»“”()[]*–—-•►').lower()


def opens_with(text: str, lexicon: str) -> bool:
    """Return whether `text` begins with an entry of `lexicon`, at a word boundary."""
    low = bare(text)
    for size in _sizes(lexicon).get(low[:1], ()):
        head = low[:size]
        if (
            len(head) == size
            and head in words(lexicon)
            and (
                len(low) == size
                or head.endswith("'")
                or not (low[size].isalnum() or low[size] == "-")
            )
        ):
            return True
    return False


@cache
def _sizes(lexicon: str) -> dict[str, tuple[int, ...]]:
    """Return how long entries are, longest first, by their first character."""
    sizes: dict[str, set[int]] = {}
    for word in words(lexicon):
        sizes.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(found, reverse=True)) for first, found in sizes.items()}


def is_backchannel(text: str) -> bool:
    """Return whether the text only signals that somebody listens.

    >>> is_backchannel("D'accord."), is_backchannel("D'accord. Et combien ?")
    (True, False)
    """
    low = bare(text)
    # After the last bracket there is none to find, and looking would take the square of the length.
    closed = low.rfind(")") + 1
    if closed:
        low = re.sub(r"\([^)]*\)", "", low[:closed]) + low[closed:]
    low = low.rstrip(" .!…,")
    known = words("backchannels")
    if low in known or _HUMS.fullmatch(low):
        return True
    parts = [part.strip() for part in _PAUSE.split(low) if part.strip()]
    return bool(parts) and len(parts) <= _BACKCHANNELS and all(part in known for part in parts)


def greets(text: str) -> bool:
    """Return whether a short stretch only greets or thanks: it says so and puts no question."""
    return (
        word_count(text) <= _GREETING_WORDS
        and bool(_GREETING.search(text))
        and not is_question(text)
    )


def _tokens(text: str) -> list[str]:
    """Return the words in lower case, cut at apostrophes and hyphens; elided pronouns keep their apostrophe."""
    return _TOKEN.findall(text.lower())


@cache
def _persons(*numbers: str) -> frozenset[str]:
    """Return the pronouns and possessives of some grammatical persons: 1 and 4 the speaker's, 2 and 5 the hearer's."""
    return frozenset(word for word, number in table("persons").items() if number in numbers)


def addresses(text: str) -> bool:
    """Return whether the text has a second person."""
    return not _persons("2", "5").isdisjoint(_tokens(text))


def says_i(text: str) -> bool:
    """Return whether the text has a first person singular."""
    return not _persons("1").isdisjoint(_tokens(text))


def is_signature(text: str) -> bool:
    """Return whether a short stretch is signed like an embedded post: a handle and a year.

    >>> is_signature("Le Coin du remontoir (@coinremontoir) 21 mai 2022"), is_signature("Suivez @lemag")
    (True, False)
    """
    return word_count(text) <= 60 and bool(_HANDLE_AND_YEAR.search(text))


def is_title(text: str) -> bool:
    """Return whether a few words stand without verb and full stop, as a cross-head does.

    >>> is_title("L'actionnaire individuel, un figurant ?"), is_title("Vous auriez fait quoi ?")
    (True, False)
    """
    verbless = not _FINITE_VERB.search(text) and not addresses(text)
    ends = text.rstrip(' "»)').endswith((".", "!", "…", ":", ";", ","))
    return 2 <= word_count(text) <= 10 and verbless and not ends and not text[:1].islower()


def word_list(text: str) -> list[str]:
    """Return the words, compounds and elided forms as one."""
    return _WORD.findall(text)


def tells(sentence: str) -> bool:
    """Return whether a sentence tells the hearer what to say to the speaker.

    >>> tells("Montrez-nous un exemple."), tells("Et ne me dis pas à Montréal."), tells("Avons-nous le temps ?")
    (True, True, False)
    """
    return bool(_TELLS.match(bare(sentence)))


def word_count(text: str) -> int:
    """Return the number of words, compounds and elided forms counted once."""
    return len(word_list(text))


def rates(text: str) -> dict[str, float]:
    """Return the text features of one block, each 0 or 1 or a small number.

    Args:
        text: The analysis form of one block, its label, number or dash already cut off.
    """
    parts = [text[a:b] for a, b in sentences(text)] or [text]
    last, first = parts[-1], parts[0]
    found = word_list(text)
    n = len(found)
    asks = [is_question(part) for part in parts]
    marks, asks_first, asks_last = sum(asks), asks[0], asks[-1]
    asks_by_word = _asks_by_word(last)
    tokens = _tokens(text)
    hearer, speaker = _persons("2", "5"), _persons("1", "4")
    second = sum(token in hearer for token in tokens)
    speakers = sum(token in speaker for token in tokens)
    singular = not _persons("1").isdisjoint(tokens)
    # What the whole text does not hold is not looked for in its sentences.
    second_last = second > 0 and addresses(last)
    singular_last = singular and says_i(last)
    quoted, hyphened = '"' in text, "-" in text
    prompts_last = opens_with(last, "prompt_verbs")
    themes = n <= 30 and opens_with(first, "prompt_phrases")
    end = last.rstrip(' "»)')
    intro = words("intro_words")
    return {
        "bias": 1.0,
        "words<=3": float(n <= 3),
        "words<=8": float(n <= 8),
        "words<=20": float(n <= 20),
        "words<=40": float(n <= 40),
        "words<=80": float(n <= 80),
        "words>150": float(n > 150),
        "ends?": float(asks_last),
        "ends?short": float(asks_last and n <= 40),
        "ends?you": float(asks_last and second_last),
        "ends?inversion": float(asks_last and hyphened and bool(_INVERSION.search(last))),
        "ends?third": float(asks_last and hyphened and bool(_INVERSION_THIRD.search(last))),
        "ends?word": float(asks_last and asks_by_word),
        "ends?I": float(asks_last and singular_last),
        "ends?noyou": float(asks_last and not second),
        "ends?longnoyou": float(asks_last and n > 25 and not second),
        "asksself": float(asks_last and bool(_ASKS_SELF.search(last))),
        "you&I": float(second > 0 and singular),
        "answersyou": float(opens_with(first, "answer_addresses")),
        "genericyou": min(2.0, float(len(_GENERIC_YOU.findall(text)))) if second else 0.0,
        "you,no?": float(second > 0 and not marks),
        "you,no?,noI": float(second > 0 and not marks and not singular),
        "noyou,no?": float(not second and not marks),
        "?strong": float(asks_last and second_last and asks_by_word),
        "?,noI": float(asks_last and not speakers),
        "?,I,long": float(asks_last and n > 30 and singular),
        "fragment": float(len(parts) > 1 and word_count(first) <= 5 and not asks_first),
        "quotes": float(quoted),
        "quote?": float(quoted and "?" in text and bool(_QUOTED_QUESTION.search(text))),
        "connective": float(opens_with(first, "turn_connectives")),
        "assent": float(bool(_ASSENT.search(text[:60]))),
        "only?": float(marks == len(parts)),
        "inner?": float(marks - asks_last > 0),
        "first?": float(asks_first and len(parts) > 1),
        "ends.": float(end.endswith(".")),
        "ends!": float(end.endswith("!")),
        "ends…": float(end.endswith(("…", "..."))),
        "ends:": float(last.rstrip().endswith(":")),
        "endsbare": float(end[-1:].isalnum()),
        "sentences>=4": float(len(parts) >= 4),
        "sentences>=7": float(len(parts) >= 7),
        "you": min(second, 3) / 3,
        "youfirst": float(second > 0 and addresses(first)),
        "youlast": float(second_last),
        "inversion": float(hyphened and bool(_INVERSION.search(text))),
        "you/word": min(4.0, 20.0 * second / max(n, 5)),
        "prompt": float(prompts_last or opens_with(first, "prompt_verbs")),
        "tells": float(tells(first) or tells(last)),
        "promptshort": float(n <= 25 and prompts_last),
        "theme": float(n <= 12 and themes),
        "phrase": float(themes),
        "interrogative": float(asks_by_word),
        "I": float(singular),
        "Ifirst": float(singular and says_i(first)),
        "we": float(speakers > 0),
        "I/word": min(4.0, 20.0 * speakers / max(n, 5)),
        "opener": float(opens_with(first, "answer_openers")),
        "backchannel": float(is_backchannel(text)),
        "noverb": float(n <= 12 and not _FINITE_VERB.search(text)),
        "quoted": float(text.startswith('"') and text.rstrip(" .").endswith('"')),
        "openquote": float(text.startswith('"')),
        "boilerplate": float(opens_with(text, "boilerplate")),
        "link": float("http" in text or "www." in text or "@" in text or "#" in text[:1]),
        "breadcrumb": float(
            n <= 25 and text.count(" > ") + text.count(" › ") + text.count(" | ") >= 1
        ),
        "narration": min(3.0, float(sum(word.lower() in intro for word in found))),
        "date": float(
            n <= 12 and bool(re.search(r"\b(?:19|20)\d\d\b|\d{1,2}/\d{1,2}/\d{2,4}", text))
        ),
        "thanks": float(n <= _GREETING_WORDS and not asks_last and bool(_GREETING.search(text))),
        "lowerstart": float(text[:1].islower()),
        "digits": float(n <= 12 and any(c.isdigit() for c in text)),
    }


def _asks_by_word(sentence: str) -> bool:
    """A question word opens the sentence or one of its clauses, or it inverts its subject."""
    clauses = _CLAUSE_END.split(sentence)
    return any(opens_with(clause, "interrogatives") for clause in clauses) or bool(
        _ASKING_FORM.search(sentence)
        or ("-" in sentence and _INVERSION.search(sentence))
        or ("-" in sentence and _INVERSION_THIRD.search(sentence))
    )


FEATURES: tuple[str, ...] = tuple(rates("Quoi ?"))
