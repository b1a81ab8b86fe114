"""What the stages of another system may mean here."""

from __future__ import annotations

from collections.abc import Iterable

from pipeloop.exchange.words import Shape
from pipeloop.formats.columns import guess_outcome, normal
from pipeloop.process.queries import Outline, StepView
from pipeloop.process.words import StageKind

# Words found in names of stages, and codes of the default process's steps.
_HINTS = (
    ("LD1", ("prospect", "new lead", "new", "неразобран", "новый", "новая", "входящ", "open")),
    ("LD2", ("first contact", "первый контакт", "первичный контакт", "contacted", "дозвон")),
    ("LD4", ("qualif", "квалифика", "appointmentscheduled")),
    ("LD6", ("need", "потребност", "needs analysis")),
    ("LC1", ("engag", "meeting", "встреч", "discovery", "в работе", "working", "interview")),
    ("LC3", ("scope", "состав", "тз", "value proposition", "расчет")),
    ("LC4", ("demo", "presentation", "презентац", "показ", "pilot", "пилот", "образец")),
    ("LC5", ("proposal", "quote", "предложен", "кп", "decisionmaker", "id decision")),
    ("LC6", ("decision", "дума", "сомнен", "perception", "принимают решение")),
    ("LC7", ("negotiat", "переговор", "торг", "price", "цен")),
    ("LC8", ("contract", "договор", "legal", "юрист", "согласован")),
    ("LC9", ("invoice", "счет", "payment", "оплат", "подпис", "sign")),
    ("CF3", ("delivery", "исполнен", "отгруз", "производств", "fulfil", "внедрен")),
)
ENTRY = ""


def guess_stages(words: Iterable[str], plan: Outline) -> dict[str, str]:
    """The likeliest meaning of each word: an outcome, a step, or "" when nothing comes to mind."""
    return {word: _guess(word, plan) for word in words}


def guess_entry(shape: str, columns: dict[str, int], plan: Outline) -> str:
    """Where deals begin whose stage the file does not tell.

    A file with amounts begins where money does; one of leads, where hunters work.
    """
    kind = StageKind.LEAD_DEVELOPMENT
    if shape == Shape.DEALS and "amount" in columns:
        kind = StageKind.LEAD_CONVERSION
    stage = next(stage for stage in plan.stages if stage.kind == kind)
    return key(stage.flow_steps[0])


def key(step: StepView) -> str:
    """How a mapping names a step."""
    return f"step:{step.id}"


def _guess(word: str, plan: Outline) -> str:
    outcome = guess_outcome(word)
    if outcome:
        return outcome
    plain = normal(word)
    for step in plan.flow:
        if plain in (normal(step.name.ru), normal(step.name.en), step.code.lower()):
            return key(step)
    codes = {step.code: step for step in plan.flow}
    for code, hints in _HINTS:
        if code in codes and any(normal(hint) in plain for hint in hints):
            return key(codes[code])
    return ""
