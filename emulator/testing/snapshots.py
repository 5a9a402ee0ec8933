"""Named snapshots of all realms: marks in the undo log, so that taking one costs nothing, and going back what has changed since."""

from __future__ import annotations

from emulator.state.store import Store


class Snapshots:
    """Snapshots of a store by name. Going back to one forgets those that were taken later."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._marks: dict[str, int] = {}

    def names(self) -> list[str]:
        """Names, oldest first."""
        return list(self._marks)

    def take(self, name: str) -> None:
        """Takes one; an older one of the same name is given up."""
        self.drop(name)
        self._marks[name] = self._store.hold()

    def restore(self, name: str) -> None:
        """Puts all realms back to how they were; raises KeyError for an unknown name."""
        mark = self._marks[name]
        self._store.roll_back(mark)
        self.drop_after(mark)

    def drop(self, name: str) -> bool:
        """Gives one up; whether there was one."""
        if self._marks.pop(name, None) is None:
            return False
        self._store.release()
        return True

    def drop_after(self, mark: int) -> None:
        """Gives up all that were taken after this position of the log."""
        for name in [name for name, taken in self._marks.items() if taken > mark]:
            self.drop(name)
