"""Lists of people as organisers paste them."""

from eventhub.invitations.lists import Known, Problem, Row, as_lines, checked_list, read_list


def people(text: str) -> list[tuple[str, str, str]]:
    return [(row.email, row.name, row.organisation) for row in read_list(text)]


def test_a_name_with_its_address_in_brackets_is_read() -> None:
    assert people("Noor Peeters <Noor@Example.org>") == [("noor@example.org", "Noor Peeters", "")]


def test_address_name_and_organisation_are_read_with_any_separator() -> None:
    same = [("noor@example.org", "Noor Peeters", "De Brug")]
    for sign in (";", ",", "\t"):
        assert people(sign.join(["noor@example.org", "Noor Peeters", "De Brug"])) == same


def test_the_order_of_the_columns_of_a_table_may_be_another() -> None:
    assert people("Name;E-mail\nNoor Peeters;noor@example.org") == [("noor@example.org", "Noor Peeters", "")]


def test_several_addresses_on_one_line_are_several_people() -> None:
    assert people("Noor <noor@example.org>; Jef <jef@example.org>") == [
        ("noor@example.org", "Noor", ""),
        ("jef@example.org", "Jef", ""),
    ]


def test_a_quoted_name_may_hold_a_comma() -> None:
    assert people('"Peeters, Noor",noor@example.org') == [("noor@example.org", "Peeters, Noor", "")]


def test_a_line_without_a_whole_address_keeps_what_was_typed() -> None:
    rows = read_list("Noor Peeters\nnoor@nowhere\n\njef@example.org")
    assert [(row.line, row.typed, row.problem) for row in rows] == [
        (1, "Noor Peeters", Problem.NO_ADDRESS),
        (2, "noor@nowhere", Problem.NO_ADDRESS),
        (4, "jef@example.org", None),
    ]


def test_who_is_known_or_wants_to_be_left_alone_is_said_and_not_invited() -> None:
    rows = [Row(1, "", f"{name}@example.org") for name in ("a", "a", "b", "c", "d")]
    known = Known(frozenset({"b@example.org"}), frozenset({"c@example.org"}), frozenset({"mark"}))
    found = checked_list(rows, {"d@example.org": "mark"}, known)
    assert [row.problem for row in found] == [
        None, Problem.TWICE, Problem.INVITED, Problem.REGISTERED, Problem.LEFT_ALONE,
    ]  # fmt: skip


def test_people_taken_over_are_read_as_they_were() -> None:
    rows = [("noor@example.org", "Peeters; Noor", "De Brug"), ("jef@example.org", "", "")]
    assert people(as_lines(rows)) == [("noor@example.org", "Peeters, Noor", "De Brug"), rows[1]]
