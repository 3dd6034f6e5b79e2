"""What the broker's library raises, as what is waited for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nats import errors
from nats.js.errors import APIError, ServiceUnavailableError

from interfaces.relay.refusals import (
    NatsRefusesEvents,
    NatsUnreachable,
    NatsWithoutJetstream,
)

BROKEN = (errors.Error, OSError, TimeoutError)


@contextmanager
def breaking() -> Iterator[None]:
    """Raises NatsUnreachable, NatsWithoutJetstream, NatsRefusesEvents."""
    try:
        yield
    except ServiceUnavailableError as error:
        raise NatsWithoutJetstream(reason=error.description or error) from None
    except errors.NoRespondersError as error:
        raise NatsWithoutJetstream(reason=error) from None
    except APIError as error:
        raise NatsRefusesEvents(reason=error.description or error) from None
    except BROKEN as error:
        reason = str(error) or type(error).__name__
        raise NatsUnreachable(reason=reason) from None
