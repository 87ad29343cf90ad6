"""The public execution endpoint of a deployment (contract section 7)."""

import uuid
from typing import Any, cast

from django.conf import settings
from django.utils import timezone
from rest_framework import status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api_keys.authentication import DeploymentKeyAuthentication, KeyHolder
from executions import schema
from executions.intake import ExecuteSerializer, FileTooLarge, remove, stored
from executions.models import Execution
from executions.presigned import fetch
from executions.results import Include, file_results
from executions.serializers import StatusQuerySerializer
from executions.services import SubmissionOptions, submit_execution
from executions.waiting import wait_for_end
from organizations.permissions import Need

# what a form may weigh beside its documents
_FORM_ALLOWANCE_BYTES = 5 * 1024 * 1024
_MAX_IDEMPOTENCY_KEY = 255


@schema.execution_endpoint
class ExecutionEndpoint(APIView):
    """Takes documents, hands out results; opened by the deployment's keys only."""

    authentication_classes = [DeploymentKeyAuthentication]
    parser_classes = [MultiPartParser, FormParser]
    needs = {"get": Need.PUBLIC, "post": Need.PUBLIC}

    def error_body(self, envelope: dict[str, Any]) -> dict[str, Any]:
        """Older clients read ``message`` of a POST as an object, and ``error`` of a GET."""
        text = envelope["message"]
        if self.request.method != "POST":
            return {**envelope, "error": text}
        return {**envelope, "message": _message(None, "ERROR", error=text)}

    def post(self, request: Request, org_id: str, api_name: str) -> Response:
        holder = cast("KeyHolder", request.auth)
        _refuse_oversize(request)
        idempotency_key = _idempotency_key(request)
        serializer = ExecuteSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        form = serializer.validated_data
        uploads = [*form["files"], *fetch(form["presigned_urls"])]
        with stored(uploads, folder=org_id) as documents:
            execution, is_new = submit_execution(
                deployment=holder.deployment,
                key=holder.key,
                documents=documents,
                options=SubmissionOptions(
                    tags=form["tags"],
                    custom_data=form.get("custom_data"),
                    llm_profile_id=form.get("llm_profile_id"),
                    use_file_history=form["use_file_history"],
                    idempotency_key=idempotency_key,
                ),
            )
            if not is_new:
                remove(documents)
        status_api = f"/{holder.deployment.api_endpoint}?execution_id={execution.pk}"
        if form["timeout"] > 0 and wait_for_end(execution.pk, form["timeout"]):
            return _ended(execution.pk, status_api, Include.asked(form))
        if not execution.is_running:
            return _ended(execution.pk, status_api, Include.asked(form))
        return Response({"message": _message(execution, execution.status, status_api)})

    def get(self, request: Request, org_id: str, api_name: str) -> Response:
        holder = cast("KeyHolder", request.auth)
        serializer = StatusQuerySerializer(data=request.query_params)
        serializer.is_valid(raise_exception=True)
        query = serializer.validated_data
        execution = Execution.objects.filter(
            deployment=holder.deployment, pk=query["execution_id"]
        ).first()
        if execution is None:
            raise NotFound("This deployment has no such execution.")
        execution.organization = holder.deployment.organization
        return _status(execution, Include.asked(query))


def _refuse_oversize(request: Request) -> None:
    """Refuse by the announced length, before anything is read."""
    most = settings.MAX_FILES_PER_EXECUTION * settings.MAX_FILE_BYTES + _FORM_ALLOWANCE_BYTES
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise FileTooLarge(
            f"The request is larger than {most // 1024**2} MB; send fewer or smaller documents."
        )


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
    status_api: str | None = None,
    *,
    error: str | None = None,
    result: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    return {
        "execution_id": str(execution.pk) if execution else None,
        "execution_status": execution_status,
        "status_api": status_api,
        "error": error,
        "result": result,
    }


def _ended(execution_id: uuid.UUID, status_api: str, include: Include) -> Response:
    execution = Execution.objects.select_related("organization").get(pk=execution_id)
    results = file_results(execution, execution.files.order_by("position"), include)
    error = execution.error_message or None
    message = _message(execution, execution.status, status_api, error=error, result=results)
    succeeded = execution.status == Execution.Status.COMPLETED
    return Response(
        {"message": message},
        status=status.HTTP_200_OK if succeeded else status.HTTP_422_UNPROCESSABLE_ENTITY,
    )


def _status(execution: Execution, include: Include) -> Response:
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
    if not unread.update(delivered_at=timezone.now()):
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
