"""Makes the demonstration's returns: invented services, three years, the same bytes for the same seed."""

from impact.demo_data.returns import LABEL, generate

__all__ = ["LABEL", "generate"]
