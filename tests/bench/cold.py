"""What is left in Redis of articles that were read once a long time ago, and what it consists of."""

import re

# What stays of an article for ever: everything else of it expires. A month's list keeps its upper
# end, as the daemon prunes it.
TIDY = """
local found = redis.call('SCAN', ARGV[1], 'COUNT', 20000)
for _, key in ipairs(found[2]) do
  local kind, rest = string.match(key, '^rc:{%d+}:(%a):(.*)$')
  local slot = string.match(key, ':(%d+)$') or ''
  if kind == 't' and #slot == 6 then
    local subject = string.match(rest, '^%a:(.*):%d+$')
    local most = string.find(subject, ':') and 1000 or 10000
    redis.call('ZREMRANGEBYRANK', key, 0, -most - 1)
  elseif kind and kind ~= 'a' and kind ~= 'i' then
    redis.call('UNLINK', key)
  end
end
return found[1]
"""

# Of articles' hashes: how long their keys, counts and texts are, and what Redis says of it all.
SAMPLE = """
local sums = {0, 0, 0, 0, 0}
local cursor = ARGV[1]
local found = redis.call('SCAN', cursor, 'MATCH', 'rc:{*}:a:*/*', 'COUNT', 5000)
for _, key in ipairs(found[2]) do
  sums[1] = sums[1] + 1
  sums[2] = sums[2] + #key
  local fields = redis.call('HGETALL', key)
  for i = 1, #fields, 2 do
    local is_text = #fields[i] > 4 and not string.find(fields[i], '%d')
    local at = is_text and 4 or 3
    sums[at] = sums[at] + #fields[i] + #fields[i + 1]
  end
  sums[5] = sums[5] + redis.call('MEMORY', 'USAGE', key, 'SAMPLES', 0)
end
return {found[1], unpack(sums)}
"""

LISTS = """
local found = redis.call('SCAN', ARGV[1], 'MATCH', 'rc:{*}:t:*', 'COUNT', 20000)
local sum = 0
for _, key in ipairs(found[2]) do sum = sum + redis.call('MEMORY', 'USAGE', key, 'SAMPLES', 0) end
return {found[1], sum}
"""


def used(daemon):
    return int(re.search(r"used_memory:(\d+)", daemon.redis_cli("INFO", "memory"))[1])


def steps(daemon, script, most=None):
    """The answers of a script that scans, a step at a time, so that others get their turn."""
    cursor, count = "0", 0
    while True:
        cursor, *values = daemon.redis_cli("EVAL", script, 0, cursor).split()
        count += 1
        yield [int(value) for value in values]
        if cursor == "0" or count == most:
            return


def let_expire(daemon):
    """Does what a hundred days and the pruning of lists do."""
    for _ in steps(daemon, TIDY):
        pass


def table(daemon, articles, empty):
    """Prints what a cold article's bytes are, `articles` of them, Redis having had `empty` bytes."""
    left = used(daemon) - empty
    sampled = [sum(column) for column in zip(*steps(daemon, SAMPLE, most=20))]
    number, key, counts, texts, hashes = sampled
    lists = sum(value for value, in steps(daemon, LISTS))
    stats = daemon.redis_cli("MEMORY", "STATS").split()
    # Keys and values stand in it once more.
    places = int(stats[stats.index("overhead.hashtable.main") + 1])
    places -= (24 + 16) * int(daemon.redis_cli("DBSIZE"))
    rows = [
        ("its key's name", key / number),
        ("names and values of counts", counts / number),
        ("title, section, author, date", texts / number),
        ("what the hash needs beside", (hashes - key - counts - texts) / number),
        ("lists of articles", lists / articles),
        ("the table of keys", places / articles),
    ]
    rows.append(("all else", left / articles - sum(size for _, size in rows)))
    print(f"{left / articles:7.1f} bytes of Redis: a cold article ({articles:.0f}, {left >> 20} MiB)")
    for what, size in rows:
        print(f"{size:11.1f} {what}")
