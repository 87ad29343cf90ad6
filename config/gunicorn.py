"""How the web process serves (``gunicorn --config python:config.gunicorn``)."""

from django.conf import settings

from config import processes

wsgi_app = "config.wsgi:application"
proc_name = "document-apis"
bind = f"{processes.BIND_HOST}:{processes.PORT}"
workers = processes.WEB_PROCESSES
worker_class = "gthread"
threads = settings.WEB_THREADS

# A request may take its time in its thread; this is for a process that doesn't answer at all.
timeout = 60
graceful_timeout = processes.SHUTDOWN_SECONDS
keepalive = 15

# Nothing lands outside DATA_DIR: the control socket would be made in the home folder.
control_socket_disable = True
worker_tmp_dir = settings.FILE_UPLOAD_TEMP_DIR
