from workflows.admin import connections, prompt_studio, workflows

__all__ = ["connections", "prompt_studio", "workflows"]
