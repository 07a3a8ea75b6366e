"""What a check constraint cannot say: transitions, frozen lines, sums over rows, complete answers."""

from pathlib import Path

from django.db import migrations

FORWARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
BACKWARDS = """
DROP FUNCTION billing_guard_invoice, billing_guard_line, billing_guard_payment, billing_check_sums,
    billing_check_answer CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
