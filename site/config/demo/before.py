"""The workshop to come: ministries nominate, some wait, one is replaced, one declined, one asked for
more."""

from datetime import timedelta

from config.demo import DEMO_PASSWORD
from config.demo.letters import ask_for_more
from courses.workshops.models import Workshop
from courses.workshops.services.deciding import decline
from courses.workshops.services.nomination_plan import QuotaInput, plan_nominations
from courses.workshops.services.nominations import nominate, replace_nominee
from people.enums import Gender, Title
from people.models import Organisation, User
from people.services import create_person, give_focal_point

#: English acronym -> places, of them women at least.
QUOTAS = {"MoFA": (8, 4), "MoLSW": (4, 2), "MoPS": (6, 2), "LWU": (3, 2)}
#: Given and family name in Lao and in Latin letters, gender, position in Lao and English: of MoLSW.
NOMINEES = (
    ("ຄຳແພງ", "ຕົວຢ່າງ", "Khampheng", "Tuayang", Gender.FEMALE, "ວິຊາການ", "Technical Officer"),
    ("ສົມພອນ", "ຕົວຢ່າງ", "Somphone", "Tuayang", Gender.MALE, "ວິຊາການ", "Technical Officer"),
    ("ດວງຈັນ", "ຕົວຢ່າງ", "Duangchanh", "Tuayang", Gender.FEMALE, "ວິຊາການ", "Technical Officer"),
    ("ບຸນເລີດ", "ຕົວຢ່າງ", "Bounlert", "Tuayang", Gender.MALE, "ຮອງຫົວໜ້າພະແນກ", "Deputy Head of Division"),
)  # fmt: skip


def take_nominations(workshop: Workshop, staff: dict[str, User]) -> None:
    """Plan, appoint a focal point of one ministry, and let the ministry nominate."""
    actor = staff["facilitator"]
    organisations = {
        each.acronym_en: each
        for each in Organisation.objects.top_level().filter(acronym_en__in=QUOTAS)
    }
    plan_nominations(
        workshop=workshop,
        actor=actor,
        quotas=[QuotaInput(organisations[key], *numbers) for key, numbers in QUOTAS.items()],
        closes_on=workshop.start_date - timedelta(days=14),
        women_share=40,
        contact="Sayfon Tuayang, 020 5555 0100, facilitator@example.la",
    )
    ministry = organisations["MoLSW"]
    contact = create_person(
        actor=None, username="focal", password=DEMO_PASSWORD, is_sample=True,
        given_name_lo="ວັນນາ", family_name_lo="ຕົວຢ່າງ", given_name_latin="Vanna",
        family_name_latin="Tuayang", title=Title.THAN_NANG, gender=Gender.FEMALE,
        organisation=ministry, position_lo="ຫົວໜ້າພະແນກ", position_en="Head of Division",
        email="focal@example.la",
    )  # fmt: skip
    focal = give_focal_point(person=contact, organisation=ministry, actor=actor)
    people = [
        create_person(
            actor=contact, is_sample=True, given_name_lo=given_lo, family_name_lo=family_lo,
            given_name_latin=given, family_name_latin=family, gender=gender, organisation=ministry,
            title=Title.THAN_NANG if gender == Gender.FEMALE else Title.THAN,
            position_lo=position_lo, position_en=position_en,
        )
        for given_lo, family_lo, given, family, gender, position_lo, position_en in NOMINEES
    ]  # fmt: skip
    # Four came with the workshop; the quota is four, so the next ones wait.
    first = workshop.registrations.filter(organisation=ministry).order_by("pk").last()
    if first is not None:
        replace_nominee(registration=first, person=people[0], focal=focal, actor=contact)
    made = [
        nominate(workshop=workshop, person=person, focal=focal, actor=contact)
        for person in people[1:]
    ]
    decline(
        registration=made[-1],
        actor=actor,
        reason="ໄດ້ເຂົ້າຮ່ວມແລ້ວໃນປີກາຍ",
    )
    ask_for_more(workshop, actor)
