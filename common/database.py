from django.db import InterfaceError, OperationalError

# The connection broke, or the database gave up waiting. Whether a transaction that was being
# committed took effect is unknown then.
CONNECTION_FAILURES = (OperationalError, InterfaceError)
