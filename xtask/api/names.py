"""Russian names in their cases, declined once more by a library that is not ours (pytrovich).

Where the two differ, the difference stands in names-otherwise.tsv with the reason why ours is right; a difference that does not
stand there, and one that is no longer there, are failures.
"""

import sys

from pytrovich import Case, Gender, NamePart, PetrovichDeclinationMaker

CASES = [Case.GENITIVE, Case.DATIVE, Case.ACCUSATIVE, Case.INSTRUMENTAL, Case.PREPOSITIONAL]
PARTS = {"first": NamePart.FIRSTNAME, "patronymic": NamePart.MIDDLENAME, "last": NamePart.LASTNAME}


def rows(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]


def main(names, otherwise):
    maker = PetrovichDeclinationMaker()
    known = {tuple(row[:3]): row[3] for row in rows(otherwise) if len(row) == 5 and row[4].strip()}
    told = rows(names)
    found = {}
    for sex, part, name, *forms in told:
        gender = Gender.FEMALE if sex == "f" else Gender.MALE
        theirs = [maker.make(PARTS[part], gender, case, name) for case in CASES]
        if theirs != forms:
            found[(sex, part, name)] = " ".join(theirs)
    for key in sorted(found.keys() | known.keys()):
        if found.get(key) != known.get(key):
            print(f"{' '.join(key)}: theirs is {found.get(key, 'as ours')}, names-otherwise.tsv has {known.get(key, 'nothing')}")
    print(f"{len(told)} names in six cases, {len(found)} of them declined otherwise by pytrovich")
    return 0 if found == known and len(told) >= 500 else 1


sys.exit(main(*sys.argv[1:3]))
