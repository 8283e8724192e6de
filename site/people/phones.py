"""Phone numbers, kept in one form (E.164) however they are typed."""

import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

REGION = "LA"
#: Lao digits are rare but officials do type them.
_LAO_DIGITS = str.maketrans("໐໑໒໓໔໕໖໗໘໙", "0123456789")


def to_e164(text: str) -> str:
    """``020 5555 1234``, ``+856 20…`` or ໐໒໐… as ``+8562055551234``; nothing stays nothing.

    A number without a country is Lao. Raises ``ValidationError`` when it cannot be a phone number.
    """
    typed = unicodedata.normalize("NFKC", text).translate(_LAO_DIGITS).strip()
    if not typed:
        return ""
    if typed.startswith("856") and len(typed) > 10:
        typed = f"+{typed}"
    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number) or number.extension:
        raise ValidationError(
            _(
                "“%(number)s” is not a phone number. Write it like 020 5555 1234 or +856 20 5555 1234."
            )
            % {"number": text[:40]},
            code="phone",
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable(e164: str) -> str:
    """As people write it: ``020 55 551 234`` at home, with the country code abroad."""
    try:
        number = phonenumbers.parse(e164, REGION)
    except phonenumbers.NumberParseException:
        return e164
    at_home = number.country_code == phonenumbers.country_code_for_region(REGION)
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if at_home
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, style)
