// Two clients of one base: `copy` asks Aircache, `truth` asks Airtable's simulator itself. Both are
// the library's own browser build, with nothing set but the endpoint and the token.
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const env = process.env;
globalThis.window = globalThis;
const bundle = path.join(env.NODE_MODULES, "airtable/build/airtable.browser.js");
vm.runInThisContext(fs.readFileSync(bundle, "utf8"), { filename: bundle });
const Airtable = globalThis.require("airtable");

const base = (endpointUrl, apiKey, id = env.BASE) => new Airtable({ endpointUrl, apiKey }).base(id);
const copy = base(env.COPY, env.COPY_TOKEN);
const truth = base(env.TRUTH, env.TRUTH_TOKEN);

// What a caller gets, or what it is told instead.
async function outcome(ask, client) {
  try {
    return plain(await ask(client));
  } catch (error) {
    if (error.statusCode === undefined) throw error;
    return { error: error.error, message: error.message, statusCode: error.statusCode };
  }
}

function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (value && value.fields && value.id) {
    return { id: value.id, fields: value.fields, comments: value.commentCount };
  }
  return value;
}

// Asserts that both give the same to one question, and that it is something; returns it.
async function same(name, ask) {
  const found = await both(name, ask);
  assert(!found.statusCode, name + ": " + found.message);
  assert(!Array.isArray(found) || found.length > 0, name + ": nothing came");
  return found;
}

// Asserts that both refuse alike; returns what the caller is told.
async function refused(name, ask) {
  const found = await both(name, ask);
  assert(found.statusCode >= 400, name + ": it was not refused");
  return found;
}

async function both(name, ask) {
  const expected = await outcome(ask, truth);
  const found = await outcome(ask, copy);
  assert.deepStrictEqual(found, expected, name);
  return found;
}

async function run(...checks) {
  for (const check of checks) {
    await check();
    console.log("ok", check.name);
  }
}

module.exports = { Airtable, base, copy, truth, same, refused, outcome, plain, run, env };
