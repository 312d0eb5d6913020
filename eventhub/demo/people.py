"""Invented people, the same ones each time, every address under example.org."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from eventhub.text.slugs import slugify

FIRST = {
    "nl": "Noor Lars Amina Jef Lotte Karim Sofie Wout Hanne Bilal "
    "Marie Stijn Leila Pieter Ellen Youssef Griet Arne Fatma Tine",
    "fi": "Aino Eero Helmi Juho Kaisa Lauri Maija Oskari Päivi Risto "
    "Sanna Teemu Tuuli Veera Ville Anneli Jari Outi Ilona Matti",
    "da": "Anne Mads Freja Søren Ida Kasper Lærke Jonas Mette Rasmus "
    "Signe Emil Astrid Nikolaj Karen Birk Tove Magnus Liv Jens",
}
LAST = {
    "nl": "Peeters Janssens Maes Jacobs Willems Claes Goossens Wouters "
    "Benali Aerts Hermans Diallo Smets Baert Verlinden Özdemir",
    "fi": "Korhonen Virtanen Mäkinen Nieminen Heikkinen Laine Koskinen "
    "Järvinen Lehtonen Saarinen Niemi Hakala Rantanen Mattila",
    "da": "Jensen Nielsen Hansen Pedersen Andersen Larsen Sørensen Rasmussen "
    "Møller Holm Kjær Lund Friis Bak Dahl Vestergaard",
}


@dataclass(frozen=True)
class Invented:
    """Somebody who does not exist."""

    name: str
    email: str


def invented(language: str, seed: str) -> Iterator[Invented]:
    """Endless people of one language, no address twice; the same seed gives the same people."""
    source = random.Random(seed)  # noqa: S311 - invented names need no secrecy
    first, last = (names.get(language, names["nl"]).split() for names in (FIRST, LAST))
    number = 0
    while True:
        number += 1
        name = f"{source.choice(first)} {source.choice(last)}"
        yield Invented(name, f"{slugify(name).replace('-', '.')}.{slugify(seed)}{number}@example.org")
