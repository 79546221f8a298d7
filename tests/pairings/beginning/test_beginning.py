"""The beginning of a pair: what the database refuses, whoever asks."""

import uuid

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from pairings.models import AgreementSignature, AgreementVersion, Expectation, FitCheck, Introduction

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def version(cast, **changes) -> AgreementVersion:
    words = {"number": 1, "origin": "outline", "text": "We meet.", "by": cast.mentor, "at": NOW}
    return AgreementVersion.objects.create(pairing=cast.pairing, **(words | changes))


def refused(act, name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()


def test_agreement_versions_and_signatures_refuse_to_be_changed(cast):
    row = version(cast)
    signature = AgreementSignature.objects.create(version=row, member=cast.mentor_in, signed_at=NOW)
    for change in (
        lambda: AgreementVersion.objects.filter(pk=row.pk).update(text="Something else"),
        lambda: AgreementSignature.objects.filter(pk=signature.pk).update(member=cast.mentee_in),
        lambda: AgreementSignature.objects.filter(pk=signature.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert AgreementVersion.objects.get().text == "We meet."


def test_a_version_has_words_and_its_number_once(cast):
    version(cast)
    refused(lambda: version(cast), "agreement_version_is_single")
    refused(lambda: version(cast, number=2, text=""), "agreement_version_has_words")
    refused(lambda: version(cast, number=0), "agreement_version_has_words")


def test_each_signs_a_version_once(cast):
    words = {"version": version(cast), "member": cast.mentor_in, "signed_at": NOW}
    AgreementSignature.objects.create(**words)
    refused(lambda: AgreementSignature.objects.create(**words), "agreement_signature_is_single")


def test_an_introduction_has_words_and_is_written_once(cast):
    def write(text):
        times = {"written_at": NOW, "changed_at": NOW}
        return Introduction.objects.create(pairing=cast.pairing, member=cast.mentor_in, text=text, **times)

    refused(lambda: write(""), "introduction_has_words")
    write("Hello.")
    refused(lambda: write("Hello again."), "introduction_is_single")


WHOLE = {"hopes": "To grow", "rhythm": "weekly", "ways": ["mail"], "between_us": "All", "would_stop": "Silence"}


@pytest.mark.parametrize("name", WHOLE)
def test_only_whole_expectations_are_handed_in(cast, name):
    def answer(**words):
        times = {"window": uuid.uuid4(), "saved_at": NOW}
        return Expectation.objects.create(pairing=cast.pairing, member=cast.mentor_in, **times, **words)

    lacking = WHOLE | {name: [] if name == "ways" else ""}
    refused(lambda: answer(**lacking, handed_in_at=NOW), "expectation_is_whole_when_handed_in")
    answer(**lacking)
    refused(lambda: answer(), "expectation_is_single")


def test_a_fit_check_is_asked_again_only_while_deciding(cast):
    def answer(**words):
        return FitCheck.objects.create(pairing=cast.pairing, member=cast.mentor_in, answered_at=NOW, **words)

    refused(lambda: answer(answer="deciding"), "fit_check_asks_again_while_deciding")
    refused(lambda: answer(answer="good", ask_again_on=NOW.date()), "fit_check_asks_again_while_deciding")
    refused(lambda: answer(answer="good", wish="talk"), "fit_check_wish_follows_a_no")
    answer(answer="no", wish="talk")
    refused(lambda: answer(answer="good"), "fit_check_is_single")
