-- Asks for the paths of a file one after another, and writes what came of it as a line of JSON.
--
--   wrk -t1 -s wrk.lua URL -- PATHS PAUSE
--
-- PAUSE is how many milliseconds a connection rests between an answer and the next request, on
-- average; 0 for none.

local paths = {}
local asked = 0

function init(arguments)
  for path in io.lines(arguments[1]) do
    paths[#paths + 1] = path
  end
  local pause = tonumber(arguments[2])
  if pause > 0 then
    delay = function()
      return math.random(0, 2 * pause)
    end
  end
end

function request()
  asked = asked % #paths + 1
  return wrk.format("GET", paths[asked], {
    ["Accept-Encoding"] = "gzip, deflate, br, zstd",
    ["Accept-Language"] = "ru",
  })
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    'LOAD {"requests": %d, "seconds": %.3f, "refused": %d, "broken": %d, "late": %d, '
      .. '"median_ms": %.2f, "p99_ms": %.2f, "slowest_ms": %.2f}\n',
    summary.requests, summary.duration / 1e6, errors.status,
    errors.connect + errors.read + errors.write, errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3
  ))
end
