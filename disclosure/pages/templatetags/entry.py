"""What the page of an entry and its sheet, or a column, print alike."""

from django import template

from disclosure.pages import entryhtml

register = template.Library()
register.simple_tag(entryhtml.article)
register.simple_tag(entryhtml.byline)
register.simple_tag(entryhtml.column_tags)
register.simple_tag(entryhtml.metadata)
