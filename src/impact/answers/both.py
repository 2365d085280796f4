"""Everything that either of two versions of a framework names, to name what one of them has no longer."""

from impact.framework import Framework

_NAMED = ("sectors", "services", "areas", "indicators", "stages", "criteria", "nodes", "policies")


def both(was: Framework, now: Framework) -> Framework:
    """Every row of either, the later version's word first; only for naming, never for working out."""
    joined = {}
    for name in _NAMED:
        later = {one.id for one in getattr(now, name)}
        joined[name] = (*getattr(now, name), *(one for one in getattr(was, name) if one.id not in later))
    return Framework.model_construct(**{name: getattr(now, name) for name in Framework.model_fields} | joined)
