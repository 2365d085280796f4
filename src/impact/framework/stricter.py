"""The stricter of two versions' disclosure policies, so that a draft can never show what the one in use hides."""

from impact.framework.models import Framework
from impact.framework.parts import Policy

_SCOPES = ("service", "sector", "borough")
_UNKNOWN = Policy(id="unknown", title="")


def stricter(live: Framework, draft: Framework) -> Framework:
    """The draft, each indicator under a policy that hides all that its policy in either version hides."""
    made: dict[str, Policy] = {}
    indicators = []
    for one in draft.indicators:
        new = draft.policy.get(one.policy, _UNKNOWN)
        was = live.indicator.get(one.id)
        both = stricter_of(live.policy.get(was.policy, _UNKNOWN), new) if was else new
        made[both.id] = both
        indicators.append(one.model_copy(update={"policy": both.id}))
    policies, changed = tuple(made.values()), tuple(indicators)
    rebuilt = Framework.model_validate(draft.model_dump() | {"policies": policies, "indicators": changed})
    return rebuilt.with_breaks(draft.breaks)


def stricter_of(one: Policy, other: Policy) -> Policy:
    """A policy that hides whatever either of two hides."""
    names = ("smallest_shown", "smallest_base", "publisher_shown", "all_or_nothing_base", "fewest_services")
    most = {name: max(getattr(one, name), getattr(other, name)) for name in (*names, "round_to")}
    scope = max(one.lowest_scope, other.lowest_scope, key=_SCOPES.index)
    id = one.id if one.id == other.id else f"{one.id}+{other.id}"
    complement = one.complement or other.complement
    return Policy(id=id, title=other.title, complement=complement, lowest_scope=scope, **most)


def is_looser(was: Policy, now: Policy) -> bool:
    """Whether the later of two policies might show something that the earlier one hides."""
    both = stricter_of(was, now)
    keys = [name for name in Policy.model_fields if name not in ("id", "title")]
    return any(getattr(both, name) != getattr(now, name) for name in keys)
