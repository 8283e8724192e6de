"""The entry point of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = get_wsgi_application()

# Views are otherwise imported by the first request of each worker.
_ = get_resolver().url_patterns
# What is loaded now stays until the end. Looking for garbage among it took a fifth of a request, and
# made workers copy the memory they share; what requests leave behind is looked for less often.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
