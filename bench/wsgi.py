"""The application with one address more, whose empty answer is the floor for Django."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure.settings")
settings.ROOT_URLCONF = "bench.urls"
application = get_wsgi_application()
