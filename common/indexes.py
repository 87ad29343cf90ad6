from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement


class _WithoutNullsLast(Statement):
    def __str__(self) -> str:
        return super().__str__().replace(" NULLS LAST", "")


class NullsLastIndex(models.Index):
    """An index whose descending expressions say ``nulls_last=True``, on every database.

    SQLite refuses the words in an index, and sorts empty values last in descending order anyway.
    """

    def create_sql(
        self,
        model: type[models.Model],
        schema_editor: BaseDatabaseSchemaEditor,
        using: str = "",
        **kwargs: Any,
    ) -> Statement:
        statement = super().create_sql(model, schema_editor, using=using, **kwargs)
        if schema_editor.connection.vendor == "sqlite":
            return _WithoutNullsLast(statement.template, **statement.parts)
        return statement
