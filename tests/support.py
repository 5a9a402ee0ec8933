"""What the suites share beside the fixtures of conftest.py."""

import sys


class Imports:
    """Modules that pytest runs within this process have imported, which pytester forgets at their end and at its own.

    Forgotten ones would be imported again by the next run, which takes a second, and this process would have two of each class.
    """

    def __init__(self):
        self.modules = {}

    def run(self, pytester, *options):
        """The result of a run in pytester's folder."""
        return pytester.runpytest_inprocess(*options, plugins=[self])

    def pytest_unconfigure(self):
        """The hook at the end of such a run."""
        self.modules |= sys.modules

    def bring_back(self, folder):
        """Imports them again, but for those of the folder."""
        for name, module in self.modules.items():
            if not (getattr(module, "__file__", None) or "").startswith(str(folder)):
                sys.modules.setdefault(name, module)
