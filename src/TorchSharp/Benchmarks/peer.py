"""The same measurements in Python, on python3-torch: started by OperatorBenchmark with the threads and the BLAS that it uses itself.

Prints one JSON object: ns_add, ns_add_recorded and gflops.
"""
import json
import math
import sys
import time

import torch

THREADS = int(sys.argv[1])


def best(action, repeats):
    """Seconds of the fastest repeat: what the machine can do when it is left alone."""
    fastest = math.inf
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        fastest = min(fastest, time.perf_counter() - start)
    return fastest


def nanoseconds_of_add(recorded):
    a, b = torch.ones(8, requires_grad=recorded), torch.ones(8)

    def loop():
        for _ in range(2000):
            a + b

    loop()
    return best(loop, 20) / 2000 * 1e9


def gigaflops():
    a, b, c = torch.randn(1024, 1024), torch.randn(1024, 1024), torch.empty(1024, 1024)
    torch.mm(a, b, out=c)
    return 2 * 1024**3 / best(lambda: torch.mm(a, b, out=c), 12) / 1e9


torch.set_num_threads(THREADS)
print(json.dumps({
    "ns_add": nanoseconds_of_add(False),
    "ns_add_recorded": nanoseconds_of_add(True),
    "gflops": gigaflops(),
    "version": torch.__version__,
}))
