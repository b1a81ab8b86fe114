"""How sales run today, as steps of a process: their order, stages, roles, shares and times."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from pipeloop.company.words import RoleCode
from pipeloop.engine.eventlog.copying import event_numbers
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.evidence.samples import SMALLEST_SAMPLE
from pipeloop.engine.mining.discovery.dfg import discover_dfg
from pipeloop.engine.mining.discovery.step_order import step_progress, usual_order
from pipeloop.engine.mining.histogram import BUCKETS, DurationHistogram
from pipeloop.engine.worktime import WorkTime
from pipeloop.engine.worktimes import in_working_time
from pipeloop.formats.columns import guess_outcome, normalize
from pipeloop.history.words import IN_ROLE
from pipeloop.process.actions import AsIsStep
from pipeloop.process.words import StageKind

# Nobody reads a process of more steps than this: the most frequent ones are taken.
MAX_STEPS = 60

# Words of the stages in names of steps, in both languages. The first stage that matches is taken:
# words about a contract are a surer sign than words about a call.
_STAGES = (
    (StageKind.KEY_ACCOUNT_MANAGEMENT, r"ключев|key account|\bкам\b|\bkam\b"),
    (StageKind.ACCOUNT_MANAGEMENT, r"повторн|реактив|допродаж|продлен|удержан|upsell|cross|renew|retention|repeat"),
    (StageKind.CLIENT_FULFILLMENT, r"отгруз|достав|поставк|внедрен|монтаж|исполнен|запуск|\bакт\b|deliver|ship|fulfil|onboard|install|implement|launch"),
    (StageKind.LEAD_CONVERSION, r"\bкп\b|коммерч|предложен|переговор|договор|контракт|\bдемо|тендер|\bсчет|оплат|согласован|proposal|offer|offert|finali|quot|negotiat|contract|demo|invoice|payment|\bpay\b|price|approv|decision|clos"),
    (StageKind.LEAD_DEVELOPMENT, r"квалиф|прогрев|утепл|прозвон|звон|контакт|потребност|встреч|выявлен|qualif|accept|\bsql\b|discover|call|nurtur|prospect|contact|need|meeting|engag"),
    (StageKind.LEAD_GENERATION, r"заявк|обращен|реклам|лидоген|новый лид|\bmql\b|inquir|lead|campaign|request|submit|visit"),
)  # fmt: skip
_ROLES = {
    StageKind.LEAD_GENERATION: RoleCode.MARKETER,
    StageKind.LEAD_DEVELOPMENT: RoleCode.HUNTER,
    StageKind.LEAD_CONVERSION: RoleCode.CLOSER,
    StageKind.CLIENT_FULFILLMENT: RoleCode.CLIENT_MANAGER,
    StageKind.ACCOUNT_MANAGEMENT: RoleCode.CLIENT_MANAGER,
    StageKind.KEY_ACCOUNT_MANAGEMENT: RoleCode.KEY_ACCOUNT_MANAGER,
}


def describe_steps(log: EventLog, work: WorkTime, roles: Mapping[str, str]) -> list[AsIsStep]:
    """The steps of a log, in the order in which deals come to them.

    A step that only says how a deal ended is left out.

    Args:
        work: the hours in which days are counted.
        roles: codes of roles by their names, as a resource names them.
    """
    order = np.array(
        [code for code in usual_order(log) if not _is_outcome(log, int(code))], np.int64
    )
    counts = discover_dfg(log).events
    most_frequent = np.sort(order[np.argsort(-counts[order], kind="stable")][:MAX_STEPS])
    order = order[np.isin(order, most_frequent)]
    passed, days = step_progress(log, order), _days(log, work)
    stages = _stages([log.activities[code] for code in order])
    role_by_step = _roles_by_step(log, roles)
    return [
        AsIsStep(
            name=log.activities[code],
            stage=stage,
            role=role_by_step.get(int(code), _ROLES[stage].value),
            share=_share(passed.share[code], passed.reached[code], is_last=code == order[-1]),
            days_p50=_figure(days[0][code], passed.reached[code]),
            days_p80=_figure(days[1][code], passed.reached[code]),
        )
        for code, stage in zip(order.tolist(), stages, strict=True)
    ]


def _is_outcome(log: EventLog, code: int) -> bool:
    """Whether a step only says how a deal ended."""
    return guess_outcome(log.activities[code]) != ""


def _share(share: float, reached: int, *, is_last: bool) -> float | None:
    return None if is_last else _figure(share, reached)


def _figure(value: float, deals: int) -> float | None:
    """A figure, where there are enough deals for one."""
    return float(value) if deals >= SMALLEST_SAMPLE and np.isfinite(value) else None


def _days(log: EventLog, work: WorkTime) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Working days on each step until the next event: the median and the 80th percentile."""
    dfg = discover_dfg(in_working_time(log, work))
    row, bucket = np.divmod(dfg.histogram.cell, BUCKETS)
    cells = dfg.source[row] * BUCKETS + bucket
    stays = DurationHistogram.summed(dfg.width, cells, dfg.histogram.count)
    return stays.quantile(0.5) / work.day_s, stays.quantile(0.8) / work.day_s


def _stages(names: list[str]) -> list[StageKind]:
    """The stage of each step: the one that its name points to, or that of the step before.

    Stages only go forward: a name that points to an earlier stage than the step before is ignored.
    """
    named = [_stage_of_name(name) for name in names]
    kinds = list(StageKind)
    stage = next((kind for kind in named if kind is not None), StageKind.LEAD_DEVELOPMENT)
    stages = []
    for kind in named:
        if kind is not None and kinds.index(kind) > kinds.index(stage):
            stage = kind
        stages.append(stage)
    return stages


def _stage_of_name(name: str) -> StageKind | None:
    plain = normalize(name)
    return next((kind for kind, words in _STAGES if re.search(words, plain)), None)


def _roles_by_step(log: EventLog, roles: Mapping[str, str]) -> dict[int, str]:
    """The most frequent role of each step, where the log says in which role people worked."""
    role_of = np.array([_role_code(name, roles) for name in log.resources], np.int64)
    if not role_of.any():
        return {}
    codes = ["", *roles.values()]
    event = event_numbers(log.low, log.high)
    pair = log.activity[event].astype(np.int64) * len(codes) + role_of[log.resource[event]]
    counts = np.bincount(pair, minlength=len(log.activities) * len(codes))
    table = counts.reshape(len(log.activities), len(codes))[:, 1:]
    return {
        int(code): codes[1 + table[code].argmax()] for code in np.flatnonzero(table.any(axis=1))
    }


def _role_code(resource: str, roles: Mapping[str, str]) -> int:
    """The place of a resource's role among the roles, from 1 on; 0 where it names none."""
    _person, _in, role = resource.partition(IN_ROLE)
    return 1 + list(roles).index(role) if role in roles else 0
