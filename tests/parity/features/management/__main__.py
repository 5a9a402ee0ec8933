"""``python -m tests.parity.features.management record|compare URL``: keeps what a server answers, or says where another one differs."""

import sys

from tests.parity.features.management.matrix import RECORDED, Matrix
from tests.parity.fine_grained.__main__ import main

if __name__ == "__main__":
    sys.exit(main(Matrix, RECORDED))
