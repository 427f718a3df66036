"""Writing where writes are off: each is refused in Airtable's form, and nothing reaches Airtable."""

from both import BASE, TASKS, copy, run, same

table = copy.table(BASE, TASKS)


def writes():
    before = same("before", lambda api: api.table(BASE, TASKS).all())
    record = before[0]["id"]
    for write in [
        lambda: table.create({"Name": "x"}),
        lambda: table.batch_create([{"Name": "x"}]),
        lambda: table.update(record, {"Name": "x"}),
        lambda: table.update(record, {"Name": "x"}, replace=True),
        lambda: table.batch_update([{"id": record, "fields": {}}]),
        lambda: table.batch_upsert([{"fields": {"Name": "x"}}], key_fields=["Name"]),
        lambda: table.delete(record),
        lambda: table.batch_delete([record]),
        lambda: table.add_comment(record, "x"),
        lambda: copy.base(BASE).webhooks(),
    ]:
        try:
            write()
        except Exception as error:
            assert error.response.status_code == 403, error.response.text
            assert error.response.json() == {"error": {
                "type": "INVALID_PERMISSIONS",
                "message": "You are not permitted to perform this operation"}}
        else:
            raise AssertionError("a write was taken")
    assert same("after", lambda api: api.table(BASE, TASKS).all()) == before


run(writes)
