"""System checks: the settings again, and every DRF view that nobody wrote a rule for."""

from collections.abc import Iterator
from typing import Any

from django.core import checks
from django.urls import URLResolver, get_resolver

from coatcheck.django.conf import django_setting, read_settings
from coatcheck.django.faults import WrongSettings
from coatcheck.requirements import Nothing

SECURITY = checks.Tags.security


def register_all() -> None:
    """Register this app's checks, as it does when it is ready."""
    checks.register(check_settings, SECURITY)
    checks.register(check_views, checks.Tags.urls)


def check_settings(**_: object) -> list[checks.CheckMessage]:
    """Report each thing that is wrong in `COATCHECK`."""
    try:
        read_settings()
    except WrongSettings as wrong:
        return [checks.Error(fault.message, hint=fault.hint, id=fault.id) for fault in wrong.faults]
    return []


def check_views(**_: object) -> list[checks.CheckMessage]:
    """Report each DRF view, or action of one, without a rule: it refuses everybody."""
    if not django_setting("ROOT_URLCONF"):
        return []
    found = dict.fromkeys(fault for callback in callbacks(get_resolver()) for fault in ruleless(callback))
    return [
        checks.Error(f"{where} names no rule.", hint="Say who may: permission_classes, or policy.", id="coatcheck.E010")
        for where in found
    ]


def callbacks(resolver: URLResolver) -> Iterator[Any]:
    """Give every view callable of a URLconf, included ones too."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from callbacks(pattern)
        else:
            yield pattern.callback


def ruleless(callback: Any) -> Iterator[str]:
    """Give the names of what has no rule in one view. DRF is told by its attributes, since it need not be there."""
    view = getattr(callback, "cls", None)
    if view is None or not hasattr(view, "permission_classes"):
        return
    name = f"{view.__module__}.{view.__qualname__}"
    if hasattr(view, "policy"):
        actions = getattr(callback, "actions", None) or {}
        yield from (f"{name}.{action}" for action in sorted(set(actions.values()) - set(view.policy)))
        yield from (f"{name}.{action}" for action, rule in view.policy.items() if is_no_rule(rule))
    elif not overrides_rules(view) and not has_rule(view, getattr(callback, "initkwargs", {})):
        yield name


def has_rule(view: Any, initkwargs: dict[str, Any]) -> bool:
    """Tell whether a view's permission classes say anything; DRF's own default of allowing everybody does not."""
    rules = initkwargs.get("permission_classes", view.permission_classes)
    if not rules or all(is_no_rule(rule) for rule in rules):
        return False
    defaults = [
        vars(base).get("permission_classes") for base in view.__mro__ if base.__module__ == "rest_framework.views"
    ]
    # `api_view` hands the very same list on to each view that says nothing.
    is_default = any(rules is default for default in defaults)
    return not is_default or [getattr(rule, "__name__", "") for rule in rules] != ["AllowAny"]


def is_no_rule(rule: Any) -> bool:
    return isinstance(getattr(rule, "requirement", None), Nothing)


def overrides_rules(view: Any) -> bool:
    """Tell whether the view decides by code of its own, which no check can read."""
    return definer(view, "get_permissions") != "rest_framework.views"


def definer(view: Any, attribute: str) -> str:
    """Return the module of the class that gives the view this attribute."""
    return next((base.__module__ for base in view.__mro__ if attribute in vars(base)), "")
