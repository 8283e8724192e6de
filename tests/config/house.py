"""A house in which every door opens onto something: the demonstration, and what it leaves out."""

import io
import uuid
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from assessments.certificates.models import Certificate
from assessments.quizzes.models import Attempt, Case, Question, Quiz, Sitting
from assessments.quizzes.services.exchange import keep_upload
from config.demo.load import load_demo
from courses.curriculum.models import CardPage, GlossaryTerm, LessonPage, ScenarioPage
from courses.workshops.enums import HeldBecause, RoundKind
from courses.workshops.letters import compose, draft_letter
from courses.workshops.models import (
    HeldEvent,
    Invitation,
    MailRound,
    PrintedPage,
    PrintedSheet,
    ReadPage,
    Registration,
    RoomDevice,
    Scan,
    ScanPicture,
    Workshop,
)
from courses.workshops.services.imports import import_purpose
from courses.workshops.services.letters import keep_letter
from courses.workshops.services.nomination_plan import QuotaInput, plan_nominations
from courses.workshops.services.nominations import roster_purpose
from people import roles
from people.models import Organisation, User
from people.roster import keep_roster, read_roster
from people.services import give_focal_point, merge_people
from people.services.cards import issue_cards
from tests.factories import make_person, make_registration, make_workshop

#: The workshop that is over, with its attendance and papers, and the one that ministries nominate to.
PAST, COMING = "MICIC-2024-06", "MICIC-NEXT"
#: Another workshop, which the "other" people of the house belong to.
ELSEWHERE = "ELSEWHERE"
#: Somebody on the list of both workshops, of a ministry that no focal point here nominates for.
SECRET = ("ຊະວານິດລາ", "ກຸຍລະເຟດຕາ", "Xavanidla", "Kouilafetta")


class House:
    """Loads it; ``people`` by role, ``values`` for the addresses."""

    def __init__(self) -> None:
        load_demo()
        self.past = Workshop.objects.get(code=PAST)
        self.coming = Workshop.objects.get(code=COMING)
        self.elsewhere = make_workshop(code=ELSEWHERE, state="open")
        self.people = self._people()
        self.secret = self._secret()
        self.values = self._values()

    def _people(self) -> dict[str, User]:
        """One person of each role; the stranger is nobody."""
        found = {
            name: User.objects.get(username=name)
            for name in ("participant", "facilitator", "officer", "editor", "administrator")
        }
        found["focal point"] = User.objects.get(username="focal")
        found["other participant"] = make_person()
        make_registration(self.elsewhere, found["other participant"])
        found["other facilitator"] = make_person(role=roles.FACILITATOR)
        self.elsewhere.facilitators.create(person=found["other facilitator"])
        asked = {"other focal point": "MoPS", "focal point elsewhere": "MoES"}
        for name, acronym in asked.items():
            ministry = Organisation.objects.top_level().get(acronym_en=acronym)
            found[name] = make_person(organisation=ministry)
            give_focal_point(
                person=found[name], organisation=ministry, actor=found["administrator"]
            )
        plan_nominations(
            workshop=self.elsewhere,
            actor=found["administrator"],
            quotas=[QuotaInput(ministry, 3)],
        )
        return found

    def _secret(self) -> Registration:
        given_lo, family_lo, given, family = SECRET
        person = make_person(
            given_name_lo=given_lo,
            family_name_lo=family_lo,
            given_name_latin=given,
            family_name_latin=family,
            organisation=Organisation.objects.top_level().get(acronym_en="LWU"),
            phone="+8562099887766",
        )
        make_registration(self.coming, person)
        return make_registration(self.past, person)

    def _values(self) -> dict[str, Any]:
        """What stands in the addresses, by parameter, or by "door.parameter" where it is another's."""
        facilitator, participant = self.people["facilitator"], self.people["participant"]
        own = participant.registrations.get(workshop=self.past)
        nominee = self.coming.registrations.filter(
            organisation__acronym_en="MoLSW", status="nominated"
        ).first()
        lesson = LessonPage.objects.live().order_by("path").first()
        course, module, lesson_slug = lesson.address.strip("/").split("/")[-3:]
        certificate = Certificate.objects.filter(person=participant).first()
        attempt = Attempt.objects.filter(person=participant, sitting__workshop=self.past).first()
        question = Question.objects.first()
        merge = self._merge()
        device = RoomDevice.objects.create(
            workshop=self.past, uuid=uuid.uuid4(), person=facilitator, wiped_at=timezone.now()
        )
        page = self._page()
        mail = self._mail(nominee)
        letter = self._letter()
        nominations = {
            f"{door}.{name}": value
            for door in (
                *("nomination_room", "nominee_new", "nominee_import", "nominee_template"),
                *("nominee_preview", "nominee", "nominee_replace", "nominee_withdraw"),
                *("workshop_nominations", "nomination_plan", "nominations_approve"),
                *("nomination_decide", "waiting_move", "workshop_mails", "invitation_papers"),
                *("mails_again", "mail_told", "workshop_letters", "letter_new", "letter_pdf"),
            )
            for name, value in (("code", COMING), ("registration_id", nominee.pk))
        }
        return nominations | {
            "code": PAST,
            "session_id": self.past.sessions.first().pk,
            "registration_id": own.pk,
            "device_id": device.pk,
            "device": device.uuid,
            "held_id": self._held(device).pk,
            "upload_id": self._upload(facilitator, import_purpose(self.past)),
            "nominee_preview.upload_id": self._upload(
                self.people["focal point"],
                roster_purpose(self.coming, self.people["focal point"].focal_point),
            ),
            "round_id": mail.round_id,
            "invitation_id": mail.pk,
            "letter_id": letter.pk,
            "organisation_id": letter.organisation_id,
            "scan_id": page.picture.scan.uuid,
            "page_id": page.uuid,
            "picture_id": page.picture.uuid,
            "merge_id": merge.pk,
            "one": own.person_id,
            "other": self.secret.person_id,
            "number": certificate.number,
            "card.number": self._card(),
            "verify_certificate.code": certificate.code,
            "verify_short.code": certificate.code,
            "self_check_in_scan.code": "123456",
            "test_start.code": Quiz.objects.exclude(module=None).first().code,
            "sitting_id": Sitting.objects.get(workshop=self.coming, occasion="pre").pk,
            "attempt_id": attempt.pk,
            "occasion": "pre",
            "form": "A",
            "what": "questions",
            "language": "lo",
            "pk": question.pk,
            "key": keep_upload(
                uploads=[("a.txt", b"::A:: B {T}")], actor=self.people["editor"]
            ).uuid,
            "person_invite.pk": participant.pk,
            "curriculum_languages.pk": lesson.pk,
            "curriculum_review.pk": lesson.pk,
            "quiz_paper.pk": Quiz.objects.first().pk,
            "quizzes:edit.pk": Quiz.objects.first().pk,
            "quizzes:delete.pk": Quiz.objects.first().pk,
            "quiz_cases:edit.pk": Case.objects.first().pk,
            "quiz_cases:delete.pk": Case.objects.first().pk,
            "glossary_terms:edit.pk": GlossaryTerm.objects.first().pk,
            "glossary_terms:delete.pk": GlossaryTerm.objects.first().pk,
            "organisations:edit.pk": letter.organisation_id,
            "wagtailusers_users:edit.pk": participant.pk,
            "course": course,
            "module": module,
            "lesson": lesson_slug,
            "scenario": ScenarioPage.objects.live().first().slug,
            "curriculum:card.card": CardPage.objects.live().first().slug,
            "scope": "course",
            "path": default_storage.save("images/none.jpg", ContentFile(b"x"))[7:],
            "uidb36": "1",
            "account_reset_password_from_key.key": "set-password",
        }

    def _merge(self) -> Any:
        kept, merged = make_person(), make_person()
        make_registration(self.past, kept)
        make_registration(self.past, merged)
        return merge_people(
            kept=kept, merged=merged, reason="twice", actor=self.people["facilitator"]
        )

    def _held(self, device: RoomDevice) -> HeldEvent:
        session = self.past.sessions.first()
        event = uuid.uuid4()
        return HeldEvent.objects.create(
            event_id=event,
            workshop=self.past,
            session=session,
            registration=self.secret,
            ref=self.secret.ref,
            why=HeldBecause.values[0],
            event={"id": str(event), "kind": "mark", "at": timezone.now().isoformat()},
            device=device,
        )

    def _upload(self, person: User, purpose: str) -> uuid.UUID:
        sheet = "Given name,Family name,Sex,Organisation,Position\nXanthe,Row,F,MoLSW,Officer"
        roster = read_roster(io.BytesIO(sheet.encode()), name="list.csv")
        return keep_roster(roster=roster, actor=person, purpose=purpose).uuid

    def _page(self) -> ReadPage:
        sheet = PrintedSheet.objects.create(workshop=self.past, serial=77, fingerprint="made")
        printed = PrintedPage.objects.create(sheet=sheet, number=1, code=7700, lines=[])
        scan = Scan.objects.create(workshop=self.past, filename="sheet.jpg")
        picture = ScanPicture(scan=scan, number=1, width=90, height=80)
        written = io.BytesIO()
        Image.new("RGB", (90, 80), "white").save(written, "JPEG")
        picture.image.save("scans/picture.jpg", ContentFile(written.getvalue()))
        page = ReadPage(picture=picture, page=printed, lines=[])
        page.image.save("scans/page.jpg", ContentFile(written.getvalue()))
        return page

    def _mail(self, nominee: Registration) -> Invitation:
        mails = MailRound.objects.create(
            workshop=self.coming, kind=RoundKind.INVITATION, key="made", calendar="made"
        )
        return Invitation.objects.create(round=mails, registration=nominee, state="failed")

    def _letter(self) -> Any:
        organisation = self.coming.quotas.first().organisation
        drafted = draft_letter(self.coming, organisation)
        letter = compose(
            self.coming,
            organisation,
            written=drafted,
            number="1",
            day=self.coming.start_date,
            with_state_heading=True,
        )
        return keep_letter(
            workshop=self.coming,
            organisation=organisation,
            letter=letter,
            actor=self.people["facilitator"],
        )

    def _card(self) -> str:
        (card,) = issue_cards(
            people=[self.secret.person],
            purpose="made",
            expires_at=timezone.now() + timedelta(days=1),
            batch=uuid.uuid4(),
            actor=self.people["facilitator"],
        )
        return card.number
