-- Requests of wrk: the paths of the file that the environment names, one after the other, or the only
-- one again and again; and what came of them, in one line of JSON.

local paths = {}
for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end

for line in io.lines(os.getenv("BENCH_HEADERS")) do
  local name, value = line:match("^([^:]+): (.*)$")
  wrk.headers[name] = value
end

if #paths == 1 then
  wrk.path = paths[1]
else
  local requests, position = {}, 0

  function init()
    for index, path in ipairs(paths) do requests[index] = wrk.format("GET", path) end
    paths = nil
  end

  function request()
    position = position % #requests + 1
    return requests[position]
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "microseconds": %d, "bytes": %d, "status": %d, "broken": %d, ' ..
    '"p50": %.1f, "p99": %.1f}\n', summary.requests, summary.duration, summary.bytes,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
