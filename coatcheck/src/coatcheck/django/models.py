"""What the library keeps in the service's own database."""

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
