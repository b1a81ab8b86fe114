"""Guesses what the columns of a table hold, from their names and their cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeloop.formats.tables import Cell
from pipeloop.formats.values import clean_text


@dataclass(frozen=True, slots=True)
class Target:
    """Something that a column may hold.

    Args:
        words: names of such columns in Russian and English, the most certain first.
        kind: of its cells: text, date or money.
    """

    code: str
    words: tuple[str, ...]
    kind: str = "text"


def _target(code: str, words: str, kind: str = "text") -> Target:
    return Target(code, tuple(words.split("|")), kind)


DEAL_TARGETS = (
    _target(
        "external_id",
        "id|deal id|record id|opportunity id|mql id|lead id|id сделки|id лида|номер сделки|номер|ид|код",
    ),
    _target(
        "title", "deal name|title|название сделки|название|opportunity name|deal|сделка|тема|name"
    ),
    _target(
        "client",
        "account|account name|company|organization|client|customer|компания|клиент|компания контакта|организация|контрагент|название компании|associated company",
    ),
    _target(
        "contact",
        "contact|contact person|contact name|основной контакт|контакт|контактное лицо|фио|person",
    ),
    _target("email", "email|e mail|почта|рабочий email|электронная почта"),
    _target("phone", "phone|телефон|рабочий телефон|мобильный телефон|mobile"),
    _target(
        "amount",
        "amount|value|close value|deal value|сумма|бюджет|бюджет сделки|сумма сделки|budget|price|стоимость",
        "money",
    ),
    _target("currency", "currency|валюта|deal currency code"),
    _target(
        "source",
        "source|origin|lead source|источник|канал|original source|utm source|источник сделки|источник лида",
    ),
    _target("product", "product|продукт|товар|услуга|products"),
    _target("hunter", "sdr|sdr id|hunter|хантер|лидген|квалификатор"),
    _target(
        "owner",
        "owner|sales agent|agent|deal owner|sr|sr id|closer|responsible|manager|ответственный|менеджер|клоузер|продавец|assigned to|deal owner name",
    ),
    _target(
        "stage",
        "stage|deal stage|status|этап|этап сделки|стадия|стадия сделки|статус|dealstage|pipeline stage",
    ),
    _target(
        "created_at",
        "created|create date|created at|created time|first contact date|engage date|дата создания|дата создания сделки|создана|создано|deal created|add time|дата",
        "date",
    ),
    _target("won_at", "won date|won time|дата выигрыша|выиграна|дата продажи|дата оплаты", "date"),
    _target("lost_at", "lost date|lost time|дата проигрыша|дата отказа", "date"),
    _target(
        "closed_at",
        "close date|closed|closed at|дата закрытия|завершена|закрыта|deal closed time|date closed|closedate",
        "date",
    ),
    _target(
        "reason",
        "loss reason|lost reason|причина отказа|причина проигрыша|closed lost reason|причина",
    ),
    _target("next_step", "next step|следующий шаг|следующее действие"),
)
HISTORY_TARGETS = (
    _target("deal_id", "deal id|opportunity id|owner id|id сделки|сделка|case id|case|lead id|object id|id|mql id|номер сделки"),
    _target("to_stage", "to stage|to step|new stage|stage|stage id|activity|этап после|новый этап|новая стадия|стадия|этап|стало|status|value|stage name"),
    _target("from_stage", "from stage|from step|old stage|previous stage|этап до|старый этап|прежняя стадия|было"),
    _target("at", "at|timestamp|created time|changed at|date|time|дата|дата изменения|дата события|когда|время|created date|stage start time|start timestamp", "date"),
    _target("who", "who|user|changed by|author|resource|автор|кто|сотрудник|пользователь|ответственный|created by|person"),
    _target("amount", "amount|сумма|бюджет|value amount", "money"),
    _target("client", "account|company|клиент|компания|account name"),
    _target("title", "deal name|title|название|opportunity name|name"),
)  # fmt: skip
# Event logs: the names of a history, and those that process mining uses.
LOG_TARGETS = (
    _target("case", "case concept name|case id|case|deal id|opportunity id|id сделки|сделка|номер сделки|lead id|id лида|case number|trace|trace id|process instance|instance id|object id|mql id|order id|номер заказа|заявка|номер заявки|id заявки|номер дела|экземпляр|deal|record id|id|ид|owner id"),
    _target("activity", "concept name|activity|activity name|to stage|to step|new stage|event name|task|task name|этап после|новый этап|новая стадия|стало|stage|stage name|stage id|deal stage|этап|этап сделки|стадия|стадия сделки|действие|операция|задача|status|статус|event|событие|action|operation|step|шаг|value"),
    _target("time", "time timestamp|timestamp|complete timestamp|end timestamp|completed at|completed|end|end time|end date|finish|finished|конец|окончание|завершено|дата окончания|at|created time|changed at|date|time|moment|datetime|дата|дата и время|дата изменения|дата события|когда|время|created date|stage start time|event time|occurred at", "date"),
    _target("start", "start timestamp|start|start time|started at|started|start date|begin|began|начало|дата начала|время начала|начато", "date"),
    _target("resource", "org resource|resource|who|user|user name|changed by|performer|исполнитель|автор|кто|сотрудник|пользователь|менеджер|ответственный|author|manager|responsible|seller|sales rep|sales agent|продавец|клоузер|хантер|agent|employee|created by|owner|owner name|person|org group|owner id"),
)  # fmt: skip

# Before another word these do not say what a column holds: "deal type", "сделка - этап".
_PREFIXES = ("deal", "сделка")
_WON = re.compile(
    r"\bwon\b|closedwon|успешно реализован|выигр|продано|сделка заключена|\bзаключ|closed won", re.I
)
_LOST = re.compile(
    r"\blos[te]\b|closedlost|не реализован|проигр|отказ|провал|closed lost|junk|disqualif|спам"
    r"|\bdeclined\b|\bcancell?ed\b|\brejected\b|отменен|отклонен|потерян",
    re.I,
)


def normalize(name: str) -> str:
    """A name for comparison: lower case, without ё, with words separated by one space."""
    separated = re.sub(r"(?<=[a-zа-я])(?=[A-ZА-Я])", " ", name)
    lower = separated.lower().replace("ё", "е")
    return " ".join(re.sub(r"[^0-9a-zа-я]+", " ", lower).split())


def guess_outcome(word: str) -> str:
    """The outcome that a status means: "won", "lost", or "" when the deal is open."""
    name = normalize(word)
    if _LOST.search(name):
        return "lost"
    return "won" if _WON.search(name) else ""


def guess_columns(
    header: Sequence[str], samples: Sequence[Sequence[Cell]], targets: Sequence[Target]
) -> dict[str, int]:
    """The likeliest column of each target; a column serves one target, a target may have none.

    Args:
        samples: some rows under the header.
    """
    scores = [
        (_score(normalize(name), target, [row[i] for row in samples]), -priority, target.code, i)
        for priority, target in enumerate(targets)
        for i, name in enumerate(header)
    ]
    chosen: dict[str, int] = {}
    for score, _priority, code, column in sorted(scores, reverse=True):
        if score > 0 and code not in chosen and column not in chosen.values():
            chosen[code] = column
    return chosen


def _score(name: str, target: Target, cells: list[Cell]) -> float:
    score = 0.0
    for rank, word in enumerate(normalize(word) for word in target.words):
        if name == word:
            score = max(score, 100 - rank)
        elif name.startswith(("has ", "is ")) or (
            word in _PREFIXES and name.startswith(word + " ")
        ):
            continue
        elif len(word) > 3 and (name.startswith(word + " ") or name.endswith(" " + word)):
            score = max(score, 50 - rank)
    if score and target.kind == "date" and not any(re.search(r"\d", clean_text(c)) for c in cells):
        return 0 if cells else score
    return score


def guess_shape(header: Sequence[str], samples: Sequence[Sequence[Cell]]) -> str:
    """Whether each row is a deal ("deals") or a change of stage ("history").

    A history has a stage and a date, and the ids of its deals repeat often; a few repeated ids
    are only duplicates.
    """
    columns = guess_columns(header, samples, HISTORY_TARGETS)
    if not {"deal_id", "to_stage", "at"} <= columns.keys():
        return "deals"
    if normalize(header[columns["deal_id"]]) == "owner id" and {"title", "amount"} & columns.keys():
        return (
            "deals"  # It is the seller; a history in which it means the deal has neither of these.
        )
    ids = [clean_text(row[columns["deal_id"]]) for row in samples]
    return "history" if len(set(ids)) < 0.9 * len(ids) else "deals"
