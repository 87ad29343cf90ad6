"""The public execution endpoints of deployments and pipelines (contract section 7)."""

from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from rest_framework import status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api_keys.authentication import (
    DeploymentKeyAuthentication,
    KeyHolder,
    PipelineKeyAuthentication,
)
from common.chunks import refuse_chunks
from deployments.targets import ExecutionTarget
from executions.endpoint import schema
from executions.endpoint.serializers import (
    ExecutionErrorSerializer,
    StatusErrorSerializer,
    StatusQuerySerializer,
)
from executions.intake.form import ExecuteSerializer
from executions.intake.limits import refuse_excess
from executions.intake.parsers import DocumentsParser, FieldsParser
from executions.intake.presigned import fetch_documents
from executions.intake.storage import delete_documents, store_documents
from executions.intake.submission import SubmissionOptions, submit_execution
from executions.models import Execution
from executions.results import Include, file_results, status_api
from executions.running.waiting import wait_for_end
from organizations.permissions import Need

_MAX_IDEMPOTENCY_KEY = 255


class _Endpoint(APIView):
    """Takes documents, hands out results; opened by a key of what it runs, and by nothing else."""

    parser_classes = [DocumentsParser, FieldsParser]
    needs = {"get": Need.PUBLIC, "post": Need.PUBLIC}
    error_serializers = {"GET": StatusErrorSerializer, "POST": ExecutionErrorSerializer}

    def error_body(self, envelope: dict[str, Any]) -> dict[str, Any]:
        """Older clients read ``message`` of a POST as an object, and ``error`` of a GET."""
        text = envelope["message"]
        if self.request.method != "POST":
            return {**envelope, "error": text}
        return {**envelope, "message": _message(None, "ERROR", error=text)}

    def post(self, request: Request, **kwargs: str) -> Response:
        holder = cast("KeyHolder", request.auth)
        target = holder.target
        refuse_chunks(request)
        idempotency_key = _idempotency_key(request)
        serializer = ExecuteSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        form = serializer.validated_data
        webhook_url = form.get("webhook_url", "")
        if webhook_url and not target.has_webhooks:
            raise ValidationError({"webhook_url": ["Pipelines have no webhooks; leave it out."]})
        if form["presigned_urls"] and not idempotency_key:
            # before anything is fetched for nothing; what decides is the count under the lock
            refuse_excess(target.organization)
        uploads = [*form["files"], *fetch_documents(form["presigned_urls"])]
        with store_documents(uploads, folder=target.organization.organization_id) as documents:
            execution, is_new = submit_execution(
                target=target,
                key=holder.key,
                documents=documents,
                options=SubmissionOptions(
                    tags=form["tags"],
                    custom_data=form.get("custom_data"),
                    llm_profile_id=form.get("llm_profile_id"),
                    use_file_history=form["use_file_history"],
                    webhook_url=webhook_url,
                    idempotency_key=idempotency_key,
                ),
            )
            if not is_new:
                delete_documents(documents)
        if form["timeout"] > 0 and execution.is_running:
            wait_for_end(execution.pk, form["timeout"])
            execution = _execution_of(target, execution.pk)
        path = status_api(target, execution.pk)
        if execution.is_running:
            return Response({"message": _message(execution, execution.status, path)})
        execution.organization = target.organization
        return _ended(execution, path, Include.asked(form))

    def get(self, request: Request, **kwargs: str) -> Response:
        holder = cast("KeyHolder", request.auth)
        serializer = StatusQuerySerializer(data=request.query_params)
        serializer.is_valid(raise_exception=True)
        query = serializer.validated_data
        execution = _execution_of(holder.target, query["execution_id"])
        execution.organization = holder.target.organization
        return _status(execution, Include.asked(query), hands_out=request.method != "HEAD")


@schema.execution_endpoint
class ExecutionEndpoint(_Endpoint):
    """A deployment's."""

    authentication_classes = [DeploymentKeyAuthentication]


@schema.pipeline_execution_endpoint
class PipelineExecutionEndpoint(_Endpoint):
    """A pipeline's, when the source of its workflow is an API."""

    authentication_classes = [PipelineKeyAuthentication]


def _execution_of(target: ExecutionTarget, execution_id: UUID) -> Execution:
    execution: Execution | None = target.executions.filter(pk=execution_id).first()
    if execution is None:
        raise NotFound("There is no such execution here.")
    return execution


def _idempotency_key(request: Request) -> str | None:
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > _MAX_IDEMPOTENCY_KEY or not key.isprintable():
        raise ValidationError(
            f"Send an Idempotency-Key of at most {_MAX_IDEMPOTENCY_KEY} printable characters."
        )
    return key or None


def _message(
    execution: Execution | None,
    execution_status: str,
    path: str | None = None,
    *,
    error: str | None = None,
    result: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    return {
        "execution_id": str(execution.pk) if execution else None,
        "execution_status": execution_status,
        "status_api": path,
        "error": error,
        "result": result,
    }


def _ended(execution: Execution, path: str, include: Include) -> Response:
    results = file_results(execution, execution.files.order_by("position"), include)
    error = execution.error_message or None
    message = _message(execution, execution.status, path, error=error, result=results)
    succeeded = execution.status == Execution.Status.COMPLETED
    return Response(
        {"message": message},
        status=status.HTTP_200_OK if succeeded else status.HTTP_422_UNPROCESSABLE_ENTITY,
    )


def _status(execution: Execution, include: Include, *, hands_out: bool) -> Response:
    if execution.is_running:
        # no text here: the official clients take that for the reason of a failure
        return Response(
            {"status": execution.status, "message": None},
            status=status.HTTP_422_UNPROCESSABLE_ENTITY,
            headers={"Retry-After": "1"},
        )
    if execution.status != Execution.Status.COMPLETED:
        results = file_results(execution, execution.files.order_by("position"), include)
        return Response(
            {"status": execution.status, "message": results, "error": execution.error_message},
            status=status.HTTP_422_UNPROCESSABLE_ENTITY,
        )
    if execution.results_until is None:
        return _unavailable(execution, "The result was removed when its retention ended.")
    unread = Execution.objects.filter(pk=execution.pk, delivered_at__isnull=True)
    # a HEAD takes nothing along, so it marks nothing as read
    if not (unread.update(delivered_at=timezone.now()) if hands_out else unread.exists()):
        return _unavailable(
            execution,
            "The result was read already; it stays readable under the organization's executions.",
        )
    results = file_results(execution, execution.files.order_by("position"), include)
    return Response({"status": execution.status, "message": results})


def _unavailable(execution: Execution, reason: str) -> Response:
    return Response(
        {"status": execution.status, "message": reason}, status=status.HTTP_406_NOT_ACCEPTABLE
    )
