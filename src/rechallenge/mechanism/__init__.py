"""How drug and disease work: kinetics, signal, response, and the simulator."""

import os

# XLA's newer emitters take twice as long to compile our programs and run them no faster (jaxlib 0.10, two cores). JAX reads this
# when it first computes, and everything here that computes imports this package before.
if "xla_cpu_use_fusion_emitters" not in os.environ.get("XLA_FLAGS", ""):
    os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} --xla_cpu_use_fusion_emitters=false".strip()
