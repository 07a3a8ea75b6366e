"""What each event of the realm ends, row by row: the table that the triggers are held against."""

import json

from coatcheck.entries import Effect, Entry, Kind
from coatcheck.triggers import Outcome

ISSUER = "https://id.example.test/realms/acme"
SECOND = 1_795_540_766
REUSED = "Maximum allowed refresh token reuse exceeded"
ED = {"id": "4de0", "name": "ed", "composite": False, "clientRole": False}
MANAGER = {"id": "7b3e", "name": "manager", "composite": True, "clientRole": False}


def user_event(**members):
    return {"id": "e-1", "time": SECOND * 1000 + 571, "clientId": "web", "userId": "alice"} | members


def admin_event(what, sent=None, **members):
    operation, resource, path = what.split(" ")
    event = {"id": "a-1", "time": SECOND * 1000 + 999, "operationType": operation, "resourceType": resource}
    if path:
        event["resourcePath"] = path
    if sent is not None:
        event["representation"] = json.dumps(sent)
    return event | members


def ended(kind, key, client="", until=SECOND):
    return Outcome((Entry(kind, key, until, Effect.ENDED, client),))


def renew(kind, *keys):
    return Outcome(tuple(Entry(kind, key, SECOND, Effect.RENEW) for key in keys))


EVERYBODY_RENEWS = Outcome((Entry(Kind.ISSUER, ISSUER, SECOND, Effect.RENEW),), unpinned=True)
EVERYBODY_ENDS = ended(Kind.ISSUER, ISSUER)
NOTHING = Outcome()

USER_ROWS = {
    "logout": (user_event(type="LOGOUT", sessionId="s-1"), ended(Kind.SESSION, "s-1")),
    "logout without a session": (user_event(type="LOGOUT"), ended(Kind.SUBJECT, "alice")),
    "access token revoked": (
        user_event(type="REVOKE_GRANT", details={"token_id": "onrtro:b460"}),
        renew(Kind.TOKEN, "onrtro:b460"),
    ),
    "refresh token revoked": (
        user_event(type="REVOKE_GRANT", sessionId="s-1", details={"revoked_client": "web"}),
        ended(Kind.SESSION_CLIENT, "s-1", "web"),
    ),
    "refresh token of no client revoked": (
        user_event(type="REVOKE_GRANT", sessionId="s-1", clientId=None),
        ended(Kind.SESSION, "s-1"),
    ),
    "application removed": (
        user_event(type="REVOKE_GRANT", clientId="account", details={"revoked_client": "shop"}),
        ended(Kind.SUBJECT_CLIENT, "alice", "shop"),
    ),
    "grant of nobody": (user_event(type="REVOKE_GRANT", userId=None), EVERYBODY_RENEWS),
    "refresh token replayed": (
        user_event(type="REFRESH_TOKEN_ERROR", sessionId="s-1", error="invalid_token", details={"reason": REUSED}),
        ended(Kind.SESSION_CLIENT, "s-1", "web"),
    ),
    "refresh token nonsense": (
        user_event(type="REFRESH_TOKEN_ERROR", error="invalid_token", details={"reason": "Invalid refresh token"}),
        NOTHING,
    ),
    "refresh token of an ended session": (
        user_event(type="REFRESH_TOKEN_ERROR", sessionId="s-1", details={"reason": "Session not active"}),
        NOTHING,
    ),
    "refresh failed with a longer reason": (
        user_event(type="REFRESH_TOKEN_ERROR", sessionId="s-1", details={"reason": REUSED + "."}),
        NOTHING,
    ),
    "code replayed": (
        user_event(type="CODE_TO_TOKEN_ERROR", sessionId="s-1", error="invalid_code"),
        ended(Kind.SESSION_CLIENT, "s-1", "web"),
    ),
    "code nonsense": (user_event(type="CODE_TO_TOKEN_ERROR", error="invalid_code"), NOTHING),
    "code with a wrong verifier": (
        user_event(type="CODE_TO_TOKEN_ERROR", sessionId="s-1", error="pkce_verification_failed"),
        NOTHING,
    ),
    "locked out for good": (user_event(type="USER_DISABLED_BY_PERMANENT_LOCKOUT"), ended(Kind.SUBJECT, "alice")),
    "locked out for a while": (user_event(type="USER_DISABLED_BY_TEMPORARY_LOCKOUT"), NOTHING),
    "account deleted by its owner": (user_event(type="DELETE_ACCOUNT"), ended(Kind.SUBJECT, "alice")),
    "deletion of nobody": (user_event(type="DELETE_ACCOUNT", userId=None), EVERYBODY_RENEWS),
    "own password": (user_event(type="UPDATE_PASSWORD"), renew(Kind.SUBJECT, "alice")),
    "own credential": (user_event(type="UPDATE_CREDENTIAL"), renew(Kind.SUBJECT, "alice")),
    "own credential removed": (user_event(type="REMOVE_CREDENTIAL"), renew(Kind.SUBJECT, "alice")),
    "credential of nobody": (user_event(type="REMOVE_CREDENTIAL", userId=None), EVERYBODY_RENEWS),
    "client changed by itself": (user_event(type="CLIENT_UPDATE"), renew(Kind.CLIENT, "web")),
    "client deleted by itself": (user_event(type="CLIENT_DELETE"), ended(Kind.CLIENT, "web")),
    "change of no client": (user_event(type="CLIENT_UPDATE", clientId=None), EVERYBODY_RENEWS),
    "deletion of no client": (user_event(type="CLIENT_DELETE", clientId=None), EVERYBODY_RENEWS),
    "login": (user_event(type="LOGIN", sessionId="s-1"), NOTHING),
    "something new": (user_event(type="FROM_ANOTHER_CENTURY", sessionId="s-1"), NOTHING),
}

ADMIN_ROWS = {
    "ACTION USER users/alice/logout": (None, ended(Kind.SUBJECT, "alice")),
    "DELETE USER_SESSION sessions/s-1": ({"offline": False}, ended(Kind.SESSION, "s-1")),
    "ACTION REALM logout-all": ({}, EVERYBODY_ENDS),
    "ACTION REALM push-revocation": ({}, NOTHING),
    "UPDATE REALM ": ({"notBefore": SECOND}, ended(Kind.ISSUER, ISSUER, until=SECOND - 1)),
    "ACTION USER users/alice/consents/my%20shop": (None, ended(Kind.SUBJECT_CLIENT, "alice", "my shop")),
    "UPDATE USER users/alice": ({"enabled": False}, ended(Kind.SUBJECT, "alice")),
    "DELETE USER users/alice": ({"id": "alice"}, ended(Kind.SUBJECT, "alice")),
    "ACTION USER users/alice/reset-password": (None, renew(Kind.SUBJECT, "alice")),
    "ACTION USER users/alice/credentials/c-1": (None, renew(Kind.SUBJECT, "alice")),
    "ACTION USER users/alice/disable-credential-types": (None, renew(Kind.SUBJECT, "alice")),
    "ACTION USER users/alice/execute-actions-email": (None, NOTHING),
    "CREATE USER users/alice": ({"username": "alice"}, NOTHING),
    "DELETE REALM_ROLE_MAPPING users/alice/role-mappings/realm": ([MANAGER], renew(Kind.SUBJECT, "alice")),
    "DELETE CLIENT_ROLE_MAPPING users/alice/role-mappings/clients/u-1": (None, renew(Kind.SUBJECT, "alice")),
    "CREATE REALM_ROLE_MAPPING users/alice/role-mappings/realm": ([ED], NOTHING),
    "DELETE GROUP_MEMBERSHIP users/alice/groups/g-1": ({"realmRoles": ["ed"]}, renew(Kind.SUBJECT, "alice")),
    "DELETE REALM_ROLE_MAPPING groups/g-1/role-mappings/realm": ([ED], renew(Kind.ROLE, "ed")),
    "DELETE REALM_ROLE roles/manager/composites": ([ED], renew(Kind.ROLE, "ed", "manager")),
    "DELETE CLIENT_ROLE clients/u-1/roles/chief/composites": ([ED], renew(Kind.ROLE, "ed", "chief")),
    "DELETE REALM_ROLE roles-by-id/7b3e/composites": ([ED], renew(Kind.ROLE, "ed")),
    "DELETE REALM_ROLE roles/ed": (ED, renew(Kind.ROLE, "ed")),
    "DELETE CLIENT_ROLE clients/u-1/roles/ed": (ED, renew(Kind.ROLE, "ed")),
    "DELETE REALM_ROLE roles-by-id/4de0": (None, EVERYBODY_RENEWS),
    "UPDATE REALM_ROLE roles/ed": ({"name": "editor"}, EVERYBODY_RENEWS),
    "UPDATE REALM_ROLE roles-by-id/4de0": ({"name": "ed"}, EVERYBODY_RENEWS),
    "CREATE REALM_ROLE roles/ed": (ED, NOTHING),
    "DELETE GROUP groups/g-1": ({"name": "g"}, EVERYBODY_RENEWS),
    "UPDATE GROUP groups/g-2/children": ({"id": "g-1"}, EVERYBODY_RENEWS),
    "DELETE REALM_SCOPE_MAPPING clients/u-1/scope-mappings/realm": ([ED], renew(Kind.ROLE, "ed")),
    "DELETE CLIENT_SCOPE client-scopes/cs-1": (None, EVERYBODY_RENEWS),
    "UPDATE CLIENT clients/u-1": ({"enabled": False}, EVERYBODY_RENEWS),
    "DELETE CLIENT clients/u-1": ({"clientId": "web"}, ended(Kind.CLIENT, "web")),
    "ACTION CLIENT clients/u-1/client-secret": ({"type": "secret"}, EVERYBODY_RENEWS),
    "CREATE COMPONENT components/k-2": ({"name": "k2"}, ended(Kind.KEYS, ISSUER)),
    "DELETE COMPONENT components/k-2": (None, ended(Kind.KEYS, ISSUER)),
    "CREATE SOMETHING_NEW somewhere/x": (None, NOTHING),
}

OTHER_CONTENTS = {
    "details off, user changed": ("UPDATE USER users/alice", None, renew(Kind.SUBJECT, "alice")),
    "user enabled": ("UPDATE USER users/alice", {"enabled": True}, NOTHING),
    "user's e-mail changed": ("UPDATE USER users/alice", {"email": "a@example.test"}, NOTHING),
    "realm switched off": ("UPDATE REALM ", {"enabled": False}, EVERYBODY_ENDS),
    "details off, realm changed": ("UPDATE REALM ", None, EVERYBODY_RENEWS),
    "not-before taken back": ("UPDATE REALM ", {"notBefore": 0}, NOTHING),
    "not-before of another type": ("UPDATE REALM ", {"notBefore": True}, NOTHING),
    "realm's name changed": ("UPDATE REALM ", {"displayName": "x"}, NOTHING),
    "composite role taken": ("DELETE REALM_ROLE_MAPPING groups/g/role-mappings/realm", [ED, MANAGER], EVERYBODY_RENEWS),
    "details off, role taken": ("DELETE REALM_ROLE_MAPPING groups/g/role-mappings/realm", None, EVERYBODY_RENEWS),
    "role of unknown make": ("DELETE REALM_ROLE roles/ed", {"name": "ed"}, EVERYBODY_RENEWS),
    "details off, composite": ("DELETE REALM_ROLE roles/manager/composites", None, EVERYBODY_RENEWS),
    "role described": ("UPDATE REALM_ROLE roles/ed", {"name": "ed", "description": "x"}, NOTHING),
    "details off, role changed": ("UPDATE REALM_ROLE roles/ed", None, EVERYBODY_RENEWS),
    "client disabled, name sent": (
        "UPDATE CLIENT clients/u-1",
        {"enabled": False, "clientId": "web"},
        ended(Kind.CLIENT, "web"),
    ),
    "client's not-before": (
        "UPDATE CLIENT clients/u-1",
        {"clientId": "web", "notBefore": SECOND},
        ended(Kind.CLIENT, "web", until=SECOND - 1),
    ),
    "not-before of a client without a name": ("UPDATE CLIENT clients/u-1", {"notBefore": SECOND}, EVERYBODY_RENEWS),
    "client's address changed": ("UPDATE CLIENT clients/u-1", {"redirectUris": []}, NOTHING),
    "details off, client changed": ("UPDATE CLIENT clients/u-1", None, EVERYBODY_RENEWS),
    "details off, client deleted": ("DELETE CLIENT clients/u-1", None, EVERYBODY_RENEWS),
}
