"""Forms: own sentences, whole validation against constraints, and markup that a screen reader follows."""

import html5lib
import pytest
from django import forms
from django.db import IntegrityError, transaction

from mentoring.web import integrity
from mentoring.web.forms import ModelForm, PlainForm, date_input, scale_input, sentence_of
from programs.models import Rung
from tests.factories import RungFactory, StepFactory

DUPLICATE = "This reminder is already on the ladder."


class MeetingForm(PlainForm):
    held_on = forms.DateField(label="When did you meet?", widget=date_input(), help_text="A rough day is fine.")
    mood = forms.ChoiceField(label="How did it go?", choices=[("1", "Rough"), ("2", "Great")], widget=scale_input())
    minutes = forms.IntegerField(min_value=5, max_value=480)
    place = forms.CharField(required=False, max_length=10)
    agreed = forms.BooleanField(label="We agreed", help_text="Both of you.")
    form_key = forms.CharField(widget=forms.HiddenInput)

    required_messages = {"held_on": "Enter the day you met."}


class RungForm(ModelForm):
    class Meta:
        model = Rung
        fields = ["offset_days", "audience"]


@pytest.fixture
def rung(db):
    return RungFactory(step=StepFactory(), offset_days=3, audience="both")


def rung_form(step, **data):
    return RungForm({"offset_days": 3, "audience": "both", **data}, fixed={"step": step})


def test_form_says_its_own_sentence_for_a_missing_field():
    assert MeetingForm({}).errors["held_on"] == ["Enter the day you met."]


def test_form_names_the_field_where_no_sentence_was_given():
    assert MeetingForm({}).errors["mood"] == ["Fill in “How did it go?”."]


@pytest.mark.parametrize(("minutes", "sentence"), [("2", "Enter 5 or more."), ("500", "Enter 480 or less.")])
def test_form_says_a_limit_in_plain_words(minutes, sentence):
    assert MeetingForm({"minutes": minutes}).errors["minutes"] == [sentence]


def test_form_says_how_long_a_text_is():
    sentence = "This is too long: at most 10 characters fit, and there are 12."
    assert MeetingForm({"place": "x" * 12}).errors["place"] == [sentence]


def test_a_constraint_over_a_fixed_field_speaks_in_the_form(rung):
    assert rung_form(rung.step).non_field_errors() == [DUPLICATE]


def test_a_constraint_over_fields_of_the_form_speaks_in_the_form(rung):
    sentence = "A reminder goes out from 30 days before to 90 days after the day."
    assert rung_form(rung.step, offset_days=-100).non_field_errors() == [sentence]


def test_fixed_fields_let_another_step_have_the_same_rung(rung):
    assert rung_form(StepFactory(program=rung.step.program)).is_valid()


def test_a_fixed_field_reaches_the_row(rung):
    form = rung_form(rung.step, offset_days=5)
    assert form.is_valid()
    assert form.save().step == rung.step


def test_a_constraint_that_names_a_field_outside_the_form_speaks_for_the_whole_form(rung):
    class AudienceForm(ModelForm):
        class Meta:
            model = Rung
            fields = ["audience"]

    form = AudienceForm({"audience": "both"}, fixed={"step": rung.step, "offset_days": 40_000})
    # Django 6 goes on to the constraint and adds its sentence
    assert form.non_field_errors()[0] == "Ensure this value is less than or equal to 32767."


def test_database_refuses_the_second_rung_when_the_form_is_bypassed(rung):
    with pytest.raises(IntegrityError, match="rung_is_single"), transaction.atomic():
        Rung.objects.create(step=rung.step, offset_days=3, audience="both")


def test_two_forms_that_were_both_valid_end_with_the_same_sentence(db):
    step = StepFactory()
    first, second = rung_form(step), rung_form(step)
    assert first.is_valid() and second.is_valid()
    first.save()
    with pytest.raises(integrity.Refused) as refused, integrity.sentences():
        second.save()
    assert refused.value.sentence == DUPLICATE
    assert Rung.objects.count() == 1  # and the transaction around it still works


def test_a_constraint_without_a_sentence_is_a_bug_and_stays_one(rung):
    with pytest.raises(IntegrityError), integrity.sentences():
        Rung.objects.filter(pk=rung.pk).update(step_id=None)


def test_only_a_sentence_of_our_own_is_shown():
    assert sentence_of("rung_is_single", Rung) == DUPLICATE
    assert sentence_of("no_such_constraint", Rung) is None


def tree(html):
    return html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)


def by_id(html, name):
    return next(element for element in tree(html).iter() if element.get("id") == name)


def test_field_comes_as_label_help_error_control():
    field = MeetingForm({})["held_on"].as_field_group()
    inside = next(element for element in tree(field).iter("div") if "field" in element.get("class", "").split())
    assert [child.tag for child in inside] == ["label", "div", "div", "input"]
    assert [child.get("id") for child in inside][1:] == ["id_held_on_helptext", "id_held_on_error", "id_held_on"]


def test_control_is_described_by_its_help_and_its_error():
    control = by_id(MeetingForm({})["held_on"].as_field_group(), "id_held_on")
    assert control.get("aria-describedby") == "id_held_on_helptext id_held_on_error"
    assert control.get("aria-invalid") == "true"


def test_choices_are_a_fieldset_with_a_legend():
    group = by_id(MeetingForm()["mood"].as_field_group(), "id_mood_group")
    assert group.tag == "fieldset"
    assert ["".join(legend.itertext()) for legend in group.iter("legend")] == ["How did it go?"]


def test_only_optional_fields_are_marked():
    form = MeetingForm()
    marked = [field.name for field in form if "(optional)" in field.as_field_group()]
    assert marked == ["place"]


def test_error_summary_links_to_the_control_or_to_the_first_choice():
    summary = next(e for e in tree(str(MeetingForm({}))).iter("div") if e.get("class") == "error-summary")
    assert (summary.get("role"), summary.get("tabindex")) == ("alert", "-1")
    assert [link.get("href") for link in summary.iter("a")] == [
        "#id_held_on",
        "#id_mood_0",
        "#id_minutes",
        "#id_agreed",
    ]
    assert ["".join(item.itertext()) for item in summary.iter("li")][-1] == "Fill in “form key”."


def test_help_written_with_a_name_in_it_cannot_break_out():
    form = MeetingForm()
    form.fields["place"].help_text = "Visible to <script>Priya"
    assert "&lt;script&gt;Priya" in form["place"].as_field_group()


def test_a_select_writes_its_groups_and_options_and_escapes_what_people_typed():
    class Choice(forms.Form):
        who = forms.ChoiceField(
            choices=[("", "Choose"), ("Mentors", [("1", "Ana <b>Ok</b>"), ("2", "Ben")])], required=False, initial="2"
        )

    assert str(Choice()["who"]) == (
        '<select name="who" id="id_who"><option value="">Choose</option><optgroup label="Mentors">'
        '<option value="1">Ana &lt;b&gt;Ok&lt;/b&gt;</option><option value="2" selected>Ben</option>'
        "</optgroup></select>"
    )
