"""docs/model.md is the picture of the models as they are: another key, table or room makes another picture."""

from django.db import models
from django.test.utils import isolate_apps

from goals.goals.models import Goal, Milestone
from pairings.promises.models import Promise
from tests import model


def test_the_picture_of_the_data_model_is_current():
    assert model.DOCUMENT.read_text() == model.page(), "Run make model: a table, a key or a room has changed."


def test_every_table_of_ours_is_in_the_picture():
    drawn = model.page()
    ours = [one for label in model.APPS for one in model.apps.get_app_config(label).get_models()]
    assert [one.__name__ for one in ours if f'"{one.__name__} ({model.room_of(one)})"' not in drawn] == []
    assert len(ours) > 60


def test_keys_lines_and_rooms_are_drawn_whatever_the_order():
    drawn = model.diagram([Milestone, Goal, Promise])
    assert drawn == model.diagram([Promise, Goal, Milestone])
    assert [line for line in drawn.splitlines() if "--" in line] == ["    Goal ||--o{ Milestone : goal"]
    assert '    Promise["Promise (promises)"] {' in drawn.splitlines()
    assert '        Session session FK "may be empty"' in drawn.splitlines()


@isolate_apps("goals")
def test_a_key_more_is_a_line_more():
    class Badge(models.Model):
        goal = models.OneToOneField(Goal, on_delete=models.CASCADE, related_name="+")
        milestone = models.ForeignKey(Milestone, null=True, on_delete=models.CASCADE, related_name="+")
        name = models.CharField(max_length=20)

        class Meta:
            app_label = "goals"
            constraints = [models.UniqueConstraint(models.functions.Lower("name"), name="badge_is_single")]

    before, after = (model.diagram([Goal, Milestone, *more]).splitlines() for more in ([], [Badge]))
    new = [line.strip() for line in after if line not in before]
    assert new == [
        "%% tests",
        'Badge["Badge (tests)"] {',
        'Milestone milestone FK "may be empty"',
        "CharField name UK",
        "Goal ||--o| Badge : goal",
        "Milestone |o--o{ Badge : milestone",
    ]
