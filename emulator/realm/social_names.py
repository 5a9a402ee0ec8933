"""What pages call identity providers of social kinds."""

from __future__ import annotations

from collections.abc import Mapping

SOCIAL: Mapping[str, str] = {
    "bitbucket": "BitBucket", "facebook": "Facebook", "github": "GitHub", "gitlab": "GitLab", "google": "Google",
    "linkedin-openid-connect": "LinkedIn", "microsoft": "Microsoft", "openshift-v4": "Openshift v4", "paypal": "PayPal",
    "stackoverflow": "StackOverflow", "twitter": "Twitter",
}  # fmt: skip
"""By the id of the kind."""
