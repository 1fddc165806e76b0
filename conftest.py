"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# A test must not fail because the machine is slow: what takes long is measured under benchmarks/.
settings.register_profile("tenken", deadline=None)
settings.load_profile("tenken")
