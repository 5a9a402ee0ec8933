"""Testing controls: what no real identity provider lets a test do, at ``/_emulator``. One file a resource."""
