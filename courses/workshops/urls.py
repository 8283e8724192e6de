"""Addresses of the workshop rooms. ``code`` is the workshop's code, e.g. MICIC-2024-06."""

from django.urls import path

from courses.workshops.views import (
    attendance,
    attention,
    badges,
    cards,
    check_in,
    devices,
    disputes,
    exceptions,
    imports,
    invitations,
    letters,
    mails,
    nominations,
    people,
    reconciling,
    room,
    self_check_in,
    sessions,
    sheets,
    sign_off,
    workshops,
)

#: Short, for people who type it: below a language, and without one.
check_in_urlpatterns = [
    path("in/", self_check_in.self_check_in, name="self_check_in"),
    path("in/<slug:code>/", self_check_in.self_check_in_scan, name="self_check_in_scan"),
]
check_in_door = [path("in/", self_check_in.check_in_door, name="check_in_door")]

urlpatterns = [
    path("", workshops.workshop_list, name="workshops"),
    path("new/", workshops.workshop_new, name="workshop_new"),
    path("attention/", attention.all_attention, name="attention"),
    path("<slug:code>/", workshops.workshop_overview, name="workshop"),
    path("<slug:code>/edit/", workshops.workshop_edit, name="workshop_edit"),
    path("<slug:code>/delete/", workshops.workshop_delete, name="workshop_delete"),
    path("<slug:code>/state/", workshops.workshop_state, name="workshop_state"),
    path("<slug:code>/agenda/", workshops.workshop_agenda, name="workshop_agenda"),
    path("<slug:code>/sessions/", sessions.workshop_sessions, name="workshop_sessions"),
    path(
        "<slug:code>/sessions/<int:session_id>/edit/",
        sessions.session_edit,
        name="session_edit",
    ),
    path("<slug:code>/facilitators/", sessions.workshop_facilitators, name="workshop_facilitators"),
    path("<slug:code>/reconcile/", reconciling.workshop_reconcile, name="workshop_reconcile"),
    path("<slug:code>/attention/", attention.workshop_attention, name="workshop_attention"),
    path("<slug:code>/people/", people.workshop_people, name="workshop_people"),
    path("<slug:code>/people/add/", people.walk_in, name="walk_in"),
    path(
        "<slug:code>/people/<int:registration_id>/",
        people.registration_edit,
        name="registration_edit",
    ),
    path(
        "<slug:code>/people/<int:registration_id>/cancel/",
        people.registration_cancel,
        name="registration_cancel",
    ),
    path(
        "<slug:code>/people/<int:registration_id>/sign-in-link/",
        invitations.sign_in_link,
        name="sign_in_link",
    ),
    path("<slug:code>/check-in/", check_in.workshop_check_in, name="workshop_check_in"),
    path(
        "<slug:code>/sessions/<int:session_id>/check-in/",
        check_in.session_check_in,
        name="session_check_in",
    ),
    path(
        "<slug:code>/sessions/<int:session_id>/check-in/live/",
        check_in.check_in_live,
        name="check_in_live",
    ),
    path(
        "<slug:code>/sessions/<int:session_id>/check-in/screen/",
        check_in.check_in_screen,
        name="check_in_screen",
    ),
    path(
        "<slug:code>/sessions/<int:session_id>/check-in/code/",
        check_in.check_in_code,
        name="check_in_code",
    ),
    path("<slug:code>/cards/", cards.workshop_cards, name="workshop_cards"),
    path("<slug:code>/import/", imports.workshop_import, name="workshop_import"),
    path("<slug:code>/import/template.xlsx", imports.import_template, name="import_template"),
    path("<slug:code>/import/<uuid:upload_id>/", imports.import_preview, name="import_preview"),
    path("<slug:code>/room/", room.workshop_room, name="workshop_room"),
    path("<slug:code>/attendance/", attendance.workshop_attendance, name="workshop_attendance"),
    path(
        "<slug:code>/sessions/<int:session_id>/attendance/",
        attendance.session_attendance,
        name="session_attendance",
    ),
    path(
        "<slug:code>/sessions/<int:session_id>/attendance/<int:registration_id>/",
        attendance.mark_history,
        name="mark_history",
    ),
    path(
        "<slug:code>/sessions/<int:session_id>/sign-off/",
        sign_off.session_sign_off,
        name="session_sign_off",
    ),
    path(
        "<slug:code>/sessions/<int:session_id>/disputes/",
        disputes.session_disputes,
        name="session_disputes",
    ),
    path("<slug:code>/devices/", devices.workshop_devices, name="workshop_devices"),
    path("<slug:code>/devices/<int:device_id>/wipe/", devices.device_wipe, name="device_wipe"),
    path("<slug:code>/held/", devices.workshop_held, name="workshop_held"),
    path("<slug:code>/held/<int:held_id>/", devices.held_settle, name="held_settle"),
    path(
        "<slug:code>/people/<int:registration_id>/exception/",
        exceptions.rule_exception,
        name="rule_exception",
    ),
    path(
        "<slug:code>/sessions/<int:session_id>/sign-in-sheet.pdf",
        sheets.sign_in_sheet,
        name="sign_in_sheet",
    ),
    path("<slug:code>/nominations/", nominations.workshop_nominations, name="workshop_nominations"),
    path("<slug:code>/nominations/plan/", nominations.nomination_plan, name="nomination_plan"),
    path(
        "<slug:code>/nominations/approve/",
        nominations.nominations_approve,
        name="nominations_approve",
    ),
    path(
        "<slug:code>/nominations/focal-points/",
        nominations.workshop_focal_points,
        name="workshop_focal_points",
    ),
    path(
        "<slug:code>/nominations/<int:registration_id>/",
        nominations.nomination_decide,
        name="nomination_decide",
    ),
    path(
        "<slug:code>/nominations/<int:registration_id>/move/",
        nominations.waiting_move,
        name="waiting_move",
    ),
    path("<slug:code>/badges.pdf", badges.badges, name="workshop_badges"),
    path("<slug:code>/mails/", mails.workshop_mails, name="workshop_mails"),
    path("<slug:code>/mails/letters.pdf", mails.invitation_papers, name="invitation_papers"),
    path("<slug:code>/mails/<int:round_id>/again/", mails.mails_again, name="mails_again"),
    path("<slug:code>/mails/people/<int:invitation_id>/", mails.mail_told, name="mail_told"),
    path("<slug:code>/letters/", letters.workshop_letters, name="workshop_letters"),
    path("<slug:code>/letters/<int:organisation_id>/", letters.letter_new, name="letter_new"),
    path("<slug:code>/letters/kept/<int:letter_id>.pdf", letters.letter_pdf, name="letter_pdf"),
]
