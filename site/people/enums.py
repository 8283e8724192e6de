"""Choices about people, as forms, reports and papers show them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """A mass organisation (such as the Lao Women's Union) is not a ministry."""

    MINISTRY = "ministry", _("Ministry")
    MASS_ORGANISATION = "mass_organisation", _("Mass organisation")
    INTERNATIONAL = "international", _("International organisation")
    OTHER = "other", _("Other organisation")


class Gender(models.TextChoices):
    """As the person states it; never inferred from the title."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")
    NOT_STATED = "not_stated", _("Prefer not to say")


class Level(models.TextChoices):
    """The level of government at which the person works."""

    CENTRAL = "central", _("Central level")
    PROVINCE = "province", _("Provincial level")
    DISTRICT = "district", _("District level")
    ABROAD = "abroad", _("Post abroad")


class Title(models.TextChoices):
    """The form of address a person chose; the words are in ``TITLE_WORDS``."""

    NONE = "", _("No title")
    THAN = "than", _("ທ່ານ / Mr")
    THAN_NANG = "than_nang", _("ທ່ານ ນາງ / Ms")
    NANG = "nang", _("ນາງ / Ms")
    THAO = "thao", _("ທ້າວ / Mr")
    EXCELLENCY = "excellency", _("ພະນະທ່ານ / H.E.")
    DOCTOR = "doctor", _("ດຣ / Dr")


#: Title -> its Lao and its English word (domain facts, 4.4).
TITLE_WORDS: dict[str, tuple[str, str]] = {
    Title.NONE: ("", ""),
    Title.THAN: ("ທ່ານ", "Mr"),
    Title.THAN_NANG: ("ທ່ານ ນາງ", "Ms"),
    Title.NANG: ("ນາງ", "Ms"),
    Title.THAO: ("ທ້າວ", "Mr"),
    Title.EXCELLENCY: ("ພະນະທ່ານ", "H.E."),
    Title.DOCTOR: ("ດຣ", "Dr"),
}


class ConsentKind(models.TextChoices):
    """What a person was asked to agree to."""

    PRIVACY_NOTICE = "privacy_notice", _("Privacy notice")
    PHOTOS = "photos", _("Photos for publication")
