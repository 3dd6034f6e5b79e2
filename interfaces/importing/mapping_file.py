"""Finding a mapping by its name or path, and saying what is wrong with it."""

from __future__ import annotations

import codecs
import difflib
import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from interfaces.importing.mapping import Mapping
from interfaces.importing.mapping_fields import Fields
from interfaces.importing.problems import MappingInvalid, MappingMissing
from interfaces.importing.register_mapping import RegisterMapping

M = TypeVar("M", Mapping, RegisterMapping)
_FOLDER = resources.files("interfaces").joinpath("mappings")


@dataclass(frozen=True)
class MappingFile:
    """A mapping and the SHA-256 of its text."""

    name: str
    mapping: Mapping
    digest: bytes


def shipped_mappings() -> list[str]:
    """The names of the mappings of cases that come with the program."""
    return _named(_FOLDER)


def shipped_registers() -> list[str]:
    """The names of those of registers, which are the registers' own."""
    return _named(_FOLDER.joinpath("registers"))


def _named(folder: Traversable) -> list[str]:
    names = (entry.name for entry in folder.iterdir())
    return sorted(name[:-5] for name in names if name.endswith(".toml"))


def load_mapping(name: str) -> MappingFile:
    """The mapping in a file, or a shipped one by its name.

    Raises MappingMissing and MappingInvalid, which names the key.
    """
    content = _content(name, shipped_mappings())
    digest = hashlib.sha256(content).digest()
    return MappingFile(name, parse_mapping(name, content), digest)


def load_register_mapping(register: str, path: str | None = None) -> RegisterMapping:
    """The mapping of a register: in a file, else the shipped one.

    Raises MappingMissing and MappingInvalid, which names the key.
    """
    name = path or register
    mapping = _parsed(name, _content(name, shipped_registers()), RegisterMapping)
    if mapping.source.register_name != register:
        problem = f"source.register: {register} expected."
        raise _invalid(name, problem, f"source.register：应为 {register}。")
    return mapping


def mapping_text(name: str) -> str:
    """The text of a mapping. Raises MappingMissing."""
    shipped = [*shipped_mappings(), *shipped_registers()]
    return _content(name, shipped).decode("utf-8", "replace")


def _content(name: str, shipped: Sequence[str]) -> bytes:
    path = Path(name)
    try:
        if path.is_file():
            return path.read_bytes()
    except OSError as error:
        raise _invalid(name, str(error.strerror), "文件无法读取。") from None
    if name not in shipped:
        raise MappingMissing(name=name, shipped=", ".join(shipped))
    folder = _FOLDER
    if name in shipped_registers():
        folder = folder.joinpath("registers")
    return folder.joinpath(f"{name}.toml").read_bytes()


def parse_mapping(name: str, content: bytes) -> Mapping:
    """The mapping that a TOML text holds. Raises MappingInvalid."""
    return _parsed(name, content, Mapping)


def _parsed(name: str, content: bytes, grammar: type[M]) -> M:
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        mapping = grammar.model_validate(tomllib.loads(text))
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
        raise _explained(name, error, grammar) from None
    return mapping


def _explained(
    name: str, error: ValidationError, grammar: type[BaseModel]
) -> MappingInvalid:
    zh, en = [], []
    for each in error.errors(include_url=False):
        key = ".".join(str(part) for part in each["loc"])
        match each["type"]:
            case "missing":
                zh.append(f"{key}：缺少此项。")
                en.append(f"{key} is missing.")
            case "extra_forbidden":
                nearest = _nearest(each["loc"], grammar)
                zh.append(
                    f"{key}：没有此项{f'，是否应为 {nearest}' if nearest else ''}。"
                )
                hint = f"; did you mean {nearest}?" if nearest else "."
                en.append(f"{key} is not known{hint}")
            case _:
                message = each["msg"].removeprefix("Value error, ").rstrip(".")
                said = message.replace(" is not one of: ", " 不是其中之一：")
                place = f"{key}：" if key else ""
                zh.append(f"{place}{said}。")
                en.append(f"{place.replace('：', ': ')}{message}.")
    return _invalid(name, " ".join(en), " ".join(zh))


def _nearest(place: tuple[int | str, ...], grammar: type[BaseModel]) -> str | None:
    """The known key that looks most like the unknown one at a place."""
    table: type[BaseModel] | None = grammar
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
