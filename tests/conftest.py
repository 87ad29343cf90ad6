from tests.fixtures import *  # noqa: F403  # fixtures are shared with plain imports in test modules
from tests.races import database_file  # noqa: F401  # a fixture
