// One fixed record and one fixed page from node's own HTTP server: what a process costs that does
// nothing else. Arguments: port, the record's file, the page's file.
const { createServer } = require("http");
const { readFileSync } = require("fs");

const [port, record, page] = process.argv.slice(2);
const bodies = { "/record": readFileSync(record), "/page": readFileSync(page) };

createServer((request, response) => {
  const body = bodies[request.url];
  response.writeHead(body ? 200 : 404, {
    "Content-Type": "application/json",
    "Content-Length": body ? body.length : 0,
  });
  response.end(body);
}).listen(Number(port), "127.0.0.1");
