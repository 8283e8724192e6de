"""Static files as a server gives them out: hashed, compressed, one stylesheet, not a dozen."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: The stylesheet that every page links.
BUNDLE = "css/site.css"
_IMPORT = re.compile(r'@import url\("(?P<name>[^"]+)"\) layer\((?P<layer>\w+)\);')
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


def join_imports(css: str, read: Any) -> str:
    """``css`` with each imported file written into its layer, without comments.

    ``read(name)`` gives the text of a file beside it. Addresses in those files stay right because
    they stand in the same folder.
    """

    def written_in(match: re.Match[str]) -> str:
        return f"@layer {match['layer']} {{\n{read(match['name'])}}}"

    return _COMMENT.sub("", _IMPORT.sub(written_in, css))


class SiteStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """A first visit asks for one stylesheet; while developing, the browser follows the imports.

    Our own scripts may ``import`` one another by their plain names: the hashed names are written in.
    Those of packages are left alone: comments in them look like imports of files that do not exist.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )

    def post_process(
        self, paths: dict[str, tuple[Storage, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        """Write the bundle, then hash and compress everything."""
        if BUNDLE in paths and not dry_run:
            paths = paths | {BUNDLE: self._write_bundle(paths)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _write_bundle(self, paths: dict[str, tuple[Storage, str]]) -> tuple[Storage, str]:
        def text(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                return file.read().decode()

        folder = PurePosixPath(BUNDLE).parent
        joined = join_imports(text(BUNDLE), lambda name: text(str(folder / name)))
        self.delete(BUNDLE)
        self.save(BUNDLE, ContentFile(joined.encode()))
        return self, BUNDLE
