"""The one admin site of a service; its own `admin.py` registers models with it."""

from coatcheck.django.admin_site import RealmAdminSite

site = RealmAdminSite()
