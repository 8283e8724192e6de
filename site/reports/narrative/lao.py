"""The Lao sentences: people are counted with ທ່ານ, women named after the whole."""

from collections.abc import Sequence

from core import dates
from people.enums import Level
from reports.figures import GenderCount, share
from reports.narrative.facts import Facts, PairedTests

_LEVELS = {
    Level.CENTRAL: "ຂັ້ນສູນກາງ",
    Level.PROVINCE: "ຂັ້ນແຂວງ",
    Level.DISTRICT: "ຂັ້ນເມືອງ",
    Level.ABROAD: "ປະຈຳຢູ່ຕ່າງປະເທດ",
}
_OFFICIALS = "ພະນັກງານ-ລັດຖະກອນ"


def _list(items: Sequence[str]) -> str:
    comma = "; " if any("," in item for item in items) else ", "
    return " ແລະ ".join(part for part in (comma.join(items[:-1]), *items[-1:]) if part)


def _women(count: GenderCount) -> str:
    return f"ຍິງ {count.female} ທ່ານ" if count.female else "ບໍ່ມີຍິງ"


def _officials(facts: Facts) -> str:
    """``ພະນັກງານ-ລັດຖະກອນຂັ້ນສູນກາງ``."""
    return _OFFICIALS + _list([_LEVELS[Level(each)] for each in facts.levels])


def sentence(facts: Facts) -> str:
    """``ຜູ້ເຂົ້າຮ່ວມທັງໝົດ 24 ທ່ານ, ຍິງ 9 ທ່ານ, …``."""
    count = facts.attended
    if not count.total:
        return "ຍັງບໍ່ມີການບັນທຶກການເຂົ້າຮ່ວມຂອງພະນັກງານ-ລັດຖະກອນ"
    text = f"ຜູ້ເຂົ້າຮ່ວມທັງໝົດ {count.total} ທ່ານ, {_women(count)}, ແມ່ນ{_officials(facts)}"
    if facts.bodies:
        text += f" ຈາກ {_list([each.short('lo') for each in facts.bodies])}"
    return text


def parts(facts: Facts) -> list[str]:
    """The sentences of the paragraph; those with nothing to say are empty."""
    days = dates.formal_day_range(facts.first_day, facts.last_day, "lo")
    when = f"{'ໃນ' if facts.days == 1 else 'ລະຫວ່າງ'}{days}"
    where = f" ທີ່ {city}" if (city := facts.city.in_language("lo")) else ""
    event = f"ກອງປະຊຸມຝຶກອົບຮົມ {facts.days} ວັນ ກ່ຽວກັບ “{facts.title.in_language('lo')}”{where}"
    count = facts.attended
    if not count.total:
        return [f"ຍັງບໍ່ມີການບັນທຶກການເຂົ້າຮ່ວມຂອງພະນັກງານ-ລັດຖະກອນ ໃນ{event}, {days}."]
    who = f"{_officials(facts)} {count.total} ທ່ານ, {_women(count)},"
    if count.other:
        who += f" ເພດອື່ນໆ ຫຼື ບໍ່ໄດ້ລະບຸ {count.other} ທ່ານ,"
    if facts.bodies:
        names = _list([each.name.in_language("lo") for each in facts.bodies])
        who += f" ຈາກ {len(facts.bodies)} ພາກສ່ວນ ({names})"
    return [
        f"{when}, {who} ໄດ້ເຂົ້າຮ່ວມ{event}.",
        _rate(facts),
        _tests(facts.tests),
        _certificates(facts),
    ]


def _rate(facts: Facts) -> str:
    if facts.session_attendance is None:
        return ""
    return f"ອັດຕາການເຂົ້າຮ່ວມແຕ່ລະພາກ ສະເລ່ຍ {dates.percent(facts.session_attendance, 'lo')}."


def _tests(tests: PairedTests | None) -> str:
    if tests is None or not tests.sat_both:
        return ""
    rise = tests.mean_after - tests.mean_before
    before, after = (dates.percent(mean, "lo") for mean in (tests.mean_before, tests.mean_after))
    moved = "ເພີ່ມຂຶ້ນ" if rise > 0 else "ຫຼຸດລົງ"
    mean = f"{moved}ຈາກ {before} ເປັນ {after}" if rise else f"ເທົ່າເດີມ {after}"
    improved = dates.percent(share(tests.improved, tests.sat_both), "lo")
    return (
        f"ໃນຈຳນວນຜູ້ເຮັດແບບທົດສອບທັງກ່ອນ ແລະ ຫຼັງ {tests.sat_both} ທ່ານ, "
        f"ມີ {tests.improved} ທ່ານ ({improved}) ໄດ້ຄະແນນເພີ່ມຂຶ້ນ; ຄະແນນສະເລ່ຍ{mean}."
    )


def _certificates(facts: Facts) -> str:
    kinds = [
        f"ໃບຢັ້ງຢືນ{kind} {number} ໃບ"
        for number, kind in (
            (facts.participation_certificates, "ການເຂົ້າຮ່ວມ"),
            (facts.completion_certificates, "ສຳເລັດຫຼັກສູດ"),
        )
        if number
    ]
    return f"ໄດ້ອອກ{_list(kinds)}." if kinds else ""
