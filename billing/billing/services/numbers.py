"""Invoice numbers: one series a year, without gaps, whoever asks at once."""

from billing.models import NumberSeries
from coatcheck.service.refusals import Conflict

LAST = 999_999


def take_number(year: int) -> str:
    """Return the next `YYYY-NNNNNN` of the year, inside the caller's transaction.

    The series stays locked until that transaction ends: a roll-back gives the number back, and no one else could
    have taken the one after it.
    """
    series, _ = NumberSeries.objects.select_for_update().get_or_create(year=year, defaults={"last": 0})
    if series.last >= LAST:
        raise Conflict(f"The invoice numbers of {year} are used up.")
    series.last += 1
    series.save(update_fields=["last"])
    return str(series)
