"""A view of a document: what reads its members, each with the default that stands beside its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class Field(Generic[T]):
    """A member of the document: its name on the wire, and what stands for it when it is absent or null."""

    __slots__ = ("default", "wire")

    def __init__(self, wire: str, default: T) -> None:
        self.wire = wire
        self.default = default

    @overload
    def __get__(self, view: None, owner: type) -> Field[T]: ...
    @overload
    def __get__(self, view: View, owner: type) -> T: ...
    def __get__(self, view: View | None, owner: type) -> Field[T] | T:
        if view is None:
            return self
        value = view.document.get(self.wire)
        return self.default if value is None else value


class FilledField(Field[T]):
    """A text whose default also stands for an empty one."""

    __slots__ = ()

    def __get__(self, view: View | None, owner: type) -> Any:
        return self if view is None else view.document.get(self.wire) or self.default


class View:
    """Base of all views; two views are the same when their document is."""

    __slots__ = ("document",)

    id = Field("id", "")

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document

    def __eq__(self, other: object) -> bool:
        return isinstance(other, View) and other.document is self.document

    def __hash__(self) -> int:
        return id(self.document)
