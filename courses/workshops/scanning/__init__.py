"""Reading signed sheets from photographs and scans.

Pure: knows nothing of Django or the records. The only place where OpenCV is imported, and only when a
picture is read: printing a sheet takes ``codes`` and ``marks``, which need no library.

``pictures`` opens what was uploaded, ``pdfs`` scans; ``finding`` looks for our sheets in a picture,
``straightening`` lays one flat, ``judging`` says of each box what is in it; ``reading`` puts them
together.
"""
