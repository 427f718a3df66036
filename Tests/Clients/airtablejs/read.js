// Reading by airtable.js: each call gives what Airtable gives.
"use strict";
const assert = require("node:assert");
const { base, env, refused, run, same } = require("./both.js");

const tasks = (client) => client("Table 1");
const every = (options) => (client) => tasks(client).select(options).all();
const ids = (options) => async (client) => (await every(options)(client)).map((r) => r.id);

async function pages() {
  assert.strictEqual((await same("all", every({}))).length, 120);
  const sizes = (client) => new Promise((resolve, reject) => {
    const seen = [];
    tasks(client).select({ pageSize: 50 }).eachPage(
      (records, next) => { seen.push(records.length); next(); },
      (error) => (error ? reject(error) : resolve(seen)));
  });
  assert.deepStrictEqual(await same("pages", sizes), [50, 50, 20]);
  const first = await same("first page", (c) => tasks(c).select({ pageSize: 7 }).firstPage());
  assert.strictEqual(first.length, 7);
  assert.strictEqual((await same("at most", every({ maxRecords: 25, pageSize: 10 }))).length, 25);
  await same("by id", (c) => c(env.TABLE).select({ maxRecords: 3 }).all());
  await same("old list", (c) => new Promise((resolve, reject) =>
    tasks(c).list(10, null, {}, (error, records) => (error ? reject(error) : resolve(records)))));
}

async function parameters() {
  await same("fields", every({ fields: ["Name", "Amount"] }));
  await same("sort", ids({ sort: [{ field: "Stars", direction: "desc" }, { field: "Name" }] }));
  await same("formula", ids({ filterByFormula: "AND({Stars}>2, FIND('1', {Name}))" }));
  await same("by post", ids({ filterByFormula: "{Stars}>3", method: "post" }));
  await same("sorted by post", ids({ method: "post", sort: [{ field: "Name" }], maxRecords: 9 }));
  const long = "OR(" + Array.from({ length: 1200 }, (_, n) => `{Name}='Record ${n}'`) + ")";
  assert(long.length > 16000);
  assert((await same("a long formula", every({ filterByFormula: long, pageSize: 20 }))).length > 20);
  await same("view", ids({ view: "Grid view" }));
  await same("sorted view", ids({ view: "Grid view", sort: [{ field: "Name" }] }));
  await same("field ids", every({ returnFieldsByFieldId: true, maxRecords: 5 }));
  await same("comments", every({ recordMetadata: ["commentCount"], maxRecords: 2 }));
  const texts = { cellFormat: "string", timeZone: "Europe/Berlin", userLocale: "de" };
  await same("texts", every(texts));
  await same("texts by post", every({ ...texts, method: "post" }));
}

async function records() {
  const [record] = await same("one", every({ maxRecords: 1 }));
  await same("find", (c) => tasks(c).find(record.id));
  await same("in another table", (c) => c("Table 2").find(record.id));
}

async function refusals() {
  const statuses = [
    await refused("no table", (c) => c("No such table").select().all()),
    await refused("gone", (c) => tasks(c).find("recAAAAAAAAAAAAAA")),
    await refused("no field", every({ fields: ["No such field"] })),
    await refused("no view", every({ view: "No such view" })),
    await refused("no formula", every({ filterByFormula: "NOPE(" })),
    await refused("too large a page", every({ pageSize: 101 })),
    await refused("no zone", every({ cellFormat: "string" })),
  ].map((error) => error.statusCode);
  assert.deepStrictEqual(statuses, [403, 404, 422, 422, 422, 422, 422]);
  for (const [token, status] of [["wrong", 401], [env.COPY_TOKEN, 403]]) {
    const id = status === 401 ? env.BASE : "appAAAAAAAAAAAAAA";
    await assert.rejects(base(env.COPY, token, id)("Table 1").select().all(), { statusCode: status });
  }
}

run(pages, parameters, records, refusals);
