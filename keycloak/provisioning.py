"""What provision.py's four commands do, and what they report.

A report has `created`, `changed` and `switched` (paths), and `differences` (`path`, `live`, `file`) that remain.
"""

from typing import Any

from admin_api import AdminApi, AdminApiError
from bring_back import ADDRESSES_AND_SECRETS, overwrite, relink
from compare import Difference, differences
from create_absent import create_absent
from demo_parts import switch_off, switch_on
from live_realm import LiveRealm, read_live_realm
from mappers import restore_mappers
from realm_file import RealmFile
from shape import Shape, shape_of

Report = dict[str, Any]


def create(api: AdminApi, file: RealmFile) -> Report:
    """Make the realm where it does not exist; leave one that does alone."""
    if api.exists():
        return {"created": []}
    api.create_realm(file.realm)
    return {"created": ["realm"]}


def diff(api: AdminApi, file: RealmFile) -> Report:
    """Change nothing."""
    if not api.exists():
        raise AdminApiError(f"there is no realm {api.realm}")
    shape = shape_of(file.realm)
    return {"differences": _shown(differences(read_live_realm(api, shape).shape, shape))}


def ensure(api: AdminApi, file: RealmFile) -> Report:
    """Make what is absent as a whole, keep addresses and secrets right, report the rest."""
    report, _, remaining = _ensure(api, file, shape_of(file.realm))
    return report | {"differences": _shown(remaining)}


def apply(api: AdminApi, file: RealmFile) -> Report:
    """Ensure, then write the file over every difference that remains."""
    shape = shape_of(file.realm)
    report, live, remaining = _ensure(api, file, shape)
    changed = overwrite(api, live, remaining) + restore_mappers(api, file.realm, live, remaining)
    live = read_live_realm(api, shape)
    changed += relink(api, live, differences(live.shape, shape))
    left = differences(read_live_realm(api, shape).shape, shape)
    return report | {"changed": report["changed"] + changed, "differences": _shown(left)}


def _ensure(api: AdminApi, file: RealmFile, shape: Shape) -> tuple[Report, LiveRealm, list[Difference]]:
    made = create(api, file)["created"]
    switched = switch_on(api) if file.demo else switch_off(api, file.people)
    live, created = create_absent(api, file.realm, shape)
    found = differences(live.shape, shape)
    kept = [each for each in found if each.member in ADDRESSES_AND_SECRETS and each.path.startswith("clients/")]
    changed = overwrite(api, live, kept)
    report = {"created": made + created, "changed": changed, "switched": switched}
    return report, live, [each for each in found if each not in kept]


def _shown(found: list[Difference]) -> list[dict[str, object]]:
    return [each.as_json() for each in found]
