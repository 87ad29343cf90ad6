"""A case of each kind of trouble, from the request to the result: as the engine reads it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from engine.comparison import Verdict, compare
from prompt_studio.models import ToolExport
from tests.engine.evaluation import Case, cases, outcomes_of
from tests.executions.submitting import poll, submit

pytestmark = pytest.mark.django_db


def one_of_each_kind() -> list[Case]:
    """The first case of each kind whose file is read."""
    by_kind: dict[str, Case] = {}
    for case in cases():
        if case.error is None:
            by_kind.setdefault(case.kind, case)
    return list(by_kind.values())


@pytest.mark.parametrize("case", one_of_each_kind(), ids=lambda case: case.kind)
def test_document_is_answered_over_http_as_by_the_engine(case, caller, endpoint, run_worker):
    prompts = [
        {"prompt_key": prompt.key, "prompt": prompt.text, "enforce_type": prompt.value_type.value}
        for prompt in case.prompts
    ]
    ToolExport.objects.update(definition={"tool_name": "cases", "prompts": prompts})
    document = SimpleUploadedFile(case.file_name, case.path.read_bytes())
    execution_id = submit(caller, endpoint, document).json()["message"]["execution_id"]
    run_worker()
    (result,) = poll(caller, endpoint, execution_id).json()["message"]
    output = result["result"]["output"]
    right = {each.key for each in outcomes_of(case) if each.verdict is Verdict.RIGHT}
    assert right == {
        prompt.key
        for prompt in case.prompts
        if compare(
            output[prompt.key],
            case.expected[prompt.key],
            prompt.value_type,
            accepted=case.accepted.get(prompt.key, ()),
            is_name=prompt.key in case.names,
        )
        is Verdict.RIGHT
    }
