// Writing by airtable.js: the answer is Airtable's, and the next read of the copy has it.
"use strict";
const assert = require("node:assert");
const { copy, env, outcome, plain, refused, run, same } = require("./both.js");

const table = copy("Table 1");

async function seen(...records) {
  for (const record of records) {
    const found = await same("record", (c) => c("Table 1").find(record.id));
    assert.deepStrictEqual(found.fields, record.fields);
    const filter = { filterByFormula: `RECORD_ID()='${record.id}'` };
    assert.strictEqual((await table.select(filter).all()).length, 1);
  }
}

async function create() {
  const one = await table.create({ Name: "One", Amount: 12.5, Tags: ["blue"] });
  assert.strictEqual(one.get("Label"), "#One");
  const ten = await table.create(
    Array.from({ length: 10 }, (_, n) => ({ fields: { Name: `Of ten ${n}` } })));
  assert.deepStrictEqual(ten.map((r) => r.get("Name")), ten.map((_, n) => `Of ten ${n}`));
  await seen(one, ...ten.slice(7));
  const cast = await table.create({ Name: "Cast", Status: "Brand new" }, { typecast: true });
  assert.strictEqual(cast.get("Status"), "Brand new");
  await seen(cast);
}

async function update() {
  const [a, b] = await table.create([{ fields: { Name: "A", Stars: 3 } }, { fields: { Name: "B" } }]);
  const changed = await table.update(a.id, { Notes: "changed" });
  assert.deepStrictEqual([changed.get("Stars"), changed.get("Notes")], [3, "changed"]);
  const replaced = await table.replace(a.id, { Name: "A again" });
  assert.deepStrictEqual([replaced.get("Stars"), replaced.get("Notes")], [undefined, undefined]);
  const both = await table.update([
    { id: b.id, fields: { Stars: 5 } }, { id: a.id, fields: { Stars: 4 } }]);
  assert.deepStrictEqual(both.map((r) => [r.id, r.get("Stars")]), [[b.id, 5], [a.id, 4]]);
  await seen(...both);
  const cleared = await table.replace([{ id: a.id, fields: { Name: "A last" } }]);
  assert.deepStrictEqual(plain(cleared)[0].fields.Stars, undefined);
  await seen(...cleared);
  const record = await table.find(b.id);
  await record.patchUpdate({ Notes: "by the record" });
  assert.strictEqual((await table.find(b.id)).get("Notes"), "by the record");
  await record.putUpdate({ Name: "B last" });
  assert.strictEqual((await table.find(b.id)).get("Notes"), undefined);
}

async function destroy() {
  const made = await table.create(["X", "Y", "Z"].map((Name) => ({ fields: { Name } })));
  assert.strictEqual((await table.destroy(made[0].id)).id, made[0].id);
  const gone = await table.destroy([made[1].id, made[2].id]);
  assert.deepStrictEqual(gone.map((r) => r.id), [made[1].id, made[2].id]);
  for (const { id } of made) await refused("gone", (c) => c("Table 1").find(id));
  assert.strictEqual((await table.select({ filterByFormula: "{Name}='Y'" }).all()).length, 0);
}

async function refusals() {
  const asked = [
    [(c) => c("Table 1").create({ "No such field": 1 }), 422, "UNKNOWN_FIELD_NAME"],
    [(c) => c("Table 1").create({ Label: "x" }), 422, "INVALID_VALUE_FOR_COLUMN"],
    [(c) => c("Table 1").create({ Status: "Unknown" }), 422, "INVALID_MULTIPLE_CHOICE_OPTIONS"],
    [(c) => c("Table 1").update("recAAAAAAAAAAAAAA", {}), 404, "NOT_FOUND"],
    [(c) => c("Table 1").destroy("recAAAAAAAAAAAAAA"), 404, "NOT_FOUND"],
    [(c) => c("Table 1").create(Array(11).fill({ fields: {} })), 422, "INVALID_RECORDS"],
    [(c) => c("No such table").create({}), 403, "NOT_AUTHORIZED"],
  ];
  for (const [ask, status, error] of asked) {
    const found = await refused("refused", ask);
    assert.deepStrictEqual([found.statusCode, found.error], [status, error]);
  }
}

// The library waits and asks again by itself.
async function busy() {
  const limit = await fetch(env.TRUTH + "/_simulator/faults", {
    method: "PUT", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ script: ["rateLimit"] }) });
  assert.strictEqual(limit.status, 200, await limit.text());
  const made = await outcome((c) => c("Table 1").create({ Name: "After a 429" }), copy);
  assert.strictEqual(made.fields.Name, "After a 429");
  const found = await table.select({ filterByFormula: "{Name}='After a 429'" }).all();
  assert.deepStrictEqual(found.map((r) => r.id), [made.id]);
}

async function atRest() {
  await same("everything", (c) => c("Table 1").select().all());
}

run(create, update, destroy, refusals, busy, atRest);
