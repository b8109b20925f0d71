"""The API as a whole: its description, its addresses and how it says no."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from disclosure.opendata import agencyapi, dcat, entryapi, reportapi
from disclosure.opendata.refusals import sentences

DESCRIPTION = (
    "公开目录、年度报告及其统计数据的只读接口，不需要登录。"
    "列表按游标分页：依次取 next 中的网址，直到它为空。"
)


class ReadableJson(JSONRenderer):
    """JSON in which Chinese stands as it is."""

    json_dumps_params = {"ensure_ascii": False}


class OpenDataApi(NinjaAPI):
    """An API whose refusals of parameters are sentences."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """What generated clients call an operation: by its view, wherever that stands."""
        return operation.view_func.__name__

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """Everything that is wrong with the parameters."""
        told = [{"detail": one} for context in error_contexts for one in sentences(context)]
        return ValidationError(told)


api = OpenDataApi(
    title="政府信息公开开放数据",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    renderer=ReadableJson(),
    urls_namespace="opendata",
)
for part in (entryapi, agencyapi, reportapi, dcat):
    api.add_router("", part.router)


@api.exception_handler(ValidationError)
def refuse(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """400 with one sentence for each fault."""
    detail = "".join(one["detail"] for one in error.errors)
    return api.create_response(request, {"detail": detail}, status=400)
