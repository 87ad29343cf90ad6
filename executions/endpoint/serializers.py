"""What the execution endpoints answer, and what a poll asks."""

from typing import Any

from rest_framework import serializers

from common.api.openapi import ErrorSerializer
from executions.endpoint import examples
from executions.models import Execution
from executions.serializers import FileResultSerializer

_AS_SUBMITTED = "When left out, as the submission said."


class StatusQuerySerializer(serializers.Serializer[Any]):
    execution_id = serializers.UUIDField(help_text="From the answer to the submission.")
    include_metadata = serializers.BooleanField(required=False, help_text=_AS_SUBMITTED)
    include_metrics = serializers.BooleanField(required=False, help_text=_AS_SUBMITTED)
    include_extracted_text = serializers.BooleanField(required=False, help_text=_AS_SUBMITTED)


class ExecutionMessageSerializer(serializers.Serializer[Any]):
    execution_id = serializers.UUIDField(allow_null=True)
    execution_status = serializers.ChoiceField(choices=Execution.Status.choices)
    status_api = serializers.CharField(allow_null=True)
    error = serializers.CharField(allow_null=True)
    result = FileResultSerializer(many=True, allow_null=True)


class ExecuteResponseSerializer(serializers.Serializer[Any]):
    message = ExecutionMessageSerializer()


@examples.status_response
class StatusResponseSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=Execution.Status.choices)
    message = FileResultSerializer(many=True)


class FileCountsSerializer(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    successful = serializers.IntegerField()
    failed = serializers.IntegerField()


@examples.no_result
class NoResultSerializer(serializers.Serializer[Any]):
    """An execution that runs, or that failed."""

    status = serializers.ChoiceField(choices=Execution.Status.choices)
    files = FileCountsSerializer(required=False, help_text="While it runs.")
    message = FileResultSerializer(
        many=True, allow_null=True, help_text="Null while it runs; the failed documents' results."
    )
    error = serializers.CharField(required=False, help_text="Why it failed.")


@examples.execution_error
class ExecutionErrorSerializer(ErrorSerializer):
    """A refused submission. Older clients read its ``message`` as an object."""

    message = ExecutionMessageSerializer()  # type: ignore[assignment]  # see the docstring


@examples.status_error
class StatusErrorSerializer(ErrorSerializer):
    """A refused poll. Older clients read its ``error``."""

    error = serializers.CharField(help_text="The same text as in message.")


@examples.status_note
class StatusNoteSerializer(serializers.Serializer[Any]):
    """An execution whose result was read already, or removed."""

    status = serializers.ChoiceField(choices=Execution.Status.choices)
    message = serializers.CharField()
