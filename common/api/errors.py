"""One envelope for every 4xx and 5xx, wherever it comes from."""

import re
import sys
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from http import HTTPStatus
from typing import Any

from django.apps import apps
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError
from django.db.models import Model, UniqueConstraint
from django.http import HttpRequest, JsonResponse
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import (
    CLIENT_ERROR,
    SERVER_ERROR,
    Error,
    ErrorResponse,
    ErrorType,
    ExceptionHandlerContext,
)
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.settings import api_settings

from common.database import CONNECTION_FAILURES

# how PostgreSQL names the columns: "Key (organization_id, name)=(1, x) already exists."
_KEY_COLUMNS = re.compile(r"Key \((.+?)\)=")
# DRF's name for what is wrong with an object as a whole, nested objects included
_NO_FIELD = "non_field_errors"
_POSTGRESQL_FOREIGN_KEY = "23503"
_SQLITE_FOREIGN_KEY = "FOREIGN KEY constraint failed"


class Conflict(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_detail = "The request conflicts with the resource's present state."
    default_code = "conflict"


class BodyTooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The request's body is too large."
    default_code = "body_too_large"


class DatabaseUnavailable(exceptions.APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "The database doesn't answer now; send the request again in a moment."
    default_code = "database_unavailable"
    retry_after_seconds = 5


def envelope(error_type: ErrorType, errors: Iterable[Error]) -> dict[str, Any]:
    """The published error schema, and with it the text that older clients read."""
    listed = [asdict(error) for error in errors]
    return {
        "type": error_type,
        "errors": listed,
        "message": " ".join(str(error["detail"]) for error in listed),
    }


class EnvelopeFormatter(ExceptionFormatter):
    """Adds ``message`` and lets a view whose older clients expect more wrap the body.

    Such a view has a method ``error_body(envelope) -> dict``.
    """

    def get_errors(self) -> list[Error]:
        return [
            Error(
                error.code,
                str(error.detail),
                (error.attr or "").removesuffix(_NO_FIELD).removesuffix(".") or None,
            )
            for error in super().get_errors()
        ]

    def format_error_response(self, error_response: ErrorResponse) -> dict[str, Any]:
        body = envelope(error_response.type, error_response.errors)
        wrap = getattr(self.context.get("view"), "error_body", None)
        return wrap(body) if wrap else body


@cache
def _unique_constraints() -> dict[str, tuple[str, str]]:
    """How a database names a violated constraint → (field at fault, sentence).

    It gives the constraint's name, or its columns as SQLite lists them. The field at fault is, by
    convention, the constraint's last one.
    """
    known: dict[str, tuple[str, str]] = {}
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if field.unique and field.editable and not field.primary_key:
                sentence = str(field.error_messages["unique"]) % {
                    "model_name": str(model._meta.verbose_name).capitalize(),
                    "field_label": field.verbose_name,
                }
                known[_columns(model, [field.name])] = (field.name, sentence)
        for constraint in model._meta.constraints:
            if isinstance(constraint, UniqueConstraint):
                names = constraint.fields
                # a constraint on expressions is an index, and no single field is at fault
                listed = _columns(model, names) if names else f"index '{constraint.name}'"
                fault = names[-1] if names else api_settings.NON_FIELD_ERRORS_KEY
                sentence = str(constraint.get_violation_error_message())
                known[constraint.name] = known[listed] = (fault, sentence)
    return known


def _columns(model: type[Model], names: Iterable[str]) -> str:
    table = model._meta.db_table
    columns = {field.name: field.column for field in model._meta.concrete_fields}
    return ", ".join(f"{table}.{columns[name]}" for name in names)


def _violated(error: IntegrityError) -> str:
    """The constraint that a database names, or its columns where it was named by the database."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is None:
        return str(error).partition(": ")[2]
    if diagnosis.constraint_name in _unique_constraints():
        return str(diagnosis.constraint_name)
    found = _KEY_COLUMNS.match(diagnosis.message_detail or "")
    columns = found[1].split(", ") if found else []
    return ", ".join(f"{diagnosis.table_name}.{column}" for column in columns)


def as_api_error(error: IntegrityError) -> exceptions.APIException | None:
    """The refusal for a violated constraint; None when the caller is not at fault.

    A foreign key is violated when the row it refers to was deleted after the check.
    """
    found = _unique_constraints().get(_violated(error))
    if found is not None:
        field, sentence = found
        return exceptions.ValidationError({field: [sentence]}, code="unique")
    if (
        getattr(error.__cause__, "sqlstate", None) == _POSTGRESQL_FOREIGN_KEY
        or str(error) == _SQLITE_FOREIGN_KEY
    ):
        return Conflict("Something that the request refers to was deleted meanwhile; try again.")
    return None


class _Handler(ExceptionHandler):
    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, IntegrityError):
            return as_api_error(exc) or exc
        if isinstance(exc, CONNECTION_FAILURES):
            return DatabaseUnavailable()
        if isinstance(exc, DataError):
            return exceptions.ParseError("A value is of a kind or size that can't be stored.")
        if isinstance(exc, RequestDataTooBig):
            return BodyTooLarge()
        if isinstance(exc, SuspiciousOperation):
            return exceptions.ParseError("The request has more fields or files than can be read.")
        converted = super().convert_known_exceptions(exc)
        return converted if isinstance(converted, Exception) else exc

    def report_exception(self, exc: exceptions.APIException, response: Response) -> None:
        # a 502 that a view answers with is no failure of this service
        if not isinstance(self.exc, exceptions.APIException):
            super().report_exception(exc, response)

    def get_headers(self, exc: exceptions.APIException) -> dict[str, str]:
        headers: dict[str, str] = super().get_headers(exc)
        retry_after = getattr(exc, "retry_after_seconds", None)
        if retry_after is not None:
            headers["Retry-After"] = str(retry_after)
        return headers


def exception_handler(exc: Exception, context: ExceptionHandlerContext) -> Response | None:
    return _Handler(exc, context).run()


def _answer(status_code: int, code: str, detail: str) -> JsonResponse:
    error_type: ErrorType = SERVER_ERROR if status_code >= 500 else CLIENT_ERROR
    return JsonResponse(envelope(error_type, [Error(code, detail, None)]), status=status_code)


def plain_error(status_code: int) -> JsonResponse:
    """An answer in the envelope that says no more than the status."""
    phrase = HTTPStatus(status_code).phrase
    return _answer(status_code, phrase.lower().replace(" ", "_"), f"{phrase}.")


def bad_request(request: HttpRequest, exception: Exception) -> JsonResponse:
    return _answer(
        400, "bad_request", "The request can't be read; check its host, fields and size."
    )


def permission_denied(request: HttpRequest, exception: Exception) -> JsonResponse:
    return _answer(403, "permission_denied", "You may not do this.")


def not_found(request: HttpRequest, exception: Exception) -> JsonResponse:
    return _answer(404, "not_found", f"There is nothing at {request.path}; see /api/docs/.")


def server_error(request: HttpRequest) -> JsonResponse:
    """The answer to what middleware and plain views raise; called while it is handled."""
    if isinstance(sys.exception(), CONNECTION_FAILURES):
        unavailable = DatabaseUnavailable
        answer = _answer(503, unavailable.default_code, unavailable.default_detail)
        answer["Retry-After"] = str(unavailable.retry_after_seconds)
        return answer
    return _answer(500, "error", "The service failed on this request; its log says why.")


def csrf_failure(request: HttpRequest, reason: str = "") -> JsonResponse:
    return _answer(
        403,
        "csrf_failed",
        "The CSRF token is missing or wrong; send the csrftoken cookie's value as X-CSRFToken.",
    )
