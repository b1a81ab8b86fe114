"""Example data of the style guide: a company that does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pipeloop.core.money import Money
from pipeloop.ui.templatetags.parts import Column

CURRENCY = "RUB"
TONES = ("good", "warn", "bad", "info", "")
SUMS = (
    Money(64_000_000, CURRENCY),
    Money(124_000_000, CURRENCY),
    Money(99_50, "USD"),
    Money(1_250_000, "JPY"),
)
SHARES = (0.38, 0.041)
TIMES = (900, 21_600, 103_680, 2_937_600)


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal as a card and as a row. `state` is hangs, warns or empty; `days` are on its step."""

    client: Any
    about: Any
    money: Money
    owner: Any
    next: Any
    days: int
    state: str = ""
    sign: Any = ""


@dataclass(frozen=True, slots=True)
class StageSummary:
    """A stage of the pipeline. `state` of its time: good, slow or late; `fill` of 100."""

    name: Any
    role: Any
    now: int
    share: float
    days: float
    state: str
    fill: int
    is_cycle: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """A choice of a switch."""

    name: Any
    icon: str
    is_on: bool = False
    url: str = "#"


DEALS = (
    Deal(
        _("Siberian Roofing Works"), _("Packing line"), Money(210_000_000, CURRENCY),
        _("Irina Orlova"), _("the client has been silent for 9 days"), 34,
        "hangs", _("one contact, no plan"),
    ),
    Deal(
        _("Granite Quarry"), _("Service contract"), Money(520_000_000, CURRENCY),
        _("Pavel Kim"), _("the discount waits for approval"), 6,
        "warns", _("approval of a discount"),
    ),
    Deal(
        _("Zarya Factory"), _("Scales"), Money(64_000_000, CURRENCY),
        _("Egor Lis"), _("call tomorrow"), 2,
    ),
)  # fmt: skip

COLUMNS = (
    Column(_("Client"), "client"),
    Column(_("Subject")),
    Column(_("Amount"), "money", is_number=True),
    Column(_("Days on the step"), "days", is_number=True),
)

STAGES = (
    StageSummary(_("Lead generation"), _("marketer → MQL"), 1248, 0.38, 1.2, "good", 92),
    StageSummary(_("Lead development"), _("hunter → SQL"), 476, 0.41, 6.4, "good", 81),
    StageSummary(_("Conversion"), _("closer → contract"), 195, 0.22, 23.8, "late", 44),
    StageSummary(_("Fulfilment"), _("client manager"), 43, 0.94, 11, "slow", 88),
    StageSummary(_("Clients"), _("client manager"), 312, 0.17, 61, "good", 63, is_cycle=True),
    StageSummary(
        _("Key clients"), _("key account manager"), 14, 0.19, 30, "good", 97, is_cycle=True
    ),
)

VIEWS = (View(_("Board"), "layout-kanban", is_on=True), View(_("List"), "table"))


class SampleForm(forms.Form):
    """Fields in their states; the content of `wrong` is not an e-mail address."""

    text = forms.CharField(label=_("Text"), help_text=_("A hint under the field"))
    choice = forms.ChoiceField(label=_("Choice"), choices=[("a", "A"), ("b", "B")])
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea({"rows": 2}))
    box = forms.BooleanField(label=_("Checkbox"), required=False)
    wrong = forms.EmailField(label=_("E-mail"))
