import pytest

from config import processes


@pytest.mark.parametrize(
    ("roles", "names"),
    [
        (("web", "worker", "scheduler"), {"web", "worker"}),
        (("web",), {"web"}),
        (("worker",), {"worker"}),
        (("scheduler",), {"scheduler"}),
        (("web", "scheduler"), {"web", "scheduler"}),
    ],
)
def test_each_role_has_one_process(roles, names):
    assert set(processes.commands(roles)) == names


def test_the_sweep_is_embedded_where_worker_and_scheduler_are_one():
    assert "--beat" in processes.commands(processes.ROLES)["worker"]
    assert "--beat" not in processes.commands(["worker"])["worker"]


def test_temporary_files_lie_in_the_data_folder(settings):
    assert processes.environment()["TMPDIR"].startswith(str(settings.DATA_DIR))
    assert "PROMETHEUS_MULTIPROC_DIR" not in processes.environment()


def test_several_web_processes_share_their_figures(settings, monkeypatch):
    monkeypatch.setattr(processes, "SHARED_METRICS", True)
    shared = processes.environment()["PROMETHEUS_MULTIPROC_DIR"]
    assert shared.startswith(str(settings.DATA_DIR))
