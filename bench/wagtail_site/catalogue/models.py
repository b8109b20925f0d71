"""A list and its entries as a Wagtail site has them, with an index for what the list asks."""

from django.core.paginator import Paginator
from django.db import models
from wagtail.blocks import RichTextBlock
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.fields import StreamField
from wagtail.models import Page

PAGE_SIZE = 20


class Agency(models.Model):
    """An agency."""

    name = models.CharField(max_length=100)
    code = models.CharField(max_length=18, unique=True)

    def __str__(self):
        return self.name


class Column(models.Model):
    """A column of the catalogue."""

    name = models.CharField(max_length=100)

    def __str__(self):
        return self.name


class CataloguePage(Page):
    """The list of entries, by agency and year."""

    def get_context(self, request, *args, **kwargs):
        """The rows of the asked page."""
        context = super().get_context(request, *args, **kwargs)
        rows = EntryPage.objects.live().child_of(self).select_related("agency", "column")
        if agency := request.GET.get("agency"):
            rows = rows.filter(agency__code=agency)
        if year := request.GET.get("year"):
            rows = rows.filter(published_at__year=year)
        pages = Paginator(rows.order_by("-published_at"), PAGE_SIZE)
        context["rows"] = pages.get_page(request.GET.get("page"))
        context["agencies"] = Agency.objects.order_by("code")
        context["columns"] = Column.objects.order_by("name")
        context["years"] = range(2025, 2009, -1)
        return context


class EntryPage(Page):
    """An entry."""

    agency = models.ForeignKey(Agency, models.PROTECT)
    column = models.ForeignKey(Column, models.PROTECT)
    index_number = models.CharField(max_length=60)
    published_at = models.DateTimeField(db_index=True)
    written_on = models.DateField()
    body = StreamField(
        [("text", RichTextBlock()), ("table", TableBlock(template="catalogue/table.html"))]
    )

    class Meta:
        indexes = [models.Index(fields=["agency", "-published_at"], name="entry_by_agency")]
