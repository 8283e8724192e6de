"""The question bank as files: Moodle XML and GIFT, in both languages or one at a time.

``record`` is what a file carries of a question; ``moodle_xml`` and ``gift`` write it, their readers
make raw questions of files, which ``building`` turns into records, the same for both. ``files`` is the
door: what was uploaded in, records and problems out. What becomes of records is said by
``services.exchange``.
"""
