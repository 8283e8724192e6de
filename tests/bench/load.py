"""A small load generator: so many clients ask for one page over and over for so many seconds."""

import asyncio
import statistics
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """What came out: requests per second, 95th percentile in milliseconds, failures."""

    per_second: float
    p95_ms: float
    failures: int

    def __str__(self) -> str:
        failed = f", {self.failures} FAILED" if self.failures else ""
        return f"{self.per_second:7.0f} requests/s, p95 {self.p95_ms:6.1f} ms{failed}"


async def _ask(port: int, request: bytes) -> bool:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        answer = await reader.read(-1)
        return answer.startswith(b"HTTP/1.1 200")
    finally:
        writer.close()


def measure(port: int, path: str, *, clients: int, seconds: float, cookie: str = "") -> Load:
    """Ask for ``path`` from ``clients`` clients at once; every answer must be 200."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n"
        f"Cookie: {cookie}\r\nConnection: close\r\n\r\n"
    ).encode()
    times: list[float] = []
    failures = 0

    async def client(until: float) -> None:
        nonlocal failures
        while time.perf_counter() < until:
            begun = time.perf_counter()
            if not await _ask(port, request):
                failures += 1
            times.append(time.perf_counter() - begun)

    async def all_clients() -> float:
        for _ in range(2 * clients):  # warm every server process
            await _ask(port, request)
        begun = time.perf_counter()
        await asyncio.gather(*(client(begun + seconds) for _ in range(clients)))
        return time.perf_counter() - begun

    lasted = asyncio.run(all_clients())
    p95 = statistics.quantiles(times, n=20)[-1] * 1000 if len(times) > 1 else times[0] * 1000
    return Load(len(times) / lasted, p95, failures)
