"""Widgets that several forms use."""

from django import forms


class DayInput(forms.DateInput):
    """A day, with the browser's own calendar where it has one."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
