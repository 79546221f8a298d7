"""Words that mails, forms and pages share."""

# A rating is a number in the database and a word everywhere else.
RATINGS = [(1, "Rough"), (2, "Could be better"), (3, "Okay"), (4, "Good"), (5, "Great")]
