"""Whether an accepted caller meets a requirement: the one place that decides it, for DRF and plain views alike."""

from django.http import HttpRequest

from coatcheck.django import wiring
from coatcheck.django.caller import caller_of
from coatcheck.django.freshness import ask_for, must_ask
from coatcheck.principal import Principal
from coatcheck.requirements import Lack, Requirement


def find_lack(requirement: Requirement, principal: Principal, request: HttpRequest) -> Lack | None:
    """Return what the caller lacks, and note it on the request; None when nothing.

    The realm is asked last, since that is what costs, and what it says of the caller is checked again.
    """
    access = wiring.access()
    lack = requirement.lack(principal, access)
    if lack is None and must_ask(requirement, request):
        lack = requirement.lack(ask_for(requirement, principal, request), access)
    caller_of(request).lack = lack
    return lack
