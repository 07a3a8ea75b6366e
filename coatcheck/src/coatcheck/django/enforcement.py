"""Whether an accepted caller meets a requirement: the one place that decides it, for DRF and plain views alike."""

from django.http import HttpRequest

from coatcheck.django import wiring
from coatcheck.django.caller import caller_of
from coatcheck.django.freshness import ask_for, must_ask
from coatcheck.principal import Principal
from coatcheck.requirements import Lack, Requirement


def find_lack(requirement: Requirement, principal: Principal, request: HttpRequest) -> Lack | None:
    """Return what the caller lacks, and note it on the request; None when nothing.

    The realm is asked last, since that is what costs, and what it says of the caller is checked again: for whatever
    else this request was let through by, and from then on. The view meets the caller as the realm describes it.
    """
    access, caller = wiring.access(), caller_of(request)
    principal = caller.asked or principal
    lack = requirement.lack(principal, access)
    if lack is None and must_ask(requirement, request):
        caller.asked = now = ask_for(requirement, principal, request)
        request.user = wiring.user_maker()(now)
        lacks = (each.lack(now, access) for each in (*caller.met, requirement))
        lack = next((each for each in lacks if each is not None), None)
    if lack is None:
        caller.met += (requirement,)
    caller.lack = lack
    return lack
