"""Which indicators are asked of which service, and by which kind of period it sends them."""

from collections.abc import Collection

from impact.framework import Framework

Asked = dict[str, dict[str, tuple[str, ...]]]
"""Service id -> kind of period -> ids of the indicators asked for, in the framework's order."""


def asked(rules: Framework, sent: Collection[tuple[str, str]]) -> Asked:
    """What every service is asked for, with the kind of period of its own rhythm first.

    sent   (service id, indicator id) of everything that was ever sent

    Asked are the core indicators in a service's scope, and any other in it that the service ever sent, as
    completeness is counted everywhere. A kind of period without any indicator is not there.
    """
    found: Asked = {}
    for service in rules.services:
        kinds: dict[str, list[str]] = {service.rhythm: []}
        for indicator in rules.indicators:
            if rules.asks(service, indicator, (service.id, indicator.id) in sent):
                kinds.setdefault(rules.rhythm(service, indicator), []).append(indicator.id)
        found[service.id] = {kind: tuple(ids) for kind, ids in kinds.items() if ids}
    return found
