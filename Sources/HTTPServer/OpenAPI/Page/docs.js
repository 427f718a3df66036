"use strict";

// Shows what a base's OpenAPI description says, and sends its requests. Texts of the base reach the page as text
// alone, never as markup.

const tokenKey = "aircache-token";
const longestBody = 200000;
const byID = (id) => document.getElementById(id);
let description = null;

function element(name, properties = {}, children = []) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

function headers(extra = {}) {
  const token = byID("token").value.trim();
  return token ? { ...extra, Authorization: `Bearer ${token}` } : extra;
}

async function read(path) {
  const response = await fetch(path, { headers: headers() });
  if (response.status === 401) return null;
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail);
  return body;
}

async function load() {
  byID("status").textContent = "Loading…";
  try {
    const list = await read("/api/bases");
    if (list === null) {
      byID("status").textContent = "This instance wants a bearer token: enter one and load again.";
      byID("token").focus();
      return;
    }
    const base = choose(list.bases);
    description = await read(
      base ? `/api/bases/${encodeURIComponent(base)}/types?lang=openapi` : "/openapi.json",
    );
    sessionStorage.setItem(tokenKey, byID("token").value.trim());
    byID("status").textContent = "";
    show();
  } catch (error) {
    byID("status").textContent = `The description cannot be read: ${error.message}`;
  }
}

// The base that is shown; the first one while there is no other.
function choose(bases) {
  const select = byID("base");
  const chosen = select.value;
  select.replaceChildren(
    ...bases.map(({ id, name }) => element("option", { value: id, textContent: name ?? id })),
  );
  if (bases.some(({ id }) => id === chosen)) select.value = chosen;
  for (const node of [select, byID("base-label")]) node.hidden = bases.length < 2;
  return bases.length < 2 ? "" : select.value;
}

function show() {
  byID("title").textContent = description.info.title;
  byID("about").textContent = description.info.description;
  const wanted = byID("search").value.trim().toLowerCase();
  const sections = description.tags.map((tag) => {
    const routes = [];
    for (const [path, item] of Object.entries(description.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        const words = `${path} ${operation.summary}`.toLowerCase();
        if (operation.tags[0] === tag.name && words.includes(wanted)) {
          routes.push(route(path, method, operation));
        }
      }
    }
    const title = element("h2", { textContent: tag.name });
    return element("section", { hidden: routes.length === 0 }, [title, ...routes]);
  });
  byID("routes").replaceChildren(...sections);
}

function route(path, method, operation) {
  const head = element("summary", {}, [
    element("span", { className: "method", textContent: method }),
    element("code", { textContent: path }),
    element("span", { className: "note", textContent: ` ${operation.summary}` }),
  ]);
  const body = element("div");
  const node = element("details", {}, [head, body]);
  // A base may have thousands of fields: what nobody opens is not made.
  node.addEventListener("toggle", () => {
    if (node.open && !body.hasChildNodes()) fill(body, path, method, operation);
  });
  return node;
}

function fill(body, path, method, operation) {
  if (operation.description) body.append(element("p", { textContent: operation.description }));
  const inputs = (operation.parameters ?? []).map((parameter) => ({ parameter, input: field(parameter) }));
  if (inputs.length > 0) body.append(table(inputs));
  const content = operation.requestBody?.content["application/json"];
  const text = element("textarea", { rows: 6, spellcheck: false });
  text.setAttribute("aria-label", "body");
  if (content) {
    text.value = JSON.stringify(content.example ?? {}, null, 2);
    body.append(element("p", { className: "note", textContent: "The body, as JSON:" }), text);
  }
  const send = element("button", { type: "button", textContent: "Send" });
  const command = element("pre");
  const outcome = element("p", { className: "note" });
  outcome.setAttribute("role", "status");
  const answer = element("pre", { hidden: true });
  const made = () => ({
    method: method.toUpperCase(),
    target: address(path, inputs),
    headers: named(inputs),
    body: content ? text.value : null,
  });
  const update = () => {
    command.textContent = curl(made());
  };
  for (const input of [text, ...inputs.map(({ input }) => input)]) input.addEventListener("input", update);
  byID("token").addEventListener("input", update);
  update();
  send.addEventListener("click", () => request(made(), send, outcome, answer));
  body.append(command, send, outcome, answer, schema(operation));
}

function field(parameter) {
  const values = parameter.schema.enum;
  const input = values
    ? element("select", {}, ["", ...values].map((value) => element("option", { value, textContent: value })))
    : element("input", { required: parameter.required === true });
  input.setAttribute("aria-label", parameter.name);
  return input;
}

function table(inputs) {
  const rows = inputs.map(({ parameter, input }) =>
    element("tr", {}, [
      element("td", {}, [element("code", { textContent: parameter.name })]),
      element("td", {}, [input]),
      element("td", { className: "note", textContent: parameter.description ?? "" }),
    ]),
  );
  return element("table", {}, [element("tbody", {}, rows)]);
}

function address(path, inputs) {
  let target = path;
  const query = new URLSearchParams();
  for (const { parameter, input } of inputs) {
    if (parameter.in === "path") {
      target = target.replace(`{${parameter.name}}`, () => encodeURIComponent(input.value));
    } else if (parameter.in === "query" && input.value !== "") {
      const values = parameter.schema.type === "array" ? input.value.split(",") : [input.value];
      for (const value of values) query.append(parameter.name, value);
    }
  }
  const text = query.toString();
  return text ? `${target}?${text}` : target;
}

// The parameters that are headers.
function named(inputs) {
  const filled = inputs.filter(({ parameter, input }) => parameter.in === "header" && input.value !== "");
  return Object.fromEntries(filled.map(({ parameter, input }) => [parameter.name, input.value]));
}

function curl(made) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const verb = made.method === "GET" ? "" : ` -X ${made.method}`;
  const token = byID("token").value ? ' -H "Authorization: Bearer $TOKEN"' : "";
  const others = Object.entries(made.headers).map(([name, value]) => ` -H ${quoted(`${name}: ${value}`)}`);
  const body = made.body === null ? "" : ` -H "Content-Type: application/json" --data ${quoted(made.body)}`;
  return `curl -s${verb}${token}${others.join("")}${body} ${quoted(location.origin + made.target)}`;
}

async function request(made, button, outcome, answer) {
  button.disabled = true;
  const start = performance.now();
  // An endless answer, such as a stream of events, is shown as far as it came.
  const cancel = new AbortController();
  const timer = setTimeout(() => cancel.abort(), 5000);
  let text = "";
  let state = "";
  try {
    const type = made.body === null ? {} : { "Content-Type": "application/json" };
    const response = await fetch(made.target, {
      method: made.method, headers: headers({ ...type, ...made.headers }),
      ...(made.body === null ? {} : { body: made.body }), signal: cancel.signal,
    });
    state = `${response.status} ${response.statusText}`;
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    while (reader && text.length < longestBody) {
      const { done, value } = await reader.read();
      if (done) break;
      text += value;
    }
  } catch (error) {
    state += cancel.signal.aborted ? " (ended after 5 s)" : ` ${error.message}`;
  }
  clearTimeout(timer);
  cancel.abort();
  outcome.textContent = `${state}, ${Math.round(performance.now() - start)} ms`;
  answer.hidden = false;
  answer.textContent = pretty(text).slice(0, longestBody);
  button.disabled = false;
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

// The fields of a table's records, by name and type.
function schema(operation) {
  const content = Object.values(operation.responses)[0]?.content ?? {};
  const told = Object.values(content)[0]?.schema ?? {};
  const answer = told.anyOf?.[0] ?? told;
  const record = resolved(answer.properties?.records?.items ?? answer);
  const fields = resolved(record.properties?.fields ?? {}).properties;
  if (!fields) return "";
  const rows = Object.entries(fields).map(([name, value]) =>
    element("tr", {}, [
      element("td", {}, [element("code", { textContent: name })]),
      element("td", { textContent: value["x-airtable"].type + (value.readOnly ? ", read-only" : "") }),
      element("td", { className: "note", textContent: value.description ?? "" }),
    ]),
  );
  return element("table", {}, [element("caption", { textContent: "Fields" }), element("tbody", {}, rows)]);
}

function resolved(value) {
  return value.$ref ? description.components.schemas[value.$ref.split("/").pop()] : value;
}

byID("access").addEventListener("submit", (event) => {
  event.preventDefault();
  load();
});
byID("base").addEventListener("change", load);
byID("search").addEventListener("input", () => description && show());
byID("download").addEventListener("click", (event) => {
  if (!description) return;
  event.preventDefault();
  const file = new Blob([JSON.stringify(description, null, 2)], { type: "application/json" });
  const link = element("a", { href: URL.createObjectURL(file), download: "openapi.json" });
  link.click();
  URL.revokeObjectURL(link.href);
});
byID("token").value = sessionStorage.getItem(tokenKey) ?? "";
load();
