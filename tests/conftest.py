from tests.fixtures import *  # noqa: F403  # fixtures are shared with plain imports in test modules
