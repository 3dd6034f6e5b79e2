"""What `gongshi webhooks` shows, and `gongshi streams` of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.facts import Label
from interfaces.cli.words import say, text

if TYPE_CHECKING:
    from interfaces.webhooks.rows import DeadLetter, Delivery, Webhook


def show_list(found: Sequence[Webhook]) -> None:
    """A line each, with what waits for it."""
    if not found:
        say("没有回调。", "There are no webhooks.")
    for each in found:
        state = _word(each.state.label)
        say(
            f"{each.id}  {state}  位置 {each.position}（落后 {each.lag}）  "
            f"积压 {each.backlog}  死信 {each.dead}  已送达 {each.delivered}  "
            f"失败 {each.failed}  {each.url}",
            f"{each.id}  {state}  position {each.position} (lag {each.lag})  "
            f"backlog {each.backlog}  dead {each.dead}  delivered {each.delivered}  "
            f"failed {each.failed}  {each.url}",
        )


def show_one(webhook: Webhook, deliveries: Sequence[Delivery]) -> None:
    """A webhook, what it wants to see, and its latest deliveries."""
    from interfaces.webhooks.rows import as_filters

    show_list([webhook])
    say(f"登记人 {webhook.owner}", f"owner {webhook.owner}")
    for name, wanted in as_filters(webhook.asked).items():
        print(f"  {name}: {', '.join(map(str, wanted))}")
    for each in deliveries:
        place = "test" if each.position is None else each.position
        print(
            f"  {each.at:%Y-%m-%d %H:%M:%S}  {place}  #{each.attempt}  "
            f"{_word(each.outcome.label)}  {each.status or '-'}  {each.milliseconds} ms"
        )


def show_dead(letters: Sequence[DeadLetter]) -> None:
    """A line each."""
    if not letters:
        say("没有死信。", "There are no dead letters.")
    for each in letters:
        say(
            f"位置 {each.position}  对象 {each.stream_id}  尝试 {each.attempts} 次",
            f"position {each.position}  of {each.stream_id}  {each.attempts} attempts",
        )


def _word(label: Label) -> str:
    return text(label.zh, label.en)
