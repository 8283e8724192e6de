"""The words of every problem of a roster: what is wrong, and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Codes of problems that do not keep a row out.
TO_LOOK_AT = frozenset(
    {
        "gender_missing",
        "organisation_missing",
        "organisation_ended",
        "total_row",
        "name_suspicious",
        "columns_unknown",
        "contact_of_other",
    }
)

WHAT: dict[str, Promise] = {
    # The file
    "empty": _("The file is empty."),
    "too_big": _("The file is larger than %(limit)s MB."),
    "format": _("This is not an XLSX or CSV file."),
    "old_format": _("This file is in the old Excel format (.xls) or protected by a password."),
    "macros": _("This file contains macros."),
    "damaged": _("The file is damaged and cannot be opened."),
    "bomb": _("The file unpacks to far more than a list of people needs."),
    "entities": _("The file contains definitions that a list of people never has."),
    "encoding": _("The letters in this file cannot be read."),
    "no_header": _("No row with the column headings was found."),
    "no_rows": _("There are headings but no people under them."),
    "too_many_rows": _("The list has more than %(limit)s rows."),
    "too_many_columns": _("The list has more than %(limit)s columns."),
    "columns_unknown": _("These columns are not used: %(columns)s."),
    "column_twice": _("Two columns have this heading."),
    # A row
    "name_missing": _("The name is missing."),
    "name_long": _("The name is longer than %(limit)s letters."),
    "text_long": _("The text is longer than %(limit)s letters."),
    "name_legacy": _("“%(value)s” is not written in Lao letters."),
    "name_not_latin": _("“%(value)s” is not written in Latin letters."),
    "name_thai": _("“%(value)s” contains Thai letters."),
    "name_suspicious": _("“%(value)s” does not look like a name."),
    "formula": _("This cell contains a formula."),
    "gender_unknown": _("“%(value)s” is not a known gender."),
    "gender_missing": _("The gender is missing."),
    "gender_both": _("Both female and male are ticked."),
    "title_unknown": _("“%(value)s” is not a known title."),
    "organisation_unknown": _("The organisation “%(value)s” is not known."),
    "organisation_missing": _("The organisation is missing."),
    "organisation_of_others": _("“%(value)s” is not your organisation."),
    "organisation_ended": _("%(value)s does not exist any more."),
    "level_unknown": _("“%(value)s” is not a known level."),
    "type_unknown": _("“%(value)s” is not a known way of taking part."),
    "phone_wrong": _("“%(value)s” is not a phone number."),
    "email_wrong": _("“%(value)s” is not an e-mail address."),
    "duplicate": _("The same person is already in row %(other)s."),
    "contact_twice": _("The same phone number or e-mail address is already in row %(other)s."),
    "contact_of_other": _("This phone number or e-mail address belongs to %(person)s."),
    "total_row": _("This row looks like a total and is left out."),
}

ADVICE: dict[str, Promise] = {
    "empty": _("Choose the file with the list of participants."),
    "too_big": _("Remove pictures and other sheets, or split the list, and upload it again."),
    "format": _(
        "In Excel, choose “Save as” and then “Excel workbook (.xlsx)”, and upload that file."
    ),
    "old_format": _(
        "Open it in Excel, remove the password, choose “Save as” and “Excel workbook (.xlsx)”, "
        "and upload that file."
    ),
    "macros": _("Save it as “Excel workbook (.xlsx)”, without macros, and upload that file."),
    "damaged": _("Open it in Excel, save it again under a new name and upload that file."),
    "bomb": _("Copy the list into the template and upload the template."),
    "entities": _("Copy the list into the template and upload the template."),
    "encoding": _("Save the list as XLSX or as “CSV UTF-8” and upload that file."),
    "no_header": _(
        "Put the headings in one row, for example “%(example)s”, or copy the list into the template."
    ),
    "no_rows": _("Write one person in each row and upload the file again."),
    "too_many_rows": _("Split the list into several files."),
    "too_many_columns": _("Delete the columns that are not needed, or use the template."),
    "columns_unknown": _("Nothing needs to be done if they are not needed."),
    "column_twice": _("Delete one of them or give it another heading."),
    "name_missing": _("Write the name in Lao or in Latin letters, or both."),
    "name_long": _("Shorten the name."),
    "text_long": _("Shorten the text."),
    "name_legacy": _(
        "If it looks right only in an old font (Saysettha, Alice), type it again with a Lao Unicode "
        "keyboard."
    ),
    "name_not_latin": _("Write this name in Latin letters, or leave it empty."),
    "name_thai": _("Type the name again with a Lao keyboard."),
    "name_suspicious": _("Check it; correct it in the file if it is wrong."),
    "formula": _("Replace the formula with its value (“Paste values”)."),
    "gender_unknown": _("Write F or M (ຍ or ຊ), other, or leave it empty."),
    "gender_missing": _("It is counted as “not stated”. Write F or M if you know it."),
    "gender_both": _("Tick only one of them."),
    "title_unknown": _("Choose a title from the list in the template, or leave it empty."),
    "organisation_unknown": _(
        "Write the name or the acronym as in the list of the template.%(hint)s"
    ),
    "organisation_missing": _("Write the ministry or organisation, so that it is counted there."),
    "organisation_of_others": _("You can nominate your own people only. Take this row out."),
    "organisation_ended": _("It is now %(successor)s. Correct it if the person works there today."),
    "level_unknown": _("Write: central, province, district or abroad."),
    "type_unknown": _("Choose from the list in the template, or leave it empty."),
    "phone_wrong": _("Write it like 020 5555 1234 or +856 20 5555 1234, or leave it empty."),
    "email_wrong": _("Correct it or leave it empty."),
    "duplicate": _("Delete one of the two rows."),
    "contact_twice": _("Give each person their own, or leave it empty in one of the rows."),
    "contact_of_other": _("Choose that person, or the number or address is left out."),
    "total_row": _("Nothing needs to be done."),
}
