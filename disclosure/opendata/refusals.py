"""What the API refuses, in sentences that name the parameter, its value and what was expected."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest
from ninja import Schema
from ninja.errors import HttpError, ValidationErrorContext
from pydantic import BaseModel

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
SHOWN = 60  # characters of a refused name or value that are repeated


class Problem(Schema):
    """The answer to a request that cannot be met."""

    detail: str


REFUSALS: dict[int, type[Problem]] = {400: Problem, 404: Problem, 429: Problem}


def strict(
    operation: Callable[Concatenate[HttpRequest, Given], Answer],
) -> Callable[Concatenate[HttpRequest, Given], Answer]:
    """The operation, refusing parameters that it does not know or that are given twice."""

    @wraps(operation)
    def asked(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> Answer:
        forms = [value for value in kwargs.values() if isinstance(value, BaseModel)]
        refuse_unknown(request, [name for form in forms for name in type(form).model_fields])
        return operation(request, *args, **kwargs)

    return asked


def refuse_unknown(request: HttpRequest, known: list[str]) -> None:
    """Raise HttpError 400 for names that are not known, and for those that come twice."""
    unknown = [name[:SHOWN] for name in request.GET if name not in known]
    if unknown:
        allowed = f"可用的参数是 {'、'.join(known)}" if known else "这个网址不带参数"
        raise HttpError(400, f"不认识参数“{'、'.join(unknown)}”：{allowed}。")
    if twice := [name for name in known if len(request.GET.getlist(name)) > 1]:
        raise HttpError(400, f"参数 {'、'.join(twice)} 给了不止一次：请只给一个值。")


def sentences(context: ValidationErrorContext[Any]) -> list[str]:
    """The faults of a form, each parameter once: what was given, and what it says it expects."""
    told: dict[str, str] = {}
    for error in context.pydantic_validation_error.errors(include_url=False):
        name, expected = described(context.model, error["loc"])
        given = str(error["input"])[:SHOWN]
        if error["type"] == "missing":
            told[name] = f"缺少参数 {name}：{expected}。"
        else:
            told.setdefault(name, f"参数 {name} 的值“{given}”不能用，应为：{expected}。")
    return list(told.values())


def described(model: Any, place: tuple[int | str, ...]) -> tuple[str, str]:
    """The name of the field at a place in a form, and what it says of itself."""
    name = str(place[0])
    field = model.model_fields[name]
    if isinstance(field.annotation, type) and issubclass(field.annotation, Schema):
        return described(field.annotation, place[1:])
    return name, field.description or ""
