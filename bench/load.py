"""A client of a few threads, each with one connection, for a given time."""

import http.client
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

Ask = Callable[[http.client.HTTPConnection, int], None]


def get(path: str, headers: dict[str, str] | None = None, expected: int = 200) -> Ask:
    """A request that must be answered with the expected status."""

    def ask(connection: http.client.HTTPConnection, _number: int) -> None:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        answer.read()
        if answer.status != expected:
            raise RuntimeError(f"{path}: {answer.status}")

    return ask


def per_second(address: str, ask: Ask, *, clients: int = 4, seconds: float = 4.0) -> float:
    """Answers per second after a short warm-up. An answer that was not expected ends the measurement."""
    host = urlsplit(address)
    counts, errors = [0] * clients, []
    begin, end = time.perf_counter() + 0.5, time.perf_counter() + 0.5 + seconds

    def client(index: int) -> None:
        connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=60)
        number = index
        try:
            while (now := time.perf_counter()) < end:
                ask(connection, number)
                counts[index] += now >= begin
                number += clients
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=client, args=(index,)) for index in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return sum(counts) / seconds
