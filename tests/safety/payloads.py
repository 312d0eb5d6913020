"""What people, and programs, write into fields that were meant for names."""

from dataclasses import dataclass

TAG = "TAG"
"""Stands for the mark of one field, by which what was typed there is found again."""
COMPUTED = str(1337 * 1331)
"""What a page shows if it calculates what was typed."""


@dataclass(frozen=True)
class Payload:
    """`typed` in a field; then `line` is kept where one line belongs, `text` where several may stand.

    `address` is an e-mail address in the same spirit. Only what a form takes: all of it is lawful.
    """

    typed: str
    line: str = ""
    text: str = ""
    address: str = "TAG?bcc=x&{{1337*1331}}'|`@example.org"

    def kept(self, several_lines: bool) -> str:
        return (self.text or self.line or self.typed) if several_lines else (self.line or self.typed)


PLAIN = Payload("TAG gewoon", address="tag@example.org")
# Some begin as the formulas of spreadsheets do: with each of their signs, and after what programs skip.
PAYLOADS = {
    "tags": Payload("TAG\"'><script>alert(1)</script><img src=x onerror=alert(1)>"),
    "attributes": Payload(
        "+1+1|'cmd'!A1 TAG\" onfocus=\"alert(1)\" autofocus x=' onfocus='a()' `", address="+1+1|tag@example.org"
    ),
    "entities and templates": Payload(
        "-1+1|'cmd'!A1 TAG&lt;i&gt;&#60;b&#62;{{1337*1331}}${1337*1331}%(x)s%s{0}", address="-1+1|tag@example.org"
    ),
    "a script's address": Payload("javascript:alert(1)//TAG"),
    "closing tags and Markdown": Payload(
        "@SUM(1+1) TAG</title></textarea></script></style>--><script>alert(1)//"
        "[x](javascript:alert(1))<a href='data:text/html,x'>![x](//e.net/x)"
    ),
    "formula with =": Payload("=1+1|'cmd'!A1 TAG", address="=1+1|tag@example.org"),
    "headers and components": Payload(
        "TAG\r\nBcc: evil@example.net\r\n\r\nEND:VEVENT\r\nBEGIN:VEVENT\u2028ATTENDEE:x\u2029x\x85x\vx\fx",
        "TAG Bcc: evil@example.net END:VEVENT BEGIN:VEVENT ATTENDEE:x x x x x",
        "TAG\nBcc: evil@example.net\n\nEND:VEVENT\nBEGIN:VEVENT\nATTENDEE:x\nx\nx\nx\nx",
    ),
    "marks of calendars": Payload('TAG\\n;DESCRIPTION:x\\,"^n:LANGUAGE=";X=\\'),
    "what nobody can see": Payload(
        "TAG\x00\x01\x1b[31m\x7f\x9b\ufeff\ufffe\uffff\ufdd0\u202egpj.exe\u202c\u2066x\u2069.", "TAG[31mgpj.exex."
    ),
    "a long word with pictures": Payload(
        "TAG 👩🏽\u200d🚒🏳️\u200d🌈e\u0301" + "W" * 170, "TAG 👩🏽\u200d🚒🏳️\u200d🌈é" + "W" * 170
    ),
    "marks of databases": Payload(
        "\t=1+1 TAG' OR 1=1;DROP TABLE event;--%_\\*\"NEAR(", "=1+1 TAG' OR 1=1;DROP TABLE event;--%_\\*\"NEAR("
    ),
    "marks of headers": Payload(
        '\r=1+1 TAG, "Maes" <x@example.net>; filename="x.exe"', '=1+1 TAG, "Maes" <x@example.net>; filename="x.exe"'
    ),
}
