"""Every change of state of certificates, by noun."""

from assessments.certificates.services.completing import take_course_certificate
from assessments.certificates.services.issuing import issue_all, issue_certificate
from assessments.certificates.services.layouts import (
    SignatoryInput,
    save_course_certificate,
    save_layout,
)
from assessments.certificates.services.papers import make_papers, read_paper
from assessments.certificates.services.status import reissue_certificate, revoke_certificate

__all__ = [
    "SignatoryInput",
    "issue_all",
    "issue_certificate",
    "make_papers",
    "read_paper",
    "reissue_certificate",
    "revoke_certificate",
    "save_course_certificate",
    "save_layout",
    "take_course_certificate",
]
