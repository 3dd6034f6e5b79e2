"""`gongshi witness`: cosign other people's logs. It needs no database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from domain.errors import Refusal
from interfaces.cli.serve import until_stopped
from interfaces.cli.usage import Command, Group
from interfaces.cli.words import say, text


class WitnessPolicyInvalid(Refusal):
    zh = "策略 {path} 无效：{reason}。"
    en = "The policy {path} cannot be used: {reason}."
    fields = ("policy",)


app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help=text(
        "见证他人的日志：只为前后一致者副署（C2SP tlog-witness）。",
        "Be a witness of other people's logs: cosign what extends all that was seen "
        "before (C2SP tlog-witness).",
    ),
)

FolderOption = Annotated[
    Path,
    typer.Option("--folder", help=text("密钥与所见之处。", "Its key and its memory.")),
]


@app.command(
    cls=Command,
    help=text(
        "生成见证密钥，并显示公钥。\n\n"
        "例：gongshi witness init --folder w --name witness.example.com",
        "Make the witness's key, and show its public part.\n\n"
        "Example: gongshi witness init --folder w --name witness.example.com",
    ),
)
def init(
    folder: FolderOption,
    name: Annotated[
        str,
        typer.Option("--name", help=text("见证者名称。", "The name of the witness.")),
    ],
) -> None:
    """One key a folder."""
    from application.log_keys import LogKeys
    from interfaces.witness.witness import make_witness_key, witness_key

    LogKeys.made(name)  # A name must be written like an origin.
    make_witness_key(folder, name)
    print(witness_key(folder).verifier)


@app.command(
    "verifier-key",
    cls=Command,
    help=text(
        "显示见证公钥，供日志与核验者写入策略。\n\n"
        "例：gongshi witness verifier-key --folder w",
        "Show the public key, for the policies of logs and auditors.\n\n"
        "Example: gongshi witness verifier-key --folder w",
    ),
)
def verifier_key(folder: FolderOption) -> None:
    """As a policy names it."""
    from interfaces.witness.witness import witness_key

    print(witness_key(folder).verifier)


@app.command(
    cls=Command,
    help=text(
        "运行见证服务，直到 Ctrl-C。\n\n"
        "例：gongshi witness serve --folder w --policy logs.policy --port 8100",
        "Serve until Ctrl-C.\n\n"
        "Example: gongshi witness serve --folder w --policy logs.policy --port 8100",
    ),
)
def serve(
    folder: FolderOption,
    policy: Annotated[
        Path,
        typer.Option(
            "--policy",
            help=text(
                "策略文件，其 log 行即所见证的日志。",
                "Policy file; its log lines name the logs that it watches.",
            ),
        ),
    ],
    host: Annotated[
        str, typer.Option("--host", help=text("监听地址。", "Address to listen on."))
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            "--port",
            min=0,
            max=65535,
            help=text("监听端口。", "Port to listen on."),
        ),
    ] = 8100,
) -> None:
    """Cosign for the logs of the policy."""
    import uvicorn

    from application.clock import system_clock
    from application.tlog_policy import Policy, PolicyInvalid
    from interfaces.witness.service import create_witness_app
    from interfaces.witness.witness import Witness, witness_key

    key = witness_key(folder)
    try:
        logs = [each.key for each in Policy.parse(policy.read_text("utf-8")).logs]
    except (OSError, UnicodeDecodeError, PolicyInvalid) as error:
        raise WitnessPolicyInvalid(path=policy, reason=error) from None
    witness = Witness(folder, key, logs, lambda: system_clock().timestamp())
    with until_stopped(), witness.alone():
        say(
            f"见证 {key.name} 为 {len(logs)} 把日志密钥副署：http://{host}:{port}",
            f"The witness {key.name} watches {len(logs)} keys of logs: "
            f"http://{host}:{port}",
        )
        config = uvicorn.Config(
            create_witness_app(witness), host=host, port=port, log_config=None
        )
        uvicorn.Server(config).run()
