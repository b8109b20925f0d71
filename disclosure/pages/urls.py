"""Public addresses."""

from django.urls import path

from disclosure.pages import feeds, sheets, titles, views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("columns/<slug:slug>/", views.column, name="column"),
    path("catalogue/", views.catalogue_list, name="catalogue_list"),
    path("catalogue/print/", sheets.catalogue_print, name="catalogue_print"),
    path("catalogue.csv", sheets.catalogue_csv, name="catalogue_csv"),
    path("catalogue.xlsx", sheets.catalogue_xlsx, name="catalogue_xlsx"),
    path("catalogue/<path:number>/print/", views.entry_print, name="entry_print"),
    path("catalogue/<path:number>/notice/", views.entry_notice, name="entry_notice"),
    path("catalogue/<path:number>/changes/", views.entry_changes, name="entry_changes"),
    path(
        "catalogue/<path:number>/editions/<int:edition>/",
        views.entry_edition,
        name="entry_edition",
    ),
    path("catalogue/<path:number>/", views.entry_detail, name="entry_detail"),
    path("archive/<int:year>/", views.archive_year, name="archive_year"),
    path("archive/<int:year>/<int:month>/", views.archive_month, name="archive_month"),
    path("titles/", titles.title_search, name="title_search"),
    path("titles/<int:year>/<int:month>/", titles.title_list, name="title_list"),
    path("titles/<int:year>/<int:month>/<int:part>/", titles.title_list, name="title_part"),
    path(
        "titles/<int:year>/<int:month>/titles-<int:part>.js",
        titles.title_script,
        name="title_script",
    ),
    path("agencies/", views.agency_list, name="agency_list"),
    path("agencies/<str:code>/", views.agency_detail, name="agency_detail"),
    path("search/", views.search_results, name="search"),
    path("search/feed/", feeds.SearchFeed(), name="search_feed"),
    path("files/<str:digest>/<str:name>", views.file, name="file"),
    path("feed/", feeds.NewestFeed(), name="feed"),
    path("sitemap.xml", feeds.sitemap_index, name="sitemap_index"),
    path("sitemap-<int:number>.xml", feeds.sitemap, name="sitemap"),
    path("robots.txt", feeds.robots, name="robots"),
    path("sitemap/", views.site_map, name="site_map"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("views/", views.views, name="views"),
]
