"""The read log is forgotten after two years, by the database alone, and never before."""

from django.db import migrations

_FORGET = """
CREATE FUNCTION record_forget_reads(before timestamptz) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    forgotten bigint;
BEGIN
    IF before > now() - interval '729 days' THEN
        RAISE EXCEPTION 'the read log is kept for two years' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('lycaon.forgetting_reads', 'yes', true);
    DELETE FROM record_read WHERE at <= before;
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    PERFORM set_config('lycaon.forgetting_reads', '', true);
    RETURN forgotten;
END $$;

CREATE FUNCTION record_refuse_reads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Grants keep the application from ever coming here; this is for the owner's own hand.
    IF TG_OP = 'DELETE' AND current_setting('lycaon.forgetting_reads', true) = 'yes'
       AND OLD.at <= now() - interval '729 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER record_read_is_kept ON record_read;
CREATE TRIGGER record_read_is_kept BEFORE UPDATE OR DELETE ON record_read
    FOR EACH ROW EXECUTE FUNCTION record_refuse_reads();
"""

_BACK = """
DROP TRIGGER record_read_is_kept ON record_read;
CREATE TRIGGER record_read_is_kept BEFORE UPDATE OR DELETE ON record_read
    FOR EACH ROW EXECUTE FUNCTION record_refuse();
DROP FUNCTION record_refuse_reads();
DROP FUNCTION record_forget_reads(timestamptz);
"""


class Migration(migrations.Migration):
    """How the read log ends."""

    dependencies = (("record", "0002_chain"),)
    operations = (migrations.RunSQL(_FORGET, reverse_sql=_BACK),)
