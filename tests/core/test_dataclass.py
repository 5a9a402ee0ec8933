"""Declared by the project's decorator or by the standard one, a class does the same."""

import copy
import dataclasses
import pickle

import pytest

from emulator.core import dataclass as ours

FLAGS = [
    {}, {"slots": True}, {"frozen": True}, {"frozen": True, "slots": True}, {"eq": False}, {"eq": False, "slots": True},
]  # fmt: skip


class Point:
    """A place."""

    x: int
    y: int = 2
    seen: list[int] = dataclasses.field(default_factory=list)

    def norm(self) -> int:
        return self.x + self.y


def declared(decorator, flags):
    body = {name: value for name, value in vars(Point).items() if name not in ("__dict__", "__weakref__")}
    return decorator(**flags)(type("Point", (), body))


def told(call):
    try:
        return call()
    except (AttributeError, TypeError) as error:
        return type(error).__name__


def behaviour(cls):
    first, same, other = cls(1), cls(x=1), cls(3, 4, [5])
    return {
        "repr": repr(other), "equal": first == same, "unequal": first == other, "another type": first == (1, 2, []),
        "own list": first.seen is not same.seen, "replaced": repr(dataclasses.replace(other, y=9)), "as dict": dataclasses.asdict(other),
        "fields": [field.name for field in dataclasses.fields(cls)], "method": other.norm(), "doc": cls.__doc__,
        "set": told(lambda: setattr(first, "x", 7)),
        "deleted": told(lambda: delattr(other, "y")),
        "hash": told(lambda: isinstance(hash(first), int)), "same hash": told(lambda: hash(cls(1, 2, ())) == hash(cls(1, 2, ()))),
        "missing": told(cls), "too many": told(lambda: cls(1, 2, [], 4)),
        "copied": repr(copy.copy(cls(5))), "deep": repr(copy.deepcopy(cls(5))),
        "slots": hasattr(first, "__dict__"), "match": cls.__match_args__,
    }  # fmt: skip


@pytest.mark.parametrize("flags", FLAGS, ids=str)
def test_it_does_what_the_standard_one_does(flags):
    assert behaviour(declared(ours.dataclass, flags)) == behaviour(declared(dataclasses.dataclass, flags))


@pytest.mark.parametrize("options", [{"init": False}, {"repr": False}, {"compare": False}, {"kw_only": True}], ids=str)
def test_a_field_with_options_of_its_own_is_refused(options):
    with pytest.raises(TypeError, match="Odd: fields with options of their own need the standard dataclass: x"):
        ours.dataclass(type("Odd", (), {"__annotations__": {"x": int}, "x": dataclasses.field(default=1, **options)}))


@ours.dataclass(frozen=True, slots=True)
class Kept:
    """Something that travels."""

    a: int
    b: str = "b"


@ours.dataclass
class Summed:
    """Something that computes at the end."""

    a: int
    total: int = 0

    def __post_init__(self):
        self.total = self.a + 1

    def __repr__(self):
        return "its own"


def test_it_travels_matches_and_ends_with_what_the_class_says():
    assert pickle.loads(pickle.dumps(Kept(1))) == Kept(1)
    assert {Kept(1), Kept(1), Kept(2)} == {Kept(2), Kept(1)}
    match Kept(4):
        case Kept(a, b):
            assert (a, b) == (4, "b")
    assert (Summed(2).total, repr(Summed(2))) == (3, "its own")
