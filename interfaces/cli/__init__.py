"""The command `gongshi`: one module a command, in the language of the terminal."""
