"""Reading by pyairtable: each call gives what Airtable gives."""

from pyairtable import formulas
from pyairtable.formulas import AND, OR, Field, match

from both import BASE, NEXT, TASKS, copy, run, same


def every(ask):
    """The question for all records of the table of tasks."""
    return lambda api: ask(api.table(BASE, TASKS))


def lists():
    same("all", every(lambda t: t.all()))
    same("pages", every(lambda t: t.all(page_size=7, max_records=40)))
    same("iterate", every(lambda t: [len(page) for page in t.iterate(page_size=33)]))
    same("first", every(lambda t: t.first()))
    same("first of few", every(lambda t: t.first(fields=["Name"], sort=["-Name"])))
    same("by id", lambda api: api.table(BASE, NEXT).all(max_records=3))


def fields():
    same("fields", every(lambda t: t.all(fields=["Name", "Amount"])))
    same("one field", every(lambda t: t.all(fields="Name")))
    same("ids", every(lambda t: t.all(use_field_ids=True, max_records=20)))
    ids = same("schema", every(lambda t: [f.id for f in t.schema().fields][:3]))
    same("fields by id", every(lambda t: t.all(fields=ids, use_field_ids=True)))


def sorts():
    for name in [
        "Name", "Revision", "Amount", "Score", "Share", "Stars", "Done", "Due", "Seen at",
        "Status", "Tags", "Next", "Next name", "Number", "Created", "Owner",
    ]:
        same("by " + name, every(lambda t: ids(t.all(sort=[name]))))
        same("by -" + name, every(lambda t: ids(t.all(sort=["-" + name, "Name"]))))


def ids(records):
    return [record["id"] for record in records]


def filters():
    first = same("first", every(lambda t: t.first()))
    for formula in [
        match({"Name": first["fields"]["Name"]}),
        OR(match({"Status": "Done"}), match({"Status": "Waiting"})),
        AND(Field("Stars").gte(3), Field("Done").eq(True)),
        Field("Amount").gt(100),
        formulas.GT(Field("Revision"), 0),
        "FIND('blue', ARRAYJOIN({Tags}, ','))",
        "RECORD_ID()='" + first["id"] + "'",
        "NOT({Due}='')",
        "IS_AFTER({Due}, '2024-01-01')",
        "LEN({Notes})>20",
        "{Next}!=''",
    ]:
        same(str(formula), every(lambda t: ids(t.all(formula=formula))), allow_empty=True)
    same("both", every(lambda t: t.all(formula="{Stars}>2", sort=["-Stars"], max_records=5)))
    many = OR(*[match({"Name": f"x{number}"}) for number in range(1500)])
    same("a long formula", every(lambda t: t.all(formula=many)), allow_empty=True)


def views():
    for view in same("views", every(lambda t: [v.name for v in t.schema().views])):
        same("view " + view, every(lambda t: ids(t.all(view=view))))
        same("sorted view", every(lambda t: ids(t.all(view=view, sort=["-Name"]))))
    same("no view", every(lambda t: t.all(view="No such view")))


def texts():
    for zone, locale in [("Europe/Berlin", "de"), ("America/New_York", "en-us"), ("utc", "fr")]:
        same(
            "texts " + locale,
            every(lambda t: t.all(cell_format="string", time_zone=zone, user_locale=locale)))
    same("texts without a place", every(lambda t: t.all(cell_format="string")))


def records():
    for record in same("some", every(lambda t: t.all(max_records=3))):
        same("get", every(lambda t: t.get(record["id"])))
        same("get by id", every(lambda t: t.get(record["id"], use_field_ids=True)))
        same("in another table", lambda api: api.table(BASE, NEXT).get(record["id"]))
    same("gone", every(lambda t: t.get("recAAAAAAAAAAAAAA")))
    same("comments", every(lambda t: t.all(max_records=2, count_comments=True)))


def schemas():
    same("bases", lambda api: [(b.id, b.name) for b in api.bases()])
    same("tables", lambda api: api.base(BASE).schema().model_dump())
    same("table by name", lambda api: api.base(BASE).table(TASKS).schema().model_dump())
    assert copy.whoami()["id"].startswith("usr")


def refusals():
    same("no table", lambda api: api.table(BASE, "No such table").all())
    same("no base", lambda api: api.table("appAAAAAAAAAAAAAA", TASKS).all())
    same("no field", every(lambda t: t.all(fields=["No such field"])))
    same("no sort", every(lambda t: t.all(sort=["No such field"])))
    same("size", every(lambda t: t.all(page_size=101)))
    same("formula", every(lambda t: t.all(formula="NOPE(")))
    same("unknown name", every(lambda t: t.all(formula="{No Such} = 1")))


run(lists, fields, sorts, filters, views, texts, records, schemas, refusals)
