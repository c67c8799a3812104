"""Taking back what a file brought in by mistake: the one way past append-only, and only for a transaction's length."""

from contextlib import contextmanager

from django.db import models, transaction

from regions.models import ErasePass


@contextmanager
def erasing(*tables: type[models.Model]):
    """Let rows of these append-only tables be removed inside the block, which is one transaction.

    The pass is a row that is written and removed in the same transaction, so nobody else ever sees it. Raises
    IntegrityError for a table that must never lose a row.
    """
    with transaction.atomic():
        passes = [ErasePass(table_name=table._meta.db_table) for table in tables]
        ErasePass.objects.bulk_create(passes)
        yield
        ErasePass.objects.filter(table_name__in=[held.table_name for held in passes]).delete()
