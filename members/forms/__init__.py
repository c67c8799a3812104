"""What may be typed about people. The rules themselves live in the models and actions."""

from members.forms.attaching import attach
from members.forms.facts import KbRecordForm, NikShowForm, WelfareRecordForm
from members.forms.filters import MembershipFilterForm, PersonSearchForm
from members.forms.joining import JoiningForm, NewMemberForm
from members.forms.memberships import AppointForm, EndForm, TransferForm
from members.forms.persons import PersonForm

__all__ = [
    "AppointForm",
    "EndForm",
    "JoiningForm",
    "KbRecordForm",
    "MembershipFilterForm",
    "NewMemberForm",
    "NikShowForm",
    "PersonForm",
    "PersonSearchForm",
    "TransferForm",
    "WelfareRecordForm",
    "attach",
]
