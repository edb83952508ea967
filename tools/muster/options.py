# SPDX-License-Identifier: MIT
"""The command lines of the tools: a dataclass declares each option once, and parse() fills it.

    @dataclass
    class Options:
        cpus: int = value("N", number(1, 512), 4, "cores, 1 to 512 (4)")
        trace: str = value("FILE", text, "", "write there what each CPU did")
        append: list[str] = many("TEXT", "words for the kernel command line; may be repeated")
        dry_run: bool = flag("print the command and run nothing")

--dry-run sets dry_run, --class sets class_ (a word of Python's own), and --cpus 4 as well as --cpus=4
sets cpus. A value may begin with "-".
"""

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import Field, dataclass, field, fields
from typing import Any, Generic, NoReturn, TypeVar

from muster import messages
from muster.messages import fail

T = TypeVar("T")


def value(
    metavar: str,
    convert: Callable[[str], Any],
    default: Any,
    help: str,
    group: str = "",
) -> Any:
    """Declares an option that takes a value. The function convert takes the text of the value, and
    raises argparse.ArgumentTypeError if that is wrong.
    """
    return field(
        default=default,
        metadata={"metavar": metavar, "type": convert, "help": help, "group": group},
    )


def many(metavar: str, help: str, convert: Callable[[str], Any] = str) -> Any:
    """Declares an option that may be repeated: a list of its values. They may be empty."""
    return field(
        default_factory=list,
        metadata={"metavar": metavar, "type": convert, "help": help, "action": "append"},
    )


def flag(help: str, group: str = "") -> Any:
    """Declares an option without a value."""
    return field(default=False, metadata={"help": help, "action": "store_true", "group": group})


def wrong(given: str, rule: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"{given}: it is {rule}")


def text(given: str) -> str:
    return given


def number(first: int, last: int, what: str = "a number") -> Callable[[str], int]:
    def convert(given: str) -> int:
        if not re.fullmatch("0|[1-9][0-9]{0,6}", given) or not first <= int(given) <= last:
            raise wrong(given, f"{what} from {first} to {last}")
        return int(given)

    return convert


def choice(*choices: str) -> Callable[[str], str]:
    def convert(given: str) -> str:
        if given not in choices:
            raise wrong(given, f"one of: {' '.join(choices)}")
        return given

    return convert


def pattern(regex: str, rule: str) -> Callable[[str], str]:
    """The value has the form of the regular expression, which the rule says in words."""

    def convert(given: str) -> str:
        if not re.fullmatch(regex, given):
            raise wrong(given, rule)
        return given

    return convert


@dataclass
class CommandLine(Generic[T]):
    """What the user has typed."""

    options: T
    words: list[str]  # what is no option, before --
    rest: list[str]  # what follows --


class Parser(argparse.ArgumentParser):
    """Says what is wrong in the tools' own words, and with their exit status."""

    def error(self, message: str) -> NoReturn:
        fail(re.sub("^argument ", "", message).replace(": ", " ", 1))


def option_of(entry: "Field[Any]") -> str:
    return "--" + entry.name.rstrip("_").replace("_", "-")


def make_parser(kind: type[Any], usage: str, description: str) -> Parser:
    parser = Parser(
        usage=usage,
        description=description.strip(),
        add_help=False,
        allow_abbrev=False,
        formatter_class=lambda prog: argparse.RawDescriptionHelpFormatter(
            prog, max_help_position=22, width=100
        ),
    )
    groups = {"": parser.add_argument_group("options")}
    for entry in fields(kind):
        keys = dict(entry.metadata)
        group = keys.pop("group", "")
        if group not in groups:
            groups[group] = parser.add_argument_group(group)
        keys |= {"dest": entry.name, "default": argparse.SUPPRESS}
        groups[group].add_argument(option_of(entry), **keys)
    groups[""].add_argument("--help", action="help", help="print this")
    return parser


def separate(kind: type[Any], arguments: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Returns the options, each as --NAME or --NAME=VALUE; the words; and what follows --."""
    known = {option_of(entry): entry.metadata for entry in fields(kind)}
    known["--help"] = {"action": "help"}  # type: ignore[assignment]
    given: list[str] = []
    words: list[str] = []
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            return given, words, waiting
        if not word.startswith("-") or word == "-":
            words.append(word)
            continue
        name, equals, content = word.partition("=")
        if name not in known:
            fail(f"there is no option {word}; see {messages.tool} --help")
        if "metavar" not in known[name]:
            if equals:
                fail(f"{name} takes no value")
            given.append(name)
            continue
        if not equals and waiting:
            content = waiting.pop(0)
            equals = "="
        if not equals or not (content or known[name].get("action") == "append"):
            fail(f"{name} needs a value; see {messages.tool} --help")
        given.append(f"{name}={content}")
    return given, words, []


def parse(kind: type[T], arguments: Sequence[str], usage: str, description: str) -> CommandLine[T]:
    """Fills the dataclass from the arguments. With --help, prints that and ends the tool.

    The usage is what follows the tool's name in the first line of the help.
    """
    given, words, rest = separate(kind, arguments)
    parser = make_parser(kind, f"{messages.tool} {usage}", description)
    return CommandLine(kind(**vars(parser.parse_args(given))), words, rest)
