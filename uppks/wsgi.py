"""Where a server enters. Refuses to start on unsafe settings (see `uppks/safety.py`)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uppks.settings")

application = get_wsgi_application()

from uppks.safety import refuse_unsafe_start  # noqa: E402  (needs the application to be loaded)

refuse_unsafe_start()
