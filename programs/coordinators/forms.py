from django import forms

from mentoring.web.forms import PlainForm


class AppointForm(PlainForm):
    email = forms.EmailField(
        label="E-mail address",
        help_text="Of somebody who has an account here. Coordinators read what participants answer to the program, "
        "never what a pair keeps to itself.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Enter a whole address, such as ana@example.org."},
    )
    required_messages = {"email": "Enter the address of the new coordinator."}
