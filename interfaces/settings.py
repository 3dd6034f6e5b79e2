"""The settings of a process, read once from `GONGSHI_*` environment variables."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from application.vault_keys import KEY_LENGTH, VaultKeys, new_key
from domain.errors import Refusal
from interfaces.private_file import replace, write_once
from interfaces.sending_settings import SendingSettings


class VaultKeyMissing(Refusal):
    zh = "连接外部数据库时必须设置 GONGSHI_VAULT_KEY(32 字节的 base64)。"
    en = (
        "A server on its own database needs GONGSHI_VAULT_KEY (32 bytes as base64); "
        "make one with: openssl rand -base64 32"
    )
    fields = ("vault_key",)


class VaultKeyInvalid(Refusal):
    zh = "保险库密钥无效:{source} 应为 32 字节的 base64。"
    en = "The vault key in {source} is not 32 bytes of base64."
    fields = ("vault_key",)


class Retention(StrEnum):
    """What the worker does with texts that need no longer be kept."""

    REPORT = "report"
    ERASE = "erase"


class Settings(SendingSettings):
    """Everything that an operator may set; each field's description is its manual.

    With no `database_url` the process runs the embedded default: a PostgreSQL of its
    own, keys of its own, development conveniences on. With one it is in production:
    nothing is generated, and no key has a default.
    """

    model_config = SettingsConfigDict(env_prefix="GONGSHI_", extra="ignore")

    home: Path = Field(
        default_factory=lambda: user_data_path("gongshi"),
        description="Data folder of the embedded default, and of attached files.",
    )
    database_url: str | None = Field(
        default=None, description="Any PostgreSQL 15 or newer; unset: embedded."
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on.")
    vault_key: SecretStr | None = Field(
        default=None, description="Key of the vault: 32 bytes as base64."
    )
    vault_older_keys: SecretStr | None = Field(
        default=None,
        description="Other keys that still open it, separated by commas.",
    )
    jwks: str | None = Field(
        default=None, description="URL or file of the token issuer's JWKS."
    )
    issuer: str = Field(default="gongshi", description="Expected `iss` of tokens.")
    audience: str = Field(default="gongshi", description="Expected `aud` of tokens.")
    revoked: Path | None = Field(
        default=None,
        description="File of revoked tokens: a subject and an RFC 3339 time a line.",
    )
    senders: Path | None = Field(
        default=None,
        description="File of the systems that send cases in, with their secrets "
        "(`gongshi senders`); unset: in the home.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses or networks, separated by commas, of the proxies whose "
        "X-Forwarded-For is believed.",
    )
    event_source: str = Field(
        default="urn:gongshi",
        description="A URI of this deployment: `source` of the events that it sends.",
    )
    rate_per_address: int | None = Field(
        default=None,
        ge=0,
        description="Most requests of one address in a minute, 0 for no limit; unset: "
        "3000 in production, none embedded.",
    )
    rate_per_subject: int | None = Field(
        default=None,
        ge=0,
        description="Most operations of one token holder in a minute, likewise; unset: "
        "1200 in production.",
    )
    holidays: Path | None = Field(
        default=None, description="Operator's holiday table (TOML), on top."
    )
    rules: Path | None = Field(
        default=None, description="Folder of the operator's rule packs (TOML)."
    )
    retention: Retention = Field(
        default=Retention.REPORT,
        description="Texts that need no longer be kept: report them, or erase them.",
    )
    log_key_file: Path | None = Field(
        default=None,
        description="File of the transparency log's private key; unset in production: "
        "no log is kept by this process.",
    )
    log_folder: Path | None = Field(
        default=None, description="Folder of the transparency log; unset: in the home."
    )
    log_policy: Path | None = Field(
        default=None,
        description="Witnesses of the log and their quorum (C2SP tlog-policy).",
    )
    log_events: int = Field(
        default=256, ge=1, description="Sign the log after so many events, ..."
    )
    log_seconds: float = Field(
        default=10.0, ge=0.1, description="... or after so many seconds if it grew."
    )
    documents: str | None = Field(
        default=None,
        description="Bucket of what is published, s3://bucket/prefix; unset: a folder "
        "in the home.",
    )
    documents_endpoint: str | None = Field(
        default=None, description="Its server, with http:// or https://; unset: AWS."
    )
    documents_region: str = Field(default="us-east-1", description="Its region.")
    documents_key_id: str | None = Field(
        default=None, description="Id of the access key; unset: as AWS's tools do."
    )
    documents_secret: SecretStr | None = Field(
        default=None, description="The access key's secret."
    )
    documents_ca: Path | None = Field(
        default=None, description="Certificates (PEM) to trust beside the system's."
    )
    language: str | None = Field(
        default=None,
        validation_alias=AliasChoices("GONGSHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"),
        description="Language of the command line: zh or en.",
    )

    @property
    def production(self) -> bool:
        """True for a server on a database of its own."""
        return self.database_url is not None

    @property
    def chinese(self) -> bool:
        """True when the terminal asks for Chinese."""
        return (self.language or "").lower().startswith("zh")

    @property
    def revoked_file(self) -> Path | None:
        """Where revoked tokens are listed; None in production unless it is set."""
        if self.revoked is not None or self.production or self.jwks:
            return self.revoked
        return self.home / "token.revoked"

    @property
    def senders_file(self) -> Path:
        """Where the systems that send cases in are listed, with their secrets."""
        return self.senders or self.home / "senders.json"

    @property
    def vault_key_file(self) -> Path | None:
        """Where the vault's keys lie, a line each; None when they are set instead."""
        if self.vault_key is not None or self.production:
            return None
        return self.home / "vault.key"

    def vault_keys(self) -> VaultKeys:
        """The vault's keys: as set, or the embedded default's own, made at need.

        Raises VaultKeyMissing in production without one, VaultKeyInvalid for a key
        that is not 32 bytes of base64.
        """
        older = _secret(self.vault_older_keys).replace(",", " ").split()
        others = [_key_of(text, "GONGSHI_VAULT_OLDER_KEYS") for text in older]
        if self.vault_key is not None:
            key = _key_of(_secret(self.vault_key), "GONGSHI_VAULT_KEY")
            return VaultKeys(key, *others)
        if self.vault_key_file is None:
            raise VaultKeyMissing
        return VaultKeys(*keys_in(self.vault_key_file), *others)


def keys_in(path: Path) -> list[bytes]:
    """The keys of a file, the current one first; a file with one is made at need.

    Raises VaultKeyInvalid.
    """
    if not path.exists():
        write_once(path, base64.b64encode(new_key()))
    # An empty file is one wrong key, not none.
    lines = path.read_text("ascii").split() or [""]
    return [_key_of(line, str(path)) for line in lines]


def keep_keys(path: Path, keys: Sequence[bytes]) -> None:
    """Write the file of keys anew, the current one first."""
    replace(path, b"\n".join(map(base64.b64encode, keys)) + b"\n")


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""


def _key_of(text: str, source: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise VaultKeyInvalid(source=source) from None
    if len(key) != KEY_LENGTH:
        raise VaultKeyInvalid(source=source)
    return key
