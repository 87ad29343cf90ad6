"""The least that a list can cost: the same rows by plain SQL and ``json.dumps``, same server.

Run by gunicorn as ``tests.benchmarks.floor:application``; ``FLOOR_DATABASE`` is a path of an SQLite
file or a PostgreSQL address.
"""

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import psycopg

_DATABASE = os.environ["FLOOR_DATABASE"]
_local = threading.local()

_SQL = """
    SELECT d.id, d.workflow_id, w.workflow_name, d.display_name, d.description, d.is_active,
           o.organization_id, d.api_name, d.created_by_id, u.email, d.run_count, d.last_run_at,
           d.recent_runs
    FROM deployments_apideployment d
    JOIN workflows_workflow w ON w.id = d.workflow_id
    JOIN organizations_organization o ON o.id = d.organization_id
    LEFT JOIN organizations_user u ON u.id = d.created_by_id
    WHERE o.organization_id = {p}
    ORDER BY d.last_run_at DESC NULLS LAST, d.created_at DESC, d.id
    LIMIT {p}
"""


def _connection() -> Any:
    if not hasattr(_local, "connection"):
        if _DATABASE.startswith("postgres"):
            _local.connection = psycopg.connect(_DATABASE, autocommit=True)
        else:
            _local.connection = sqlite3.connect(_DATABASE)
    return _local.connection


def _row(row: tuple[Any, ...]) -> dict[str, Any]:
    runs = row[12]
    return {
        "id": str(UUID(str(row[0]))),
        "workflow": str(UUID(str(row[1]))),
        "workflow_name": row[2],
        "display_name": row[3],
        "description": row[4],
        "is_active": bool(row[5]),
        "api_endpoint": f"deployment/api/{row[6]}/{row[7]}/",
        "api_name": row[7],
        "created_by": row[8],
        "created_by_email": row[9],
        "owner_emails": [row[9]],
        "is_owner": True,
        "co_owners_count": 1,
        "run_count": row[10],
        "last_run_time": str(row[11]) if row[11] else None,
        "last_5_run_statuses": json.loads(runs) if isinstance(runs, str) else runs,
    }


def application(
    environ: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], Any]
) -> Iterable[bytes]:
    query = parse_qs(environ["QUERY_STRING"])
    sql = _SQL.format(p="%s" if _DATABASE.startswith("postgres") else "?")
    cursor = _connection().cursor()
    cursor.execute(sql, (query["organization"][0], int(query["page_size"][0])))
    rows = [_row(row) for row in cursor.fetchall()]
    body = json.dumps(
        {"count": len(rows), "next": None, "previous": None, "results": rows}
    ).encode()
    start_response(
        "200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    )
    return [body]
