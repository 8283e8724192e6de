"""All addresses. Pages live under a language; files, the CMS and machine doors do not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from assessments.certificates.root_urls import root_urlpatterns as certificate_root
from courses.curriculum.root_urls import root_urlpatterns as curriculum_root
from courses.workshops.root_urls import root_urlpatterns as workshops_root
from courses.workshops.urls import check_in_door, check_in_urlpatterns
from people.urls import card_door, card_urlpatterns, cms_door, merging_urlpatterns
from website.urls import root_urlpatterns

urlpatterns = [
    *root_urlpatterns,
    *certificate_root,
    *curriculum_root,
    *workshops_root,
    *cms_door,
    *card_door,
    *check_in_door,
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]
urlpatterns += i18n_patterns(
    path("account/", include("people.urls")),
    *card_urlpatterns,
    *merging_urlpatterns,
    *check_in_urlpatterns,
    path("learning/", include("courses.curriculum.urls")),
    path("workshops/", include("courses.workshops.urls")),
    path("nominations/", include("courses.workshops.focal_urls")),
    path("tests/", include("assessments.quizzes.urls")),
    path("certificates/", include("assessments.certificates.urls")),
    path("reports/", include("reports.urls")),
    path("", include("website.urls")),
    path("", include(wagtail_urls)),
)

handler400 = "core.errors.bad_request"
handler500 = "core.errors.server_error"
