"""Who is in which organization, for staff: the pages of each part."""

from organizations.audit import admin as audit  # noqa: F401  # registers itself
from organizations.people import admin as people  # noqa: F401  # registers itself
from organizations.platform_keys import admin as platform_keys  # noqa: F401  # registers itself
