"""Public addresses."""

from django.urls import path

from disclosure.pages import feeds, sheets, titles, views
from disclosure.pages.dating import dated, entry_changed

app_name = "pages"
urlpatterns = [  # what is asked most comes first
    path("catalogue/print/", dated(sheets.catalogue_print), name="catalogue_print"),
    path(
        "catalogue/<path:number>/print/",
        dated(views.entry_print, entry_changed),
        name="entry_print",
    ),
    path(
        "catalogue/<path:number>/notice/",
        dated(views.entry_notice, entry_changed),
        name="entry_notice",
    ),
    path(
        "catalogue/<path:number>/changes/",
        dated(views.entry_changes, entry_changed),
        name="entry_changes",
    ),
    path(
        "catalogue/<path:number>/editions/<int:edition>/",
        dated(views.entry_edition, entry_changed),
        name="entry_edition",
    ),
    path("catalogue/<path:number>/", dated(views.entry_detail, entry_changed), name="entry_detail"),
    path("", dated(views.home), name="home"),
    path("columns/<slug:slug>/", dated(views.column), name="column"),
    path("catalogue/", dated(views.catalogue_list), name="catalogue_list"),
    path("catalogue.csv", sheets.catalogue_csv, name="catalogue_csv"),
    path("catalogue.xlsx", sheets.catalogue_xlsx, name="catalogue_xlsx"),
    path("archive/<int:year>/", dated(views.archive_year), name="archive_year"),
    path("archive/<int:year>/<int:month>/", dated(views.archive_month), name="archive_month"),
    path("titles/", dated(titles.title_search), name="title_search"),
    path("titles/<int:year>/<int:month>/", dated(titles.title_list), name="title_list"),
    path("titles/<int:year>/<int:month>/<int:part>/", dated(titles.title_list), name="title_part"),
    path(
        "titles/<int:year>/<int:month>/titles-<int:part>.js",
        dated(titles.title_script),
        name="title_script",
    ),
    path("agencies/", dated(views.agency_list), name="agency_list"),
    path("agencies/<str:code>/", dated(views.agency_detail), name="agency_detail"),
    path("search/", views.search_results, name="search"),
    path("search/feed/", feeds.SearchFeed(), name="search_feed"),
    path("files/<str:digest>/<str:name>", views.file, name="file"),
    path("feed/", feeds.NewestFeed(), name="feed"),
    path("sitemap.xml", dated(feeds.sitemap_index), name="sitemap_index"),
    path("sitemap-lists.xml", dated(feeds.sitemap_lists), name="sitemap_lists"),
    path("sitemap-reports.xml", dated(feeds.sitemap_reports), name="sitemap_reports"),
    path("sitemap-<int:number>.xml", dated(feeds.sitemap), name="sitemap"),
    path("robots.txt", dated(feeds.robots), name="robots"),
    path("sitemap/", dated(views.site_map), name="site_map"),
    path("accessibility/", dated(views.accessibility), name="accessibility"),
    path("views/", views.views, name="views"),
]
