"""The training step of TrainingBenchmark in plain eager PyTorch, as an engineer who cares for speed writes it: joint query-key-value
and gate-up products, one baddbmm for scale and mask. Prints one JSON object with the seconds of each step."""
import json
import math
import sys
import time

import torch
import torch.nn.functional as F

THREADS, STEPS, VOCABULARY, WIDTH, LAYERS, HEADS, FEED, BATCH, TIME = (int(argument) for argument in sys.argv[1:10])


class Norm(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(WIDTH))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5) * self.weight


class Layer(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.attention_norm, self.feed_norm = Norm(), Norm()
        self.query_key_value = torch.nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.output = torch.nn.Linear(WIDTH, WIDTH, bias=False)
        self.gate_up = torch.nn.Linear(WIDTH, 2 * FEED, bias=False)
        self.down = torch.nn.Linear(FEED, WIDTH, bias=False)

    def forward(self, x, cosine, sine, mask):
        batch, steps, width = x.shape
        size = width // HEADS
        joint = self.query_key_value(self.attention_norm(x)).view(batch, steps, 3, HEADS, size).permute(2, 0, 3, 1, 4)
        first, second = joint[:2, ..., : size // 2], joint[:2, ..., size // 2 :]
        turned = torch.cat((first * cosine - second * sine, second * cosine + first * sine), -1)
        query, key = (turned[i].reshape(batch * HEADS, steps, size) for i in range(2))
        value = joint[2].reshape(batch * HEADS, steps, size)
        weights = torch.baddbmm(mask, query, key.transpose(1, 2), alpha=1 / math.sqrt(size)).softmax(-1)
        mixed = torch.bmm(weights, value).view(batch, HEADS, steps, size).transpose(1, 2).reshape(batch, steps, width)
        x = x + self.output(mixed)
        gate, up = self.gate_up(self.feed_norm(x)).chunk(2, -1)
        return x + self.down(F.silu(gate) * up)


class Llama(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Parameter(torch.randn(VOCABULARY, WIDTH) * 0.02)
        self.layers = torch.nn.ModuleList([Layer() for _ in range(LAYERS)])
        self.norm = Norm()
        size = WIDTH // HEADS
        angles = torch.outer(torch.arange(TIME).float(), 10000 ** (-torch.arange(0, size, 2).float() / size))
        self.cosine, self.sine = angles.cos(), angles.sin()
        self.mask = torch.full((TIME, TIME), float("-inf")).triu(1)

    def forward(self, tokens):
        x = F.embedding(tokens, self.embedding)
        for layer in self.layers:
            x = layer(x, self.cosine, self.sine, self.mask)
        return F.linear(self.norm(x), self.embedding)


def main():
    torch.set_num_threads(THREADS)
    torch.manual_seed(0)
    model = Llama()
    parameters = list(model.parameters())
    optimizer = torch.optim.AdamW(parameters, lr=1e-3, betas=(0.9, 0.98), weight_decay=0.05)
    tokens = torch.randint(VOCABULARY, (BATCH, TIME))
    targets = torch.randint(VOCABULARY, (BATCH * TIME,))
    seconds = []
    for _ in range(STEPS):
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(tokens).view(-1, VOCABULARY), targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        loss.item()
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": seconds, "version": torch.__version__}))


main()
