"""OpenShift 4."""

from __future__ import annotations

from emulator.broker.social import Addresses, Fields, provider
from emulator.realm.views import IdentityProvider


def _addresses(configured: IdentityProvider) -> Addresses:
    base = configured.text("baseUrl")
    return Addresses(f"{base}/oauth/authorize", f"{base}/oauth/token", f"{base}/apis/user.openshift.io/v1/users/~")


BROKER_PROVIDER = provider("openshift-v4", _addresses, "user:full", Fields("metadata.uid", ("metadata.name",), (), name="fullName"))
