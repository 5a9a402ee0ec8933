"""The real kcadm.sh, of the distribution in KEYCLOAK_HOME, beside this one: the same arguments, the same output, the same server.

It needs Java, and takes seconds for each call.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

STEPS = """\
config credentials --server URL --realm master --user admin --password wrong
config credentials --server URL --realm master --user admin --password admin
create realms -s realm=shop -s enabled=true
create realms -s realm=shop -s enabled=true
create users -r shop -s username=alice -s enabled=true
create users -r shop -s username=bob -o --fields username,enabled
create users -r shop -s username
create users -r shop -s a..b=1
create roles -r shop -s name=r1
create roles -r shop -s name=r2 -i
set-password -r shop --username alice --new-password wonder
set-password -r shop --username none --new-password wonder
add-roles -r shop --uusername alice --rolename r1 --rolename r2
add-roles -r shop --uusername alice --cclientid realm-management --rolename view-users
add-roles -r shop --uusername alice
remove-roles -r shop --uusername alice --rolename r2
get-roles -r shop --uusername alice --fields name --format csv
get-roles -r shop --uusername alice --cclientid realm-management --fields name
get users -r shop --fields username,enabled,emailVerified
get users -r shop --fields username,missing,enabled --format csv --noquotes
get realms/shop --fields realm,smtpServer,browserSecurityHeaders(xFrameOptions)
get realms/shop --fields realm(
get realms/none
get realms/shop --bogus
update realms/shop -s displayName=Shop -s enabledEventTypes+=LOGIN
update realms/shop -d displayName -s accessTokenLifespan=77 -o --fields accessTokenLifespan,enabledEventTypes
new-object -s a.b=1 -s c+=x -s d[1]=true -s e=1.50 -s f=
delete roles/r1 -r shop
delete roles/r1 -r shop
delete realms/shop"""


@pytest.fixture(scope="module")
def real():
    """The real command."""
    home = os.environ.get("KEYCLOAK_HOME")
    if home is None or not (Path(home) / "bin" / "kcadm.sh").is_file():
        pytest.skip("KEYCLOAK_HOME does not name a distribution of Keycloak")
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        pytest.skip("there is no Java")
    return [str(Path(home) / "bin" / "kcadm.sh")]


def all_steps(command, url, config):
    """What each step printed and how it ended, without what is new each time."""
    done = []
    for line in STEPS.replace("URL", url).splitlines():
        words = shlex.split(line)
        if words[0] != "new-object":
            words += ["--config", str(config)]
        run = subprocess.run([*command, *words], capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL)
        printed = [re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", text) for text in (run.stdout, run.stderr)]
        done.append((line, run.returncode, *printed))
    return done


def test_both_say_and_do_the_same(real, server, tmp_path):
    ours = all_steps([sys.executable, "-P", "-m", "kcadm"], server.url, tmp_path / "ours.config")
    theirs = all_steps(real, server.url, tmp_path / "theirs.config")
    assert ours == theirs
    # A session that one of them opened is the other's too.
    both = ["get", "realms/master", "--fields", "realm", "--config", tmp_path / "ours.config"]
    assert subprocess.run([*real, *both], capture_output=True, text=True, timeout=60, check=True).stdout == '{\n  "realm" : "master"\n}'
