"""The pages of the web admin that its navigation leads to."""

from __future__ import annotations

from web.i18n import gettext_noop

# Everything of the web admin stands below it.
ADMIN = "/admin/"
LOGIN = "/admin/login"
LOGOUT = "/admin/logout"
ACCOUNT = "/admin/account"
IMPORT = "/admin/import"
REJECTS = "/admin/rejects"
GENERATIONS = "/admin/indexes"
ARTICLES = "/admin/articles"
ALERTS = "/admin/alerts"
JOBS = "/admin/jobs"
AUDIT_LOG = "/admin/audit"
FILES = "/admin/files/"
FILES_RELOAD = "/admin/reload"
NAMES = "/admin/names"
GOLDEN = "/admin/golden"
SEARCHES = "/admin/searches"
ACCOUNT_PASSWORD = "/admin/account/password"  # noqa: S105
ACCOUNT_CODES = "/admin/account/codes"
ACCOUNT_CODES_CONFIRM = "/admin/account/codes/confirm"
ACCOUNT_CODES_OFF = "/admin/account/codes/off"
ACCOUNT_CODES_CANCEL = "/admin/account/codes/cancel"
ACCOUNT_SESSIONS = "/admin/account/sessions"

# Path and title of each, in the order in which they are shown; the first is where one begins. The
# account stands behind the name of who is signed in.
SECTIONS: tuple[tuple[str, str], ...] = (
    (ADMIN, gettext_noop("State")),
    (IMPORT, gettext_noop("Import")),
    (REJECTS, gettext_noop("Rejects")),
    (GENERATIONS, gettext_noop("Indexes")),
    (ARTICLES, gettext_noop("Take-downs")),
    (FILES, gettext_noop("Files")),
    (NAMES, gettext_noop("Names")),
    (GOLDEN, gettext_noop("Golden queries")),
    (SEARCHES, gettext_noop("Searches in vain")),
    (ALERTS, gettext_noop("Alerts")),
    (JOBS, gettext_noop("Jobs")),
    (AUDIT_LOG, gettext_noop("Audit log")),
)


def is_admin_path(path: str) -> bool:
    """Whether what stands at a path is for admins."""
    return path.startswith(ADMIN) or path == ADMIN.rstrip("/")
