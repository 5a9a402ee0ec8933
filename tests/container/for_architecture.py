"""Marks an image archive (docker save) as one for another architecture, for docker load: docker import takes it for its own."""

import hashlib
import io
import json
import sys
import tarfile


def marked(archive, architecture):
    """The archive with that architecture in the image's configuration, whose name is its digest."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as source:
        members = [(member, source.extractfile(member).read() if member.isfile() else None) for member in source.getmembers()]
    contents = {member.name: content for member, content in members}
    manifest = json.loads(contents["manifest.json"])
    former = manifest[0]["Config"]
    config = json.dumps({**json.loads(contents[former]), "architecture": architecture}).encode()
    manifest[0]["Config"] = f"{hashlib.sha256(config).hexdigest()}.json"
    changed = {former: (manifest[0]["Config"], config), "manifest.json": ("manifest.json", json.dumps(manifest).encode())}
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as copy:
        for member, content in members:
            member.name, now = changed.get(member.name, (member.name, content))
            member.size = len(now or b"")
            copy.addfile(member, None if now is None else io.BytesIO(now))
    return target.getvalue()


if __name__ == "__main__":
    sys.stdout.buffer.write(marked(sys.stdin.buffer.read(), sys.argv[1]))
