"""How drug and disease work: kinetics, signal, response, and the simulator."""
