"""Dataclasses that cost little to declare: their methods are shared, or written when the first object is made.

A start declares a hundred classes and makes objects of a few. The standard decorator writes and compiles up to six methods
for each, half a millisecond a class; this one reads the fields and leaves the rest for later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, fields
from dataclasses import dataclass as _standard
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

_FACTORY = object()
_SET = object.__setattr__


def _declare(cls: Any, *, eq: bool, frozen: bool, slots: bool) -> Any:
    own = set(cls.__dict__)
    # Without one the standard decorator reads a signature for it.
    cls.__doc__ = cls.__doc__ or cls.__name__
    cls = _standard(init=False, repr=False, eq=False, slots=slots)(cls)
    special = [field.name for field in fields(cls) if not (field.init and field.repr and field.compare) or field.kw_only]
    if special:
        raise TypeError(f"{cls.__name__}: fields with options of their own need the standard dataclass: {', '.join(special)}")
    methods: dict[str, Any] = {"__init__": _first_init(cls, frozen), "__repr__": _represent}
    if eq:
        values = attrgetter(*names) if (names := [field.name for field in fields(cls)]) else _nothing
        methods["__eq__"] = _equal_by(values)
        cls.__hash__ = _hash_by(values) if frozen else None
    if frozen:
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse}
        if slots:
            methods |= {"__getstate__": _state, "__setstate__": _take_state}
    for name, method in methods.items():
        if name not in own:
            setattr(cls, name, method)
    return cls


def _first_init(cls: Any, frozen: bool) -> Callable[..., None]:
    def first(self: Any, /, *values: Any, **named: Any) -> None:
        cls.__init__ = _written_init(cls, frozen)
        cls.__init__(self, *values, **named)

    return first


def _written_init(cls: Any, frozen: bool) -> Any:
    """The ``__init__`` that the standard decorator writes."""
    known: dict[str, Any] = {"_FACTORY": _FACTORY, "_SET": _SET}
    parameters, lines = ["self"], []
    for field in fields(cls):
        name, value = field.name, field.name
        if field.default_factory is not MISSING:
            known[f"_make_{name}"] = field.default_factory
            value = f"_make_{name}() if {name} is _FACTORY else {name}"
            parameters.append(f"{name}=_FACTORY")
        elif field.default is not MISSING:
            known[f"_default_{name}"] = field.default
            parameters.append(f"{name}=_default_{name}")
        else:
            parameters.append(name)
        lines.append(f"_SET(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    exec(f"def __init__({', '.join(parameters)}):\n  " + "\n  ".join(lines or ["pass"]), known)  # noqa: S102 - as the standard decorator does
    written = known["__init__"]
    written.__qualname__ = f"{cls.__qualname__}.__init__"
    return written


def _equal_by(values: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    def equal(self: Any, other: Any) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return equal


def _hash_by(values: Callable[[Any], Any]) -> Callable[[Any], int]:
    return lambda self: hash(values(self))


def _nothing(self: Any) -> tuple[()]:
    return ()


def _represent(self: Any) -> str:
    return f"{type(self).__qualname__}({', '.join(f'{field.name}={getattr(self, field.name)!r}' for field in fields(self))})"


def _refuse(self: Any, name: str, *value: Any) -> None:
    raise FrozenInstanceError(f"cannot change field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in fields(self)]


def _take_state(self: Any, state: list[Any]) -> None:
    for field, value in zip(fields(self), state, strict=True):
        _SET(self, field.name, value)


if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls=None, /, *, eq=True, frozen=False, slots=False):
        """What ``dataclasses.dataclass`` makes of a class, for checkers of types the very same."""
        if cls is not None:
            return _declare(cls, eq=eq, frozen=frozen, slots=slots)
        return lambda declared: _declare(declared, eq=eq, frozen=frozen, slots=slots)
