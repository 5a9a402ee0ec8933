"""``python -m emulator`` is the command ``keycloak-emulator``."""

import sys

from emulator.cli import main

sys.exit(main())
