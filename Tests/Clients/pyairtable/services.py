"""What lies beyond records by pyairtable: uploads, webhooks, linked models, batches by field ids."""

import datetime
import os

from pyairtable import formulas
from pyairtable.orm import Model
from pyairtable.orm import fields as f
from requests.adapters import HTTPAdapter

from both import BASE, NEXT, TASKS, copy, run, same

table = copy.table(BASE, TASKS)


class ContentHost(HTTPAdapter):
    """Stands for content.airtable.com, which the library asks whatever its endpoint is."""

    def send(self, request, **options):
        host = "http://content.airtable.com"
        assert request.url.startswith(host), request.url
        request.url = os.environ["COPY"] + request.url[len(host):]
        return super().send(request, **options)


def whoami_and_bases():
    me = copy.whoami()
    assert list(me) == ["id"] and me == copy.whoami(), me
    named = same("bases", lambda api: [(b.id, b.name) for b in api.bases()])
    assert [id for id, name in named] == [BASE], named


def uploads():
    copy.session.mount("http://content.airtable.com", ContentHost())
    made = table.create({"Name": "With a file"})
    content = bytes(range(256)) * 40
    answer = table.upload_attachment(made["id"], "Files", "a file.bin", content, "image/png")
    [(field, files)] = answer["fields"].items()
    assert answer["id"] == made["id"] and field.startswith("fld"), answer
    assert [(file["filename"], file["size"], file["type"]) for file in files] == [
        ("a file.bin", len(content), "image/png")], files
    again = table.upload_attachment(made["id"], field, "second.txt", "text", "text/plain")
    assert [file["filename"] for file in again["fields"][field]] == ["a file.bin", "second.txt"]
    try:
        table.upload_attachment(made["id"], "Name", "x.txt", "x", "text/plain")
    except Exception as error:
        assert error.response.status_code == 422, error
    else:
        raise AssertionError("a text field took a file")
    # Its addresses differ from answer to answer, so that it could not be compared below.
    assert table.delete(made["id"])["deleted"]


def webhooks():
    base = copy.base(BASE)
    assert base.webhooks() == []
    made = base.add_webhook(None, {"options": {"filters": {"dataTypes": ["tableData"]}}})
    assert made.id.startswith("ach") and made.mac_secret_base64, made
    webhook = base.webhook(made.id)
    record = table.create({"Name": "Told"})["id"]
    told = list(webhook.payloads())
    created = [
        id for payload in told for change in payload.changed_tables_by_id.values()
        for id in change.created_records_by_id]
    assert created == [record], told
    assert told[0].cursor == 1
    webhook.disable_notifications()
    webhook.enable_notifications()
    webhook.extend_expiration()
    assert webhook.expiration_time
    webhook.delete()
    assert base.webhooks() == []


class Other(Model):
    name = f.TextField("Name")

    class Meta:
        table_name = NEXT
        base_id = BASE
        api_key = os.environ["COPY_TOKEN"]


class Task(Model):
    name = f.TextField("Name")
    due = f.DateField("Due")
    tags = f.MultipleSelectField("Tags")
    amount = f.CurrencyField("Amount")
    next = f.LinkField("Next", Other)
    links = f.CountField("Next count", readonly=True)

    class Meta:
        table_name = TASKS
        base_id = BASE
        api_key = os.environ["COPY_TOKEN"]


# The models of this library have no setting for the endpoint.
for model in (Other, Task):
    type(model.meta).api = property(lambda meta: copy)


def linked_models():
    other = Other(name="The next one")
    other.save()
    day = datetime.date(2024, 2, 29)
    task = Task(name="Linked", due=day, tags=["blue"], amount=2.5, next=[other])
    task.save()
    found = Task.first(formula=formulas.match({"Name": "Linked"}))
    assert found.id == task.id and found.due == day and found.tags == ["blue"], found
    assert [linked.id for linked in found.next] == [other.id]
    assert found.next[0].name == "The next one" and found.links == 1
    found.next = []
    found.amount = None
    found.save()
    task.fetch()
    assert task.next == [] and task.links == 0 and task.amount is None
    extra = Task(name="Linked too")
    Task.batch_save([extra, task])
    assert {t.id for t in Task.all(formula="FIND('Linked', {Name})")} == {extra.id, task.id}
    Task.batch_delete([extra, task])
    assert Task.all(formula="FIND('Linked', {Name})") == []
    same("after the models", lambda api: api.table(BASE, TASKS).all())


def dates():
    days = [datetime.date(2031, 1, day) for day in (1, 2, 3)]
    made = table.batch_create([{"Name": f"On {day}", "Due": day.isoformat()} for day in days])
    later = formulas.IS_AFTER(formulas.Field("Due"), days[0])
    assert [r["fields"]["Name"] for r in table.all(formula=later, sort=["Due"])] == [
        "On 2031-01-02", "On 2031-01-03"]
    on = formulas.IS_SAME(formulas.Field("Due"), days[1], "day")
    assert [r["id"] for r in table.all(formula=on)] == [made[1]["id"]]
    either = formulas.OR(formulas.EQ(formulas.RECORD_ID(), made[0]["id"]), on)
    same("either", lambda api: api.table(BASE, TASKS).all(formula=either), allow_empty=True)
    assert len(table.batch_delete([m["id"] for m in made])) == 3


def batches():
    schema = table.schema()
    name, stars = schema.field("Name").id, schema.field("Stars").id
    made = table.batch_create(
        [{name: f"By id {n}", stars: 1 + n % 5} for n in range(12)], use_field_ids=True)
    assert [m["fields"][name] for m in made] == [f"By id {n}" for n in range(12)]
    replaced = table.batch_update(
        [{"id": m["id"], "fields": {name: m["fields"][name]}} for m in made], replace=True)
    assert all("Stars" not in r["fields"] for r in replaced)
    merged = table.batch_upsert(
        [{"fields": {"Name": f"By id {n}", "Stars": 4}} for n in range(11, 26)],
        key_fields=["Name"], use_field_ids=False)
    assert len(merged["createdRecords"]) == 14 and len(merged["updatedRecords"]) == 1
    assert merged["updatedRecords"] == [made[11]["id"]]
    found = table.all(formula="FIND('By id', {Name})", fields=["Name", "Stars"])
    stars = {r["fields"]["Name"]: r["fields"].get("Stars") for r in found}
    assert stars == {f"By id {n}": None if n < 11 else 4 for n in range(26)}, stars
    same("after batches", lambda api: api.table(BASE, TASKS).all())


run(whoami_and_bases, uploads, webhooks, linked_models, dates, batches)
