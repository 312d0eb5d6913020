"""A warning where somebody seems to give a national identity number away."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from wtforms.validators import ValidationError

from eventhub.text.national_numbers import holds_one

TICKED = "y"


class NoNationalNumber:
    """Warns once: whoever ticks the box beside the field says that it is something else, and may send it.

    The box is part of the page only where there is something to warn of; templates/components/field.html shows it.
    """

    def __call__(self, form: Any, field: Any) -> None:
        if not holds_one(str(field.data or "")):
            return
        field.warned_of = f"{field.name}-is-none"
        field.is_said_to_be_none = request.form.get(field.warned_of) == TICKED
        if not field.is_said_to_be_none:
            raise ValidationError(
                _(
                    "This looks like a national identity number. Nobody needs it here: leave it out. "
                    "If it is something else, tick the box."
                )
            )
