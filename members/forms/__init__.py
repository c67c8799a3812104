"""What may be typed about people. The rules themselves live in the models and actions."""

from members.forms.attaching import attach
from members.forms.facts import KbRecordForm, NikShowForm, WelfareRecordForm
from members.forms.filters import MembershipFilterForm, PersonSearchForm
from members.forms.joining import JoiningForm, NewMemberForm
from members.forms.memberships import AppointForm, EndForm, TransferForm
from members.forms.merging import DismissForm, MergeForm, PairFilterForm
from members.forms.persons import PersonForm

__all__ = [
    "AppointForm",
    "DismissForm",
    "EndForm",
    "JoiningForm",
    "KbRecordForm",
    "MembershipFilterForm",
    "MergeForm",
    "NewMemberForm",
    "NikShowForm",
    "PairFilterForm",
    "PersonForm",
    "PersonSearchForm",
    "TransferForm",
    "WelfareRecordForm",
    "attach",
]
