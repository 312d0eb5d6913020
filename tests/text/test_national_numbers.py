"""National identity numbers are known by their words, and by their dates and check digits."""

import pytest

from eventhub.text.national_numbers import holds_one, names_one


@pytest.mark.parametrize(
    "text",
    [
        "85.07.30-033.28", "Ik ben 85073003328.", "131052-308T", "131052+308t", "070761-4285", "811218-9876",
        "19811218-9876", "1 85 05 78 006 084 91",
    ],
)  # fmt: skip
def test_a_national_number_is_recognised(text: str) -> None:
    assert holds_one(text)


@pytest.mark.parametrize(
    "text",
    [
        "+32 470 12 34 56", "0470 12 34 56", "2027-05-01", "1.5.2027 - 3.5.2027", "BE68 5390 0754 7034",
        "85.07.30-033.29", "131052-308U", "9789027439642", "120 mensen in 2024", "320761-4285", "",
    ],
)  # fmt: skip
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_one(text)


@pytest.mark.parametrize(
    "label", ["Rijksregisternummer", "Uw INSZ?", "Henkilötunnuksesi", "Hetu", "CPR-nr.", "Personnummer"]
)
def test_a_label_that_asks_for_one_is_recognised(label: str) -> None:
    assert names_one(label)


@pytest.mark.parametrize(
    "label", ["Telefoonnummer", "Aantal personen", "Avenir", "Hoeveel personen?", "Personalia", "Nummerplaat"]
)
def test_other_labels_are_left_alone(label: str) -> None:
    assert not names_one(label)
