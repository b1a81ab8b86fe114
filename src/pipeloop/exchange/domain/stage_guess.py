"""What the stages of another system may mean here."""

from __future__ import annotations

from collections.abc import Iterable

from pipeloop.exchange.words import Shape
from pipeloop.formats.columns import guess_outcome, normalize
from pipeloop.process.queries import Outline, StepView
from pipeloop.process.words import StageKind

# Words that names of stages contain, by the code of a step of the default process.
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
# The key of a mapping of stages for deals whose stage the file does not name.
ENTRY = ""


def guess_stages(names: Iterable[str], plan: Outline) -> dict[str, str]:
    """The likeliest meaning of each stage: an outcome, a step, or "" when nothing fits."""
    return {name: _guess(name, plan) for name in names}


def guess_entry(shape: str, columns: dict[str, int], plan: Outline) -> str:
    """The step on which deals begin whose stage the file does not name.

    Deals of a file with amounts begin where contracts do; leads begin where hunters work.
    """
    kind = StageKind.LEAD_DEVELOPMENT
    if shape == Shape.DEALS and "amount" in columns:
        kind = StageKind.LEAD_CONVERSION
    stage = next(stage for stage in plan.stages if stage.kind == kind)
    return step_key(stage.flow_steps[0])


def step_key(step: StepView) -> str:
    """What a step is called in a mapping of columns or stages."""
    return f"step:{step.id}"


def _guess(name: str, plan: Outline) -> str:
    outcome = guess_outcome(name)
    if outcome:
        return outcome
    plain = normalize(name)
    for step in plan.flow:
        if plain in (normalize(step.name.ru), normalize(step.name.en), step.code.lower()):
            return step_key(step)
    codes = {step.code: step for step in plan.flow}
    for code, hints in _HINTS:
        if code in codes and any(normalize(hint) in plain for hint in hints):
            return step_key(codes[code])
    return ""
