"""What mends a refusal: for each reason the setting, or the place in Keycloak's console."""

from coatcheck.errors import Reason

REMEDIES: dict[Reason, str] = {
    Reason.MALFORMED_HEADER: "Send exactly `Authorization: Bearer <token>`, with one space and no quotes.",
    Reason.SEVERAL_CREDENTIALS: "Send one credential: no second Authorization header.",
    Reason.TOKEN_IN_QUERY: "Send the token in the Authorization header, never in an address.",
    Reason.TOO_LARGE: "Put less into it: Client scopes > (scope) > Mappers, switch off 'Add to access token'.",
    Reason.MALFORMED_TOKEN: "This is no signed access token: copy all of it, three parts with two dots, unaltered.",
    Reason.FORBIDDEN_HEADER: "The issuer must sign plainly: no `crit`, `b64` or `zip` in the header.",
    Reason.WRONG_TYPE: (
        "Send an access token. Where its header's typ is `JWT`, unset STRICT_TYPE, or in Keycloak: "
        'Clients > (client) > Advanced > Use "at+jwt" as access token header type.'
    ),
    Reason.WRONG_ALGORITHM: (
        "Name the algorithm in ALGORITHMS, or change it in Keycloak: Realm settings > Tokens > "
        "Default Signature Algorithm; Clients > (client) > Advanced > Access token signature algorithm."
    ),
    Reason.UNKNOWN_KEY: (
        "Is it this realm's token? Realm settings > Keys lists the keys; ISSUER and INTERNAL_URL must lead to that realm."
    ),
    Reason.WITHDRAWN_KEY: "Get a new token: the realm has withdrawn the key of this one for good.",
    Reason.BAD_SIGNATURE: "It was altered on its way, or signed by another realm's key: get a new token.",
    Reason.MALFORMED_CLAIM: "Remove or mend the mapper that writes this claim: Client scopes > (scope) > Mappers.",
    Reason.MISSING_CLAIM: (
        "Give the client the default client scope `basic` (for `sub`), and a scope with an Audience mapper (for `aud`): "
        "Clients > (client) > Client scopes."
    ),
    Reason.WRONG_ISSUER: (
        "Set ISSUER to what the token says, or mend Keycloak's hostname: Realm settings > General > Frontend URL."
    ),
    Reason.WRONG_AUDIENCE: (
        "Ask for a scope of this service, and see that it has an audience: Client scopes > (scope) > Mappers > "
        "Configure a new mapper > Audience, with this service as Included Client Audience."
    ),
    Reason.WRONG_PAYLOAD_TYPE: (
        "Send the access token, not the ID or refresh token. For an issuer whose tokens have no typ, set PAYLOAD_TYPE."
    ),
    Reason.WRONG_CLIENT: "Remove the mapper that writes `azp` or `client_id`: Client scopes > (scope) > Mappers.",
    Reason.EXPIRED: (
        "Get a new token. If it is new, the clocks differ (LEEWAY), or it lives too shortly: "
        "Realm settings > Tokens > Access Token Lifespan."
    ),
    Reason.NOT_YET_VALID: "Set the clocks of realm and service right; LEEWAY allows for a small difference.",
    Reason.LIFETIME_TOO_LONG: (
        "Shorten it: Realm settings > Tokens > Access Token Lifespan, Clients > (client) > Advanced; or raise MAX_LIFETIME."
    ),
    Reason.REVOKED: "It was ended at the realm, by a sign-out or an administrator: sign in again.",
    Reason.RENEWAL_NEEDED: "Something about this caller has changed since: use the refresh token to get a new one.",
    Reason.INACTIVE: (
        "The realm calls it dead: get a new token. If that is always so, the service's own client lacks the audience "
        "or secret: CLIENT_ID, CLIENT_SECRET."
    ),
    Reason.WRONG_NONCE: "The ID token answers another sign-in: begin again at the sign-in link.",
    Reason.WRONG_SUBJECT: "The renewed ID token is another person's: sign in again.",
    Reason.WRONG_ACCESS_TOKEN: "The ID token belongs to another access token: sign in again.",
    Reason.MISSING_SCOPE: "Ask for the scope: Clients > (client) > Client scopes must list it, and the request name it.",
    Reason.MISSING_ROLE: (
        "Give the role: Users > (user) > Role mapping; see that the client scope `roles` writes it; and map it in ACCESS."
    ),
    Reason.NO_RULE: "Say who may: `permission_classes`, or the viewset's `policy`.",
}
