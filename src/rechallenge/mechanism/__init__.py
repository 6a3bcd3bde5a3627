"""How drug and disease work: kinetics, signal, response, and the simulator."""

import os
from importlib.metadata import version

# Of XLA's newer ways with programs on a processor, its emitters take twice as long to compile ours and run them no faster, and its
# YNN kernels for sums and products run them half as fast (two cores). JAX reads this when it first computes, and everything here
# that computes imports this package before. Another jaxlib may not know these flags, and would refuse to start.
if version("jaxlib").startswith("0.10."):
    for flag in ("--xla_cpu_use_fusion_emitters=false", "--xla_cpu_experimental_ynn_fusion_type="):
        if flag.split("=")[0] not in os.environ.get("XLA_FLAGS", ""):
            os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {flag}".strip()
