"""Rows of everything that a deployment stands on, and what people do with them in the admin."""

from typing import Any

from django.apps import apps
from django.urls import reverse

from tests.factories import (
    AdapterFactory,
    ConnectorFactory,
    LLMProfileFactory,
    PipelineFactory,
    PromptFactory,
    PromptStudioToolFactory,
    RegistryEntryFactory,
    SampleDocumentFactory,
    TagFactory,
    ToolExportFactory,
    UserFactory,
    WorkflowFactory,
)

SECRET = "made-up-credential-4711"


def page(model: str, kind: str, *args: Any) -> str:
    label = next(m._meta.app_label for m in apps.get_models() if m._meta.model_name == model)
    return reverse(f"admin:{label}_{model}_{kind}", args=args)


def row_of_everything(organization, name: str) -> dict[str, Any]:
    people = {"created_by": UserFactory(), "modified_by": UserFactory()}
    base = {"organization": organization, **people}
    adapter = AdapterFactory(
        adapter_name=f"{name} adapter", metadata={"api_key": SECRET, "model": "m"}, **base
    )
    connector = ConnectorFactory(
        connector_name=f"{name} connector", metadata={"password": SECRET}, **base
    )
    tool = PromptStudioToolFactory(tool_name=f"{name} tool", **base)
    entry = RegistryEntryFactory(tool=tool, **base)
    export = ToolExportFactory(entry=entry, created_by=people["created_by"])
    workflow = WorkflowFactory(workflow_name=f"{name} workflow", tool=export, **base)
    workflow.endpoints.update(connector_instance=connector)
    for resource in (adapter, connector, tool, workflow):
        resource.members.create(user=people["created_by"], role="owner")
    return {
        "adapter": adapter,
        "connector": connector,
        "llmprofile": LLMProfileFactory(tool=tool, profile_name=f"{name} profile", llm=adapter),
        "pipeline": PipelineFactory(pipeline_name=f"{name} pipeline", workflow=workflow, **base),
        "prompt": PromptFactory(tool=tool, prompt_key=f"{name}_number"),
        "promptstudiotool": tool,
        "registryentry": entry,
        "sampledocument": SampleDocumentFactory(tool=tool, document_name=f"{name}.txt"),
        "tag": TagFactory(name=f"{name}-tag", **base),
        "toolexport": export,
        "toolinstance": workflow.tool_instance,
        "workflow": workflow,
        "workflowendpoint": workflow.endpoints.get(endpoint_type="SOURCE"),
    }


def change(browser, row, form: dict[str, Any]):
    model = type(row)._meta.model_name
    url = page(model, "change", row.pk)
    counts = {}
    for formset in browser.get(url).context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        counts |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return browser.post(url, {**counts, **form})


def delete(browser, row):
    return browser.post(page(type(row)._meta.model_name, "delete", row.pk), {"post": "yes"})
