"""The framework as data: what a place measures, why, and by which rules."""

from impact.framework.load import Finding, UnreadableFramework, fingerprint, from_json, load, to_json
from impact.framework.models import (
    Area,
    Criterion,
    Framework,
    Indicator,
    Link,
    Node,
    Policy,
    Sector,
    Service,
    Stage,
    Target,
)

__all__ = [
    "Area",
    "Criterion",
    "Finding",
    "Framework",
    "Indicator",
    "Link",
    "Node",
    "Policy",
    "Sector",
    "Service",
    "Stage",
    "Target",
    "UnreadableFramework",
    "fingerprint",
    "from_json",
    "load",
    "to_json",
]
