"""The search for people registered twice, as a job that outlives the browser (SD05)."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from jobs.kinds import runs
from jobs.models import UNFINISHED, Job
from jobs.running import Run, queue_job
from members.duplicate_search import search_regency
from regions.codes import Level
from regions.models import Region
from regions.scoping import in_any_region

KIND = "find_duplicates"


def queue_search(*, by, codes: list[str]) -> Job:
    """Queue a search of the regencies in these regions; one of this user's that is not finished is given again."""
    waiting = Job.objects.filter(kind=KIND, by=by, state__in=UNFINISHED, params__codes=codes).first()
    return waiting or queue_job(kind=KIND, by=by, title=_("Mencari data ganda"), params={"codes": codes})


def regencies_in(codes: list[str]) -> list[str]:
    """The regencies in these regions, or the regency that holds a smaller one."""
    rows = Region.objects.filter(in_any_region("code", [code[:4] for code in codes]), level=Level.REGENCY)
    return list(rows.order_by("code").values_list("code", flat=True))


@runs(KIND)
def find_duplicates(run: Run) -> None:
    """Search one regency after the other; what was searched before a break is only looked at for changes."""
    regencies = regencies_in(run.job.params["codes"])
    people = new = crowded = 0
    for done, code in enumerate(regencies):
        run.tell(done=done, total=len(regencies), phase=_("Membandingkan nama"))
        found = search_regency(code)
        people, new, crowded = people + found.people_count, new + found.new_count, crowded + found.crowded_count
    run.log(_("%(people)s orang diperiksa, %(new)s pasangan baru.") % {"people": people, "new": new})
    if crowded:
        run.log(
            _("%(count)s kelompok nama terlalu besar: di situ hanya nama yang berdekatan menurut abjad dibandingkan.")
            % {"count": crowded}
        )
    run.tell(done=len(regencies), total=len(regencies))
    with transaction.atomic():
        run.finish(reverse("duplicate_list"))
