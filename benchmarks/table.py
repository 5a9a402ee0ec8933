"""Figures as markdown: one column for each server, with its ratio to the emulator."""

NOTES = """\
A ratio is the peer's figure divided by the emulator's: above 1 the peer does more requests, or takes longer, or more memory.

- password: the emulator compares a password that the realm file gives in plain text as it is, and remembers one that it has verified
  against a hash; Keycloak computes Argon2 at every login. The ratio shows that choice more than it shows speed.
- import: through the Admin API, users without credentials, so that neither server has to hash.
- client_credentials: all answer with a JWT signed with RS256 and 2048 bits; oauth2-mock-server does not authenticate the client."""


def number(value):
    """Three digits, and no exponent for what people read."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def cell(figure, value, own, signing):
    """A figure with its ratio to the emulator's ``own``, and for client_credentials the share of one core's signing rate."""
    if value is None:
        return ""
    text = number(value)
    if own:
        text += f" ({value / own:.2f}x)"
    if figure.startswith("client_credentials"):
        text += f" = {100 * value / signing:.0f} % of signing"
    return text


def text(results, machine, signing):
    """The whole report; ``results`` holds figures by server and name, ``machine`` those that belong to none."""
    names = list(results)
    lines = [f"| | {' | '.join(names)} |", "|---|" + "---:|" * len(names)]
    for figure in dict.fromkeys(key for figures in results.values() for key in figures):
        own = results["emulator"].get(figure)
        cells = [cell(figure, results[name].get(figure), own if name != "emulator" else None, signing) for name in names]
        lines.append(f"| {figure} | {' | '.join(cells)} |")
    lines += ["", *(f"- {name}: {number(value)}" for name, value in machine.items()), "", NOTES]
    if any(value > 80 for name, value in machine.items() if name.startswith("share of a core that the load")):
        lines += ["", "The load generator was busy for most of a run: the highest rates are its own, not the server's."]
    return "\n".join(lines)
