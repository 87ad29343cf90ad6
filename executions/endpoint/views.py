"""The public execution endpoints of deployments and pipelines."""

from typing import Any, cast
from uuid import UUID

from django.http import QueryDict
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
from common.api.chunks import refuse_chunks
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
from executions.results import Include, file_results, mark_as_read, status_api
from executions.running.waiting import wait_for_end
from organizations.permissions import Need

_MAX_IDEMPOTENCY_KEY = 255


class _Endpoint(APIView):
    # the key of what it runs is the only credential; ``authentication_classes`` checks it
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
        # without a body the data is no form but a plain dict
        serializer = ExecuteSerializer(data=request.data or QueryDict())
        serializer.is_valid(raise_exception=True)
        form = serializer.validated_data
        webhook_url = form.get("webhook_url", "")
        if webhook_url and not target.has_webhooks:
            raise ValidationError({"webhook_url": ["Pipelines have no webhooks; leave it out."]})
        if form["presigned_urls"] and not idempotency_key:
            # saves fetching for nothing; the submission counts again under a lock
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
                    include_metadata=form["include_metadata"],
                    include_metrics=form["include_metrics"],
                    include_extracted_text=form["include_extracted_text"],
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
        return _ended(execution, path, Include.asked(form, execution))

    def get(self, request: Request, **kwargs: str) -> Response:
        holder = cast("KeyHolder", request.auth)
        # a plain dict: in a form, a flag that is left out would be false
        sent = {name: value for name, value in request.query_params.items() if value}
        serializer = StatusQuerySerializer(data=sent)
        serializer.is_valid(raise_exception=True)
        query = serializer.validated_data
        execution = _execution_of(holder.target, query["execution_id"])
        execution.organization = holder.target.organization
        return _status(execution, Include.asked(query, execution), request.method)


@schema.execution_endpoint
class ExecutionEndpoint(_Endpoint):
    """POST documents to process them by the deployment; GET how an execution ended."""

    authentication_classes = [DeploymentKeyAuthentication]


@schema.pipeline_execution_endpoint
class PipelineExecutionEndpoint(_Endpoint):
    """POST documents to process them by the pipeline; GET how an execution ended."""

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
    message = _message(
        execution,
        execution.status,
        path,
        error=execution.error_message or None,
        result=file_results(execution, execution.files.order_by("position"), include),
    )
    return Response({"message": message}, status=_status_code(execution))


def _status(execution: Execution, include: Include, method: str | None) -> Response:
    if execution.is_running:
        counts = {
            "total": execution.total_files,
            "successful": execution.successful_files,
            "failed": execution.failed_files,
        }
        # no text in message: the official clients take that for the reason of a failure
        return Response(
            {"status": execution.status, "message": None, "files": counts},
            status=status.HTTP_422_UNPROCESSABLE_ENTITY,
            headers={"Retry-After": "1"},
        )
    succeeded = execution.status == Execution.Status.COMPLETED
    if succeeded and execution.results_until is None:
        return _unavailable(execution, "The result was removed when its retention ended.")
    # a HEAD takes nothing along, so it marks nothing as read; some clients poll on at every 422, so
    # failures too are handed out once
    if execution.delivered_at or (method != "HEAD" and not mark_as_read(execution)):
        return _unavailable(
            execution,
            "The result was read already; it stays readable under the organization's executions.",
        )
    results = file_results(execution, execution.files.order_by("position"), include)
    body: dict[str, Any] = {"status": execution.status, "message": results}
    if not succeeded:
        body["error"] = execution.error_message
    return Response(body, status=_status_code(execution))


def _status_code(execution: Execution) -> int:
    succeeded = execution.status == Execution.Status.COMPLETED
    return status.HTTP_200_OK if succeeded else status.HTTP_422_UNPROCESSABLE_ENTITY


def _unavailable(execution: Execution, reason: str) -> Response:
    return Response(
        {"status": execution.status, "message": reason}, status=status.HTTP_406_NOT_ACCEPTABLE
    )
