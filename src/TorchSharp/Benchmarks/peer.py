"""The same measurements in Python, on python3-torch: started by OperatorBenchmark with the threads and the BLAS that it uses itself.

Prints one JSON object: ns_add, ns_add_recorded, gflops and train_tokens_per_second.
"""
import json
import math
import sys
import time

import torch
import torch.nn.functional as F

THREADS, BATCH, TIME, STEPS = (int(argument) for argument in sys.argv[1:5])
VOCABULARY, WIDTH, LAYERS, HEADS, FEED = 1280, 192, 4, 6, 512


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


class Norm(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(WIDTH))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5) * self.weight


def rotate(x, cos, sin):
    half = x.shape[-1] // 2
    a, b = x[..., :half], x[..., half:]
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)


class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = Norm(), Norm()
        self.q, self.k, self.v, self.o = (torch.nn.Linear(WIDTH, WIDTH, bias=False) for _ in range(4))
        self.gate, self.up = (torch.nn.Linear(WIDTH, FEED, bias=False) for _ in range(2))
        self.down = torch.nn.Linear(FEED, WIDTH, bias=False)

    def forward(self, x, cos, sin, mask):
        batch, steps, _ = x.shape
        heads = lambda y: y.view(batch, steps, HEADS, WIDTH // HEADS).transpose(1, 2)
        h = self.norm1(x)
        q, k, v = rotate(heads(self.q(h)), cos, sin), rotate(heads(self.k(h)), cos, sin), heads(self.v(h))
        scores = q.matmul(k.transpose(-2, -1)) * (1 / math.sqrt(WIDTH // HEADS)) + mask
        y = scores.softmax(-1).matmul(v).transpose(1, 2).reshape(batch, steps, WIDTH)
        x = x + self.o(y)
        h = self.norm2(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))


class Llama(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Parameter(torch.randn(VOCABULARY, WIDTH) * 0.02)
        self.blocks = torch.nn.ModuleList([Block() for _ in range(LAYERS)])
        self.norm = Norm()
        size = WIDTH // HEADS
        angles = torch.outer(torch.arange(TIME).float(), 10000 ** (-torch.arange(0, size, 2).float() / size))
        self.cos, self.sin = angles.cos(), angles.sin()
        self.mask = torch.full((TIME, TIME), float("-inf")).triu(1)

    def forward(self, tokens):
        x = F.embedding(tokens, self.embedding)
        for block in self.blocks:
            x = block(x, self.cos, self.sin, self.mask)
        return F.linear(self.norm(x), self.embedding)


def train_tokens_per_second():
    torch.manual_seed(0)
    model = Llama()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.98), weight_decay=0.05)
    tokens = torch.randint(VOCABULARY, (BATCH, TIME))
    targets = torch.randint(VOCABULARY, (BATCH * TIME,))
    losses = []

    def step():
        model.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(tokens).view(-1, VOCABULARY), targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())

    step()
    return BATCH * TIME / best(step, STEPS)


torch.set_num_threads(THREADS)
print(json.dumps({
    "ns_add": nanoseconds_of_add(False),
    "ns_add_recorded": nanoseconds_of_add(True),
    "gflops": gigaflops(),
    "train_tokens_per_second": train_tokens_per_second(),
    "version": torch.__version__,
}))
