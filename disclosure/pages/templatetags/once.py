"""What is the same on every page, rendered once in the life of a process."""

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader_tags import BlockNode
from django.utils.safestring import SafeString

from disclosure.pages.context import texts

register = template.Library()


class OnceNode(Node):
    """Sees nothing but the site's own texts, which a process reads once."""

    child_nodelists = ()  # nobody has to look for blocks in it

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.html: SafeString | None = None

    def render(self, context: Context) -> SafeString:
        """The same each time; two threads that are first both make it, alike."""
        if self.html is None:
            self.html = self.nodelist.render(context.new({"site": texts()}))
        return self.html


@register.tag
def once(parser: Parser, token: Token) -> OnceNode:
    """Render what is up to `endonce` the first time only: addresses, static files, `site`.

    Nothing in it knows the request or the page, or may be a block that other templates fill.
    """
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError("“once” 之内不能有 block：各页的内容不同。")
    return OnceNode(nodelist)
