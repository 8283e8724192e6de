"""Making the paper of a record, once; afterwards only the stored bytes are handed out."""

import hashlib
from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.db import transaction

from assessments.certificates import pdf
from assessments.certificates.models import Certificate, private_storage
from assessments.certificates.words import words_of


def make_papers(certificates: Sequence[Certificate]) -> None:
    """Render and store the PDF of each certificate that has none yet.

    Two workers may do the same one: the first to store it wins, the other's file is thrown away.
    """
    missing = [certificate for certificate in certificates if not certificate.pdf]
    papers = pdf.render([words_of(certificate) for certificate in missing]) if missing else []
    for certificate, paper in zip(missing, papers, strict=True):
        _store(certificate, paper)


def _store(certificate: Certificate, paper: bytes) -> None:
    storage = private_storage()
    digest = hashlib.sha256(paper).hexdigest()
    name = storage.save(
        f"certificates/{certificate.year}/{certificate.number}.pdf", ContentFile(paper)
    )
    try:
        with transaction.atomic():
            kept = Certificate.objects.filter(pk=certificate.pk, pdf="").update(
                pdf=name, pdf_sha256=digest
            )
    except BaseException:
        storage.delete(name)
        raise
    if not kept:
        storage.delete(name)
    certificate.refresh_from_db(fields=["pdf", "pdf_sha256"])


def read_paper(certificate: Certificate) -> bytes:
    """The PDF as issued; it is made now when nobody has made it yet."""
    if not certificate.pdf:
        make_papers([certificate])
    with certificate.pdf.open("rb") as stored:
        content: bytes = stored.read()
    return content
