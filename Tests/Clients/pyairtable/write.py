"""Writing by pyairtable: the answer is Airtable's, and the next read of the copy has it."""

import os

from pyairtable.orm import Model
from pyairtable.orm import fields as f

from both import BASE, TASKS, copy, run, same, truth

table = copy.table(BASE, TASKS)


def seen(*ids):
    """Both have the records alike."""
    for id in ids:
        same("record " + id, lambda api: api.table(BASE, TASKS).get(id))
        found = table.first(formula=f"RECORD_ID()='{id}'")
        assert found and found["id"] == id, f"{id} is not found by a filter"


def create_one():
    made = table.create({"Name": "Made", "Amount": 12.5, "Status": "Done", "Tags": ["blue"]})
    assert made["fields"]["Name"] == "Made" and made["fields"]["Label"] == "#Made", made
    assert table.get(made["id"])["fields"]["Amount"] == 12.5
    seen(made["id"])
    by_id = table.create({"Name": "By id"}, use_field_ids=True)
    assert all(key.startswith("fld") for key in by_id["fields"]), by_id
    seen(by_id["id"])
    cast = table.create({"Name": "Cast", "Status": "Brand new", "Amount": "7"}, typecast=True)
    assert cast["fields"]["Status"] == "Brand new", cast
    seen(cast["id"])
    same("schema with the new choice", lambda api: api.table(BASE, TASKS).schema().model_dump())


def batches():
    made = table.batch_create([{"Name": f"Batch {number}"} for number in range(23)])
    assert [m["fields"]["Name"] for m in made] == [f"Batch {number}" for number in range(23)]
    seen(*[m["id"] for m in made[:3]])
    changed = table.batch_update(
        [{"id": m["id"], "fields": {"Amount": number}} for number, m in enumerate(made)])
    assert [c["fields"].get("Amount") for c in changed] == list(range(23))
    seen(*[m["id"] for m in made[-3:]])
    gone = table.batch_delete([m["id"] for m in made[:12]])
    assert all(g["deleted"] for g in gone) and len(gone) == 12
    left = table.all(formula="FIND('Batch ', {Name})=1")
    assert len(left) == 11, len(left)
    same("after a batch", lambda api: api.table(BASE, TASKS).all())


def update_and_replace():
    made = table.create({"Name": "Kept", "Notes": "before", "Stars": 3})
    table.update(made["id"], {"Stars": 5})
    assert table.get(made["id"])["fields"]["Notes"] == "before"
    table.update(made["id"], {"Stars": 4}, replace=True)
    assert "Notes" not in table.get(made["id"])["fields"]
    seen(made["id"])
    assert table.delete(made["id"])["deleted"]
    same("deleted", lambda api: api.table(BASE, TASKS).get(made["id"]))


def upsert():
    result = table.batch_upsert(
        [{"fields": {"Name": "Upserted", "Stars": 1}}, {"fields": {"Name": "Kept too"}}],
        key_fields=["Name"])
    assert len(result["createdRecords"]) == 2, result
    again = table.batch_upsert(
        [{"fields": {"Name": "Upserted", "Stars": 2}}], key_fields=["Name"])
    assert again["updatedRecords"] and not again["createdRecords"], again
    assert table.get(again["updatedRecords"][0])["fields"]["Stars"] == 2
    seen(*result["createdRecords"])


class Task(Model):
    name = f.TextField("Name")
    stars = f.RatingField("Stars")
    done = f.CheckboxField("Done")
    label = f.TextField("Label", readonly=True)

    class Meta:
        table_name = TASKS
        base_id = BASE
        api_key = os.environ["COPY_TOKEN"]


# The models of this library have no setting for the endpoint.
type(Task.meta).api = property(lambda meta: copy)


def orm():
    task = Task(name="By the ORM", stars=2)
    task.save()
    task.fetch()
    assert task.exists() and task.label == "#By the ORM", task.label
    task.done = True
    task.save()
    assert Task.from_id(task.id).done
    assert [t.id for t in Task.all(formula="{Name}='By the ORM'")] == [task.id]
    assert task.delete()


def comments():
    made = table.create({"Name": "Commented"})
    comment = table.add_comment(made["id"], "First!")
    comment.text = "Second!"
    comment.save()
    texts = [c.text for c in table.comments(made["id"])]
    assert texts == ["Second!"], texts
    same("comments", lambda api: [c.text for c in api.table(BASE, TASKS).comments(made["id"])])
    counted = table.all(formula="{Name}='Commented'", count_comments=True)
    assert counted[0]["commentCount"] == 1, counted
    comment.delete()
    assert not table.comments(made["id"])


def refusals():
    same("no field", lambda api: api.table(BASE, TASKS).create({"No such field": 1}))
    same("computed", lambda api: api.table(BASE, TASKS).create({"Label": "x"}))
    same("value", lambda api: api.table(BASE, TASKS).create({"Amount": "much"}))
    same("choice", lambda api: api.table(BASE, TASKS).create({"Status": "Nothing known"}))
    same("gone", lambda api: api.table(BASE, TASKS).delete("recAAAAAAAAAAAAAA"))


def at_rest():
    same("everything", lambda api: api.table(BASE, TASKS).all())
    assert truth.table(BASE, TASKS).all()


run(create_one, batches, update_and_replace, upsert, orm, comments, refusals, at_rest)
