"""Where everything is: the desk under /admin/, the public everywhere else."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog

from disclosure.health import healthz
from disclosure.opendata.api import api
from disclosure.opendata.views import explained
from disclosure.pages.dating import dated

urlpatterns = [
    path("", include("disclosure.pages.urls")),  # asked most
    path("admin/jsi18n/", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("api/", dated(explained), name="api"),
    path("api/v1/", RedirectView.as_view(pattern_name="api", permanent=True)),
    path("api/v1/", api.urls),
    path("", include("reports.urls")),
]
handler404 = "disclosure.pages.redirects.moved_or_missing"
