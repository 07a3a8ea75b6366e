"""What the library keeps in the service's own database."""

from datetime import datetime

from django.db import models


class LoginSession(models.Model):
    """A browser's login: the tokens it holds, sealed, and whose they are.

    `key` is what the browser's Django session knows it by. `expires_at` is when its access token ends.
    """

    key = models.CharField(max_length=43, primary_key=True)
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    session_id = models.CharField(max_length=255, blank=True)
    sealed = models.TextField()
    expires_at = models.DateTimeField()
    started_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (
            models.Index(fields=["issuer", "subject"], name="coatcheck_login_person"),
            models.Index(fields=["started_at"], name="coatcheck_login_started"),
        )

    def __str__(self) -> str:
        return f"login of {self.subject}"


class AdminChange(models.Model):
    """One change made in Django's admin, and by whom: the realm's subject and the name it had then.

    Stands in for Django's `LogEntry`, which needs a row for every user. `action` is one of LogEntry's flags.
    """

    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    name = models.CharField(max_length=255)
    changed_at = models.DateTimeField(auto_now_add=True)
    model = models.CharField(max_length=200)
    object_id = models.CharField(max_length=255)
    object_repr = models.CharField(max_length=200)
    action = models.PositiveSmallIntegerField()
    message = models.TextField(blank=True)

    class Meta:
        ordering = ("-changed_at",)
        indexes = (
            models.Index(fields=["model", "object_id"], name="coatcheck_change_object"),
            models.Index(fields=["issuer", "subject", "-changed_at"], name="coatcheck_change_person"),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.object_repr}"

    @property
    def action_time(self) -> datetime:
        """The name that Django's history page has for it."""
        return self.changed_at

    @property
    def user(self) -> dict[str, str]:
        """Who, in the form that Django's history page asks for."""
        return {"get_username": f"{self.name} ({self.subject})"}

    def get_change_message(self) -> str:
        """Return the message in words, as Django's own log has it."""
        from django.contrib.admin.models import LogEntry  # noqa: PLC0415 - the admin need not be installed

        entry = LogEntry(action_flag=self.action, change_message=self.message)
        return str(entry.get_change_message() or entry.get_action_flag_display())


class Revocation(models.Model):
    """Tokens that are not accepted any more. `sequence` becomes visible in order; `cause` is unique.

    `until` and `forget_at` are seconds since 1970.
    """

    sequence = models.BigAutoField(primary_key=True)
    cause = models.CharField(max_length=300, unique=True)
    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=255)
    client = models.CharField(max_length=255, blank=True)
    until = models.BigIntegerField()
    effect = models.CharField(max_length=8)
    forget_at = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.effect}"


class FeedState(models.Model):
    """Where the follower of one source is, and how it is doing. Times are seconds since 1970.

    `read_until` is in the source's own terms: the realm's time, or another service's sequence number.
    """

    source = models.CharField(max_length=255, primary_key=True)
    read_until = models.FloatField(null=True)
    polled_at = models.FloatField(null=True)
    lacks = models.JSONField(default=list)
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.source


class ClientName(models.Model):
    """What a client of an issuer is called, by Keycloak's own id of it."""

    issuer = models.CharField(max_length=255)
    client_id = models.CharField(max_length=255)
    name = models.CharField(max_length=255)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["issuer", "client_id"], name="coatcheck_client_once"),)

    def __str__(self) -> str:
        return self.name


class KeySet(models.Model):
    """The last good key set of an issuer, when it was fetched (seconds since 1970), and the ids it withdrew."""

    issuer = models.CharField(max_length=255, primary_key=True)
    document = models.JSONField()
    fetched_at = models.FloatField()
    withdrawn = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"keys of {self.issuer}"
