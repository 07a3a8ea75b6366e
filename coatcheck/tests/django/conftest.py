import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "small_project.settings")

django.setup()
