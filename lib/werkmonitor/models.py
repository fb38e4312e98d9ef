"""What settings are read into: frozen models of TOML files that refuse unknown keys and say where."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from werkmonitor.errors import ConfigurationError, Problem, near_miss

Code = Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+|-[a-z0-9]+)*$")]


def _not_a_timestamp(value: Any) -> Any:
    if type(value) is not date and not isinstance(value, str):
        raise ValueError("expected a date as yyyy-mm-dd")
    return value


Day = Annotated[date, BeforeValidator(_not_a_timestamp)]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Coded(Model):
    """Something with a code that never changes and a Dutch name that readers see."""

    code: Code
    name: str
    aliases: tuple[str, ...] = ()


M = TypeVar("M", bound=BaseModel)


def load_model(path: Path, model: type[M], shown_as: str) -> M:
    """Read a TOML file into a frozen model.

    Raises ConfigurationError: every unknown key (with its near miss), missing key and wrong value, each with its place.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(shown_as, f"cannot be read ({type(error).__name__})", "save the file as UTF-8 text")
        raise ConfigurationError(problem) from None
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = Problem(shown_as, f"is not valid TOML: {error}", "mend the line named here")
        raise ConfigurationError(problem) from None
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise ConfigurationError(
            [_explain(details, content, model, text, shown_as) for details in error.errors()]
        ) from None


def _explain(details: Any, content: dict[str, Any], model: type[BaseModel], text: str, shown_as: str) -> Problem:
    path = [step for step in details["loc"] if not str(step).startswith(("function-", "literal[", "constrained-"))]
    known = _known_keys(model, path[:-1])
    path = _without_tags(path, content)
    where = f"{shown_as} › {_key(path, content)}"
    if details["type"] == "extra_forbidden":
        key = str(path[-1])
        where = f"{shown_as}{_line_of(key, text)} › {_key(path, content)}"
        close = near_miss(key, known)
        return Problem(where, f"unknown key '{key}'", f"did you mean '{close}'?" if close else "remove it")
    if details["type"] == "missing":
        return Problem(where, "is missing", f"add '{path[-1]}'")
    found = details["input"]
    shown = f"; found {found!r}" if isinstance(found, str | int | float | bool | date) else ""
    return Problem(where, details["msg"].removeprefix("Value error, ") + shown, f"mend it in {shown_as}")


def _key(path: list[Any], content: Any) -> str:
    """`partners['uwv'].kind` says more than `partners[6].kind`."""
    words, here = "", content
    for step in path:
        here = (
            here[step]
            if isinstance(here, list) and isinstance(step, int) and step < len(here)
            else (here.get(step) if isinstance(here, dict) else None)
        )
        if isinstance(step, int):
            name = here.get("code") or here.get("id") if isinstance(here, dict) else None
            words += f"['{name}']" if name else f"[{step + 1}]"
        else:
            words += f".{step}" if words else str(step)
    return words or "the file as a whole"


def _without_tags(path: list[Any], content: Any) -> list[Any]:
    """A path without the steps that only say which of several models a table is: those stand in no file."""
    kept, here = [], content
    for number, step in enumerate(path):
        if isinstance(here, dict) and step not in here and step in here.values() and number < len(path) - 1:
            continue
        kept.append(step)
        is_index = isinstance(here, list) and isinstance(step, int) and step < len(here)
        here = here[step] if is_index else here.get(step) if isinstance(here, dict) else None
    return kept


def _line_of(key: str, text: str) -> str:
    lines = [n for n, line in enumerate(text.splitlines(), 1) if re.match(rf"\s*\[*{re.escape(key)}\]*\s*(=|$)", line)]
    return f":{lines[0]}" if len(lines) == 1 else ""


def _known_keys(model: type[BaseModel], path: list[Any]) -> list[str]:
    """The keys allowed at a place, found by walking the models along the path."""
    here: Any = model
    tagged: dict[Any, Any] = {}
    for step in path:
        if isinstance(step, int):
            continue
        if step in tagged:
            here, tagged = tagged[step], {}
            continue
        field = here.model_fields.get(step)
        inner = field.annotation if field else None
        arguments = [a for a in getattr(inner, "__args__", ()) if isinstance(a, type) and issubclass(a, BaseModel)]
        here = arguments[0] if arguments else inner
        if field and isinstance(name := field.discriminator, str):
            tagged = {tag: one for one in arguments for tag in get_args(one.model_fields[name].annotation)}
        if not (isinstance(here, type) and issubclass(here, BaseModel)):
            return []
    return [field.alias or name for name, field in here.model_fields.items()]
