"""Sign-in and sign-out for browsers, and what has ended for other services: `path("", include("coatcheck.django.urls"))`."""

from django.urls import path

from coatcheck.django.backchannel import BackchannelLogoutView
from coatcheck.django.login import CallbackView, LoginView
from coatcheck.django.peers import revocations_view
from coatcheck.django.signout import LogoutView, signed_out

urlpatterns = [
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("signed-out/", signed_out, name="signed_out"),
    # mozilla-django-oidc looks its callback up by this name.
    path("oidc/callback/", CallbackView.as_view(), name="oidc_authentication_callback"),
    path("oidc/backchannel-logout/", BackchannelLogoutView.as_view(), name="backchannel_logout"),
    path("revocations/", revocations_view, name="revocations"),
]
