"""What is told of filters that are not understood: which, the value, what was expected."""

from dataclasses import dataclass

from disclosure.pages.forms import CatalogueFilter

# What a filter takes; those with choices say it themselves.
EXPECTED = {
    "q": "至多 200 个字，不含控制字符",
    "agency": "机构代码，至多 18 位字母和数字",
    "category": "栏目的代号，由字母、数字、连字符和下划线组成",
    "theme": "主题分类的代码，至多 10 个字符",
    "genre": "体裁的代码，至多 10 个字符",
    "year": "1949 至 2100 的整数",
}


@dataclass(frozen=True)
class Fault:
    """A filter that is not understood: what it is called, its value, what was expected."""

    label: str
    name: str
    value: str
    expected: str


def faults(form: CatalogueFilter) -> list[Fault]:
    """What is not understood of the filters."""
    return [
        Fault(str(form.fields[name].label), name, form.data.get(name, ""), expected(form, name))
        for name in form.errors
    ]


def expected(form: CatalogueFilter, name: str) -> str:
    """What a filter takes, in words."""
    choices = getattr(form.fields[name], "choices", ())
    told = "、".join(f"{value}（{label}）" for value, label in choices if value)
    return f"{told}之一" if told else EXPECTED[name]
