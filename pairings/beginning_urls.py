"""Addresses of a pair's beginning."""

from django.urls import URLPattern, URLResolver, path

from pairings.views import agreements, beginning, drafts, expectations, fit_checks

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/beginning/", beginning.index, name="beginning"),
    path("pairs/<int:pk>/beginning/hello/", beginning.introduction, name="introduction"),
    path("pairs/<int:pk>/beginning/guides/", beginning.guides, name="guides"),
    path("pairs/<int:pk>/beginning/expectations/", expectations.expectations, name="expectations"),
    path("pairs/<int:pk>/beginning/expectations/again/", expectations.again, name="expectations_again"),
    path("pairs/<int:pk>/beginning/agreement/", agreements.agreement, name="agreement"),
    path("pairs/<int:pk>/beginning/agreement/begin/", agreements.begin, name="agreement_begin"),
    path("pairs/<int:pk>/beginning/agreement/edit/", agreements.edit, name="agreement_edit"),
    path("pairs/<int:pk>/beginning/agreement/draft/", drafts.agreement, name="agreement_draft"),
    path("pairs/<int:pk>/beginning/agreement/sign/", agreements.sign, name="agreement_sign"),
    path("pairs/<int:pk>/beginning/agreement/again/", agreements.again, name="agreement_again"),
    path("pairs/<int:pk>/beginning/agreement/<int:number>/", agreements.version, name="agreement_version"),
    path("pairs/<int:pk>/beginning/fit/", fit_checks.fit_check, name="fit_check"),
    path("pairs/<int:pk>/beginning/fit/wish/", fit_checks.wish, name="fit_check_wish"),
    path("agreements/sign/<str:token>/", agreements.answer, name="agreement_answer"),
    path("fit/<str:token>/", fit_checks.answer, name="fit_check_answer"),
]
