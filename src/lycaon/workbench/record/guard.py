"""The line that no role crosses without leaving a mark: triggers that refuse to change or delete rows.

Grants keep the application out; triggers also stop the owner of the tables until he switches them off on purpose.
"""

from django.db.migrations import RunSQL

_REFUSE = """
CREATE OR REPLACE FUNCTION record_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""


def guard(table: str) -> RunSQL:
    """Return the migration step that makes ``table`` one to which rows are only added."""
    return RunSQL(
        _REFUSE
        + f"""
        CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION record_refuse();
        CREATE TRIGGER {table}_is_kept_whole BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION record_refuse();
        """,
        reverse_sql=f"""
        DROP TRIGGER {table}_is_kept ON {table};
        DROP TRIGGER {table}_is_kept_whole ON {table};
        """,
    )
