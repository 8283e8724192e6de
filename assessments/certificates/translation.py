"""Which words of this app exist in two languages."""

from modeltranslation.translator import TranslationOptions, register

from assessments.certificates.models import CertificateLayout, CourseCertificate, Signatory


@register(CertificateLayout)
class CertificateLayoutTranslation(TranslationOptions):
    fields = ("issuing_body", "place", "event_text")


@register(CourseCertificate)
class CourseCertificateTranslation(TranslationOptions):
    fields = ("issuing_body", "place", "event_text")


@register(Signatory)
class SignatoryTranslation(TranslationOptions):
    fields = ("position", "organisation")
