"""Finding a mapping by its name or path, and saying what is wrong with it."""

from __future__ import annotations

import codecs
import difflib
import hashlib
import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from pydantic import BaseModel, ValidationError

from interfaces.importing.mapping import Mapping
from interfaces.importing.mapping_fields import Fields
from interfaces.importing.problems import MappingInvalid, MappingMissing


@dataclass(frozen=True)
class MappingFile:
    """A mapping and the SHA-256 of its text."""

    name: str
    mapping: Mapping
    digest: bytes


def shipped_mappings() -> list[str]:
    """The names of the mappings that come with the program."""
    folder = resources.files("interfaces").joinpath("mappings")
    names = (entry.name for entry in folder.iterdir())
    return sorted(name[:-5] for name in names if name.endswith(".toml"))


def load_mapping(name: str) -> MappingFile:
    """The mapping in a file, or a shipped one by its name.

    Raises MappingMissing and MappingInvalid, which names the key.
    """
    content = _content(name)
    digest = hashlib.sha256(content).digest()
    return MappingFile(name, parse_mapping(name, content), digest)


def mapping_text(name: str) -> str:
    """The text of a mapping. Raises MappingMissing."""
    return _content(name).decode("utf-8", "replace")


def _content(name: str) -> bytes:
    path = Path(name)
    try:
        if path.is_file():
            return path.read_bytes()
    except OSError as error:
        raise _invalid(name, str(error.strerror), "文件无法读取。") from None
    if name not in shipped_mappings():
        raise MappingMissing(name=name, shipped=", ".join(shipped_mappings()))
    folder = resources.files("interfaces").joinpath("mappings")
    return folder.joinpath(f"{name}.toml").read_bytes()


def parse_mapping(name: str, content: bytes) -> Mapping:
    """The mapping that a TOML text holds. Raises MappingInvalid."""
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        mapping = Mapping.model_validate(tomllib.loads(text))
        if mapping.file.encoding is not None:
            codecs.lookup(mapping.file.encoding)
    except UnicodeDecodeError:
        raise _invalid(name, "It is not UTF-8.", "它不是 UTF-8 编码。") from None
    except tomllib.TOMLDecodeError as error:
        problem = f"It is not TOML: {error}."
        raise _invalid(name, problem, f"它不是合法的 TOML:{error}。") from None
    except LookupError as error:
        problem = f"file.encoding: {error}."
        raise _invalid(name, problem, problem) from None
    except ValidationError as error:
        raise _explained(name, error) from None
    return mapping


def _explained(name: str, error: ValidationError) -> MappingInvalid:
    zh, en = [], []
    for each in error.errors(include_url=False):
        key = ".".join(str(part) for part in each["loc"])
        match each["type"]:
            case "missing":
                zh.append(f"{key}：缺少此项。")
                en.append(f"{key} is missing.")
            case "extra_forbidden":
                nearest = _nearest(each["loc"])
                zh.append(
                    f"{key}：没有此项{f'，是否应为 {nearest}' if nearest else ''}。"
                )
                hint = f"; did you mean {nearest}?" if nearest else "."
                en.append(f"{key} is not known{hint}")
            case _:
                message = each["msg"].removeprefix("Value error, ").rstrip(".")
                said = message.replace(" is not one of: ", " 不是其中之一：")
                zh.append(f"{key}：{said}。")
                en.append(f"{key}: {message}.")
    return _invalid(name, " ".join(en), " ".join(zh))


def _nearest(place: tuple[int | str, ...]) -> str | None:
    """The known key that looks most like the unknown one at a place."""
    table: type[BaseModel] | None = Mapping
    for part in place[:-1]:
        if table is None or part not in table.model_fields:
            break
        table = _table_of(table, str(part))
    known = [*(table or Fields).model_fields, "column"]
    close = difflib.get_close_matches(str(place[-1]), known, n=1)
    return close[0] if close else None


def _table_of(table: type[BaseModel], key: str) -> type[BaseModel] | None:
    annotation = table.model_fields[key].annotation
    candidates = [annotation, *getattr(annotation, "__args__", ())]
    return next(
        (c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)),
        None,
    )


def _invalid(name: str, problem: str, problem_zh: str) -> MappingInvalid:
    return MappingInvalid(path=name, problem=problem, problem_zh=problem_zh)
