import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "small_project.settings")

import django

django.setup()
