"""Who is in the demo: names and time zones. Addresses are made from the names, and everyone has one password."""

import unicodedata
from dataclasses import dataclass

PASSWORD = "lantern-demo"  # noqa: S105  printed by make demo, where nothing is secret
ORGANISATION = "Lantern Works"
PLAIN = str.maketrans("øł", "ol")  # letters that Unicode normalization doesn't take apart


@dataclass(frozen=True)
class Person:
    name: str
    zone: str

    @property
    def email(self) -> str:
        plain = unicodedata.normalize("NFKD", self.name.translate(PLAIN)).encode("ascii", "ignore").decode().lower()
        return ".".join(plain.replace("'", "").replace("-", " ").split()) + "@lantern.example"


def _people(zone: str, *names: str) -> list[Person]:
    return [Person(name, zone) for name in names]


ADMINISTRATOR = Person("Ada Brandt", "Europe/Berlin")
COORDINATORS = {
    "career": Person("Cora Lindqvist", "Europe/Stockholm"),
    "women": Person("Dolores Whitaker", "America/New_York"),
    "starters": Person("Callum Reid", "Europe/London"),
}

CAREER_MENTORS = [
    *_people("Europe/Berlin", "Miriam Okafor", "Jonas Lind", "Katharina Vogel", "Tomasz Zieliński"),
    *_people("Europe/Madrid", "Inés Carrasco"),
]
CAREER_MENTEES = [
    *_people("Europe/Berlin", "Sam Lee", "Lena Hoffmann", "Paula Brinkmann", "Emil Sørensen"),
    *_people("Europe/Lisbon", "Beatriz Fonseca"),
    *_people("Asia/Kolkata", "Priya Nair"),
    *_people("Africa/Nairobi", "Wanjiru Kamau"),
]
WOMEN_MENTORS = [
    *_people("America/New_York", "Amara Okoye", "Grace Thompson", "Rebecca Stein", "Yolanda Pérez"),
    *_people("America/Chicago", "Denise Kowalski", "Fatima Haddad"),
    *_people("America/Winnipeg", "Mei-Ling Chu"),
    *_people("America/Sao_Paulo", "Carolina Teixeira"),
]
WOMEN_MENTEES = [
    *_people("America/New_York", "Jasmine Carter", "Elin Berg", "Olivia Grant", "Nadia Petrova", "Ruth Adeyemi"),
    *_people("America/Chicago", "Maya Johansson", "Aroha Ngata"),
    *_people("America/Sao_Paulo", "Isabela Rocha", "Luana Martins"),
]
STARTER_MENTORS = [
    *_people("Europe/London", "Alistair Boyd", "Imogen Clarke", "Femi Adebayo", "Siân Pritchard"),
    *_people("Europe/Dublin", "Niamh Gallagher", "Cormac Byrne"),
    *_people("Asia/Singapore", "Wei Jie Tan"),
    *_people("Europe/London", "Rosalind Achebe", "Tom Hargreaves"),
    *_people("Europe/Athens", "Nikos Georgiou"),
    *_people("Europe/Madrid", "Rafael Duarte"),
    *_people("Asia/Kolkata", "Vikram Rao"),
    *_people("Africa/Lagos", "Chidi Nwosu"),
    *_people("Europe/Istanbul", "Yusuf Demir"),
    *_people("America/Los_Angeles", "Sofia Ramírez", "Hannah O'Neill"),
]
STARTER_MENTEES = [
    *_people("Europe/London", "Ollie Marsh", "Zainab Hussain", "Freya Donnelly", "Kofi Mensah", "Bronwen Hughes"),
    *_people("Europe/Dublin", "Aoife Kelly", "Darragh Walsh"),
    *_people("Asia/Singapore", "Nur Aisyah Rahman", "Arjun Pillai"),
    *_people("Europe/Athens", "Eleni Papadopoulou"),
    *_people("Europe/London", "Wilhelmina Featherstonehaugh-Cholmondeley of Lower Slaughter"),
    *_people("Europe/London", "Daniel Osei", "Marta Silva", "Gwen Llewellyn", "Samir Patel", "Lucy Bright"),
    *_people("Europe/Dublin", "Ciara Nolan"),
    *_people("Asia/Singapore", "Chen Wei", "Li Na Goh", "Farid Ismail"),
    *_people("Africa/Johannesburg", "Thandiwe Dlamini"),
    *_people("Pacific/Auckland", "Manaia Tamihere"),
    *_people("America/Los_Angeles", "Harper Nguyen", "Leilani Kealoha"),
    *_people("Europe/Warsaw", "Marek Kowalczyk", "Zofia Nowak"),
    *_people("Europe/Lisbon", "Tiago Moreira"),
]
# Invited by address alone: they have no account yet.
STARTER_INVITED = [
    ("Tabitha Rowe", "mentor"),
    ("Hugo Pemberton", "mentee"),
    ("Layla Aziz", "mentee"),
    ("Michał Wójcik", "mentee"),
    ("Siobhán Murphy", "mentor"),
    ("Rory Sinclair", "mentee"),
]
