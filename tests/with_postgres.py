"""Run a command against a throw-away PostgreSQL: python tests/with_postgres.py COMMAND …

Starts the installed server binaries on a private socket in a temporary folder, sets DATABASE_URL,
and removes everything afterwards. PostgreSQL refuses to run as root, so as root the server runs as
the user ``postgres`` (or ``nobody``).
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

MISSING = "PostgreSQL's server is not installed. On Debian or Ubuntu: apt-get install postgresql"


def server_binaries() -> Path:
    """The folder with initdb and pg_ctl, newest version first; exits with one line when missing."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("initdb"):
        candidates.append(Path(found).resolve().parent)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    sys.exit(MISSING)


def server_account() -> int | None:
    """The uid to run the server as, or None for the present user."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    sys.exit("PostgreSQL does not run as root and there is no user postgres or nobody.")


@contextmanager
def running_postgres() -> Iterator[str]:
    """Give the DATABASE_URL of a server that lives as long as the block."""
    binaries, uid = server_binaries(), server_account()
    folder = Path(tempfile.mkdtemp(prefix="micic-postgres-"))
    if uid is not None:
        os.chown(folder, uid, -1)
        folder.chmod(0o755)

    def run(*command: str) -> None:
        subprocess.run(command, check=True, user=uid, cwd=folder, stdout=subprocess.DEVNULL)

    data = folder / "data"
    try:
        run(
            *(str(binaries / "initdb"), "-D", str(data), "-U", "micic", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
        )
        options = (
            f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off "
            "-c synchronous_commit=off -c full_page_writes=off -c max_connections=50"
        )
        log = str(folder / "log")
        run(str(binaries / "pg_ctl"), "-D", str(data), "-l", log, "-w", "-o", options, "start")
        try:
            yield f"postgres://micic@{quote(str(folder), safe='')}/postgres"
        finally:
            run(str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    with running_postgres() as url:
        sys.exit(subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": url}).returncode)
