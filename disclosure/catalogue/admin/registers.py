"""Index numbers: their rules, and the register that nobody writes by hand."""

from django.contrib import admin

from disclosure.agencies.access import NoSecondLog, ReadOnly, SuperuserOnly
from disclosure.catalogue.models import IndexNumber, IndexNumberRule


@admin.register(IndexNumberRule)
class IndexNumberRuleAdmin(SuperuserOnly, NoSecondLog, admin.ModelAdmin):
    """索引号规则."""

    list_display = ("name", "sample", "period", "width", "is_site_wide")
    list_select_related = ("agency",)

    @admin.display(description="适用机构")
    def name(self, rule: IndexNumberRule) -> str:
        """Whose rule it is."""
        return str(rule.agency or "全站默认")

    @admin.display(description="编号示例")
    def sample(self, rule: IndexNumberRule) -> str:
        """What a number of this rule looks like."""
        return rule.example()


@admin.register(IndexNumber)
class IndexNumberAdmin(ReadOnly, admin.ModelAdmin):
    """索引号登记."""

    list_display = ("number", "state", "counter", "serial", "taken_at")
    list_filter = ("state",)
    search_fields = ("number",)
    list_select_related = ("counter",)
    list_per_page = 50
