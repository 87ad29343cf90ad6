"""How much a caller may send, and how many executions may run at one time."""

from django.conf import settings
from django.db import connection
from rest_framework import status
from rest_framework.exceptions import APIException

from common.file_names import clean_file_name
from executions.models import Execution
from organizations.models import Organization


class FileTooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "A file is too large."
    default_code = "file_too_large"


def size_refusal(file_name: str | None) -> FileTooLarge:
    megabytes = settings.MAX_FILE_BYTES // 1024**2
    return FileTooLarge(
        f"{clean_file_name(file_name)} is larger than {megabytes} MB; send a smaller file."
    )


# an arbitrary number: the name of this lock in the database
_SERVICE_LOCK = 7_301_934


class TooManyExecutions(APIException):
    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_code = "too_many_executions"
    retry_after_seconds = 5


def lock_service() -> None:
    """Make other submissions wait to count the executions of the whole service.

    The lock ends with the transaction. On SQLite a transaction that writes locks out the others
    anyway.
    """
    if settings.MAX_RUNNING_EXECUTIONS_TOTAL and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SERVICE_LOCK])


def refuse_excess(organization: Organization) -> None:
    """Raises TooManyExecutions when one more execution would be too many.

    The count is exact while the rows are locked; before that it saves needless work."""
    limit = organization.max_running_executions
    if limit is None:
        limit = settings.MAX_RUNNING_EXECUTIONS
    running = Execution.objects.running()
    if running.filter(organization=organization).count() >= limit:
        raise TooManyExecutions(
            f"{limit} executions are running in this organization, as many as may; "
            "wait for one to end."
        )
    total = settings.MAX_RUNNING_EXECUTIONS_TOTAL
    if total and running.count() >= total:
        raise TooManyExecutions("The service runs as many executions as it may; try again soon.")
