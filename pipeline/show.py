"""Record -> a readable view in the terminal: exchanges, entities, claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from pipeline.schema import Claim, Exchange, Mention, Participant, Record, Turn
from pipeline.text import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_STYLES = {"PER": "bold magenta", "ORG": "bold cyan", "LOC": "bold green", "MISC": "bold yellow"}


def show_record(record: Record, console: Console) -> None:
    """Print one record: head, turns in text order with each exchange's claims, summary, entities.

    Entities are coloured by label and key claims underlined; without colours, entities stand as
    ``[name](LABEL)``.
    """
    _head(record, console)
    last = {(*x.question, *x.answers)[-1]: x for x in record.exchanges}
    first = {(*x.question, *x.answers)[0]: x for x in record.exchanges}
    for turn in record.turns:
        if turn.id in first:
            _rule(first[turn.id].id, console)
        _turn(record, turn, console)
        if turn.id in last:
            _findings(record, last[turn.id], console)
    _foot(record, console)


def show_exchange(record: Record, exchange: Exchange, console: Console) -> None:
    """Print one exchange of a record: question, answers, summary, claims."""
    _rule(f"{record.id} · {exchange.id}", console)
    for turn in record.turns:
        if turn.id in (*exchange.question, *exchange.answers):
            _turn(record, turn, console)
    _findings(record, exchange, console)


def _coloured(console: Console) -> bool:
    return console.color_system is not None and not console.no_color


def _line(console: Console, text: str, style: str = "") -> None:
    # No markup, and no wrapping where another program reads the lines.
    console.print(
        visible(text), style=style, markup=False, highlight=False, soft_wrap=not console.is_terminal
    )


def _rule(title: str, console: Console) -> None:
    console.print()
    if console.is_terminal:
        console.rule(_plain(title), align="left")
    else:
        _line(console, f"--- {title}")


def _plain(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(visible(text), style=style)


def _head(record: Record, console: Console) -> None:
    source = record.source
    _line(console, record.title or record.id, "bold")
    about = (record.id, source.publication, source.date, source.author, source.url)
    _line(console, " · ".join(part for part in about if part), "dim")
    for person in record.participants:
        _line(console, f"{person.role}: {_described(person)}")
    for warning in record.provenance.warnings:
        _line(console, f"warning: {warning}", "yellow")
    if record.lead:
        _line(console, record.lead, "italic")


def _described(person: Participant) -> str:
    known = (person.name or "unnamed", person.function, person.organisation)
    labels = f" (printed as {', '.join(person.labels)})" if person.labels else ""
    return ", ".join(part for part in known if part) + labels


def _called(person: Participant | None) -> str | None:
    if person is None:
        return None
    return person.name or next(iter(person.labels), None) or person.role


def _turn(record: Record, turn: Turn, console: Console) -> None:
    people = {person.id: person for person in record.participants}
    who = _called(people.get(turn.speaker or "")) or turn.role.replace("_", " ")
    inside = turn.role in ("question", "answer")
    mentions = [m for entity in record.entities for m in entity.mentions if m.turn == turn.id]
    labels = {m: entity.label for entity in record.entities for m in entity.mentions}
    claims = [claim for claim in record.claims if claim.turn == turn.id and claim.key]
    console.print()
    _line(
        console, f"{who}:" if inside else f"({who})", "bold" if turn.role == "question" else "dim"
    )
    if _coloured(console):
        text = _highlighted(turn, mentions, labels, claims)
    else:
        text = _plain(_bracketed(turn, mentions, labels))
    console.print(text, soft_wrap=not console.is_terminal)


def _highlighted(
    turn: Turn, mentions: Iterable[Mention], labels: Mapping[Mention, str], key: Iterable[Claim]
) -> Text:
    text = _plain(turn.text, "" if turn.role in ("question", "answer") else "dim")
    for claim in key:
        text.stylize("underline", claim.start - turn.start, claim.end - turn.start)
    for mention in mentions:
        style = _STYLES[labels[mention]]
        text.stylize(style, mention.start - turn.start, mention.end - turn.start)
    return text


def _bracketed(turn: Turn, mentions: Iterable[Mention], labels: Mapping[Mention, str]) -> str:
    text = turn.text
    for mention in sorted(mentions, key=lambda mention: -mention.start):
        start, end = mention.start - turn.start, mention.end - turn.start
        text = f"{text[:start]}[{text[start:end]}]({labels[mention]}){text[end:]}"
    return text


def _findings(record: Record, exchange: Exchange, console: Console) -> None:
    console.print()
    if exchange.summary:
        _line(console, f"summary: {exchange.summary.text}")
    if exchange.keywords:
        _line(console, f"keywords: {', '.join(exchange.keywords)}")
    for claim in record.claims:
        if claim.exchange == exchange.id:
            star = "★" if claim.key else " "
            _line(console, f"{star} {claim.id} {_judged(claim)}", "bold" if claim.key else "")
            _line(console, f"    {claim.text}")


def _judged(claim: Claim) -> str:
    reported = claim.attribution.kind == "reported"
    parts = (
        claim.type,
        f"reported from {claim.attribution.source or 'an unnamed source'}" if reported else None,
        "negated" if claim.negated else None,
        "hedged" if claim.hedged else None,
        claim.modality if claim.modality != "asserted" else None,
    )
    return " · ".join(part for part in parts if part)


def _foot(record: Record, console: Console) -> None:
    _rule("whole interview", console)
    if record.summary.text:
        _line(console, f"summary: {record.summary.text}")
    if record.keywords:
        _line(console, f"keywords: {', '.join(record.keywords)}")
    for label in _STYLES:
        found = [entity for entity in record.entities if entity.label == label]
        if found:
            names = (
                entity.name
                + (f" ({entity.kind})" if entity.kind else "")
                + (f" x{len(entity.mentions)}" if len(entity.mentions) > 1 else "")
                for entity in found
            )
            _line(console, f"{label}: {'; '.join(names)}", _STYLES[label])
