-- View pings with a browser's headers, over 1 000 articles and 10 000 readers. The requests are made
-- once, at the start: made one by one they would cost wrk more than they cost the server.
local requests = {}
local next_one = 0

function init(_)
  for i = 1, 10000 do
    local body = string.format(
      '{"type":"view","url":"http://localhost/news/2026/11/an-article-of-today-%d",' ..
      '"view":"%016x","title":"An article of today","referrer":"https://www.google.com/"}',
      i % 1000, i)
    requests[i] = wrk.format("POST", "/v1/ping", {
      ["Host"] = "count.news.example",
      ["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 " ..
        "(KHTML, like Gecko) Chrome/130.0." .. i .. " Safari/537.36",
      ["Accept"] = "*/*",
      ["Accept-Language"] = "en-US,en;q=0.9",
      ["Accept-Encoding"] = "gzip, deflate, br, zstd",
      ["Content-Type"] = "text/plain;charset=UTF-8",
      ["Origin"] = "http://localhost",
      ["Referer"] = "http://localhost/",
    }, body)
  end
end

function request()
  next_one = next_one % #requests + 1
  return requests[next_one]
end
