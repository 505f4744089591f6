-- Applies one batch to one partition, once. SCHEMA.md, "The script", is the contract.
-- KEYS: the markers; then for each delta: the article, its day's hours, its day's readers, its
--       hour's readers.
-- ARGV: producer, from, to; then for each delta: month, day, hour, when the hours expire, loads,
--       views, reader keys (8 bytes each, one after the other).
-- Amounts stay strings: a Lua number is exact only below 2^53.
local KEY_BYTES = 8
local CHUNK_BYTES = 500 * KEY_BYTES      -- unpack() of thousands overflows Lua's stack
local DAY_READERS_TTL = '259200'
local HOUR_READERS_TTL = '86400'
local MOST_DAMAGE = 1000                 -- lines; a reply stays bounded

local markers, producer, from, to = KEYS[1], ARGV[1], ARGV[2], ARGV[3]

local marker = redis.pcall('HGET', markers, producer)
if type(marker) == 'table' then return marker end
marker = marker or '0'
if marker ~= from then return {0, marker} end

-- The first write: refused when memory is short, on a replica, on a broken disk. Nothing is in then.
local moved = redis.pcall('HSET', markers, producer, to)
if type(moved) == 'table' then return moved end

-- From here on nothing may end the script: a failure costs its own increment and is named.
local damage, unnamed = {}, 0
local function name_damage(err, ...)
  if #damage < MOST_DAMAGE then
    damage[#damage + 1] = table.concat({...}, ' ') .. ': ' .. err
  else
    unnamed = unnamed + 1
  end
end

-- Tells whether the field is new.
local function increment(key, field, amount)
  local reply = redis.pcall('HINCRBY', key, field, amount)
  if type(reply) ~= 'table' then return reply == tonumber(amount) end
  name_damage(reply.err, 'HINCRBY', key, field, amount)
  return false
end

local function expire(command, key, when)
  local reply = redis.pcall(command, key, when)
  if type(reply) == 'table' then name_damage(reply.err, command, key, when) end
end

local function cardinality(key)
  local reply = redis.pcall('PFCOUNT', key)
  if type(reply) ~= 'table' then return reply end
  name_damage(reply.err, 'PFCOUNT', key)
end

-- Adds readers and returns by how many the count of the key grew.
local function add_readers(key, readers, ttl)
  local before = cardinality(key)
  if not before then return 0 end
  local changed = false
  for first = 1, #readers, CHUNK_BYTES do
    local chunk = {}
    for at = first, math.min(first + CHUNK_BYTES - 1, #readers), KEY_BYTES do
      chunk[#chunk + 1] = string.sub(readers, at, at + KEY_BYTES - 1)
    end
    local reply = redis.pcall('PFADD', key, unpack(chunk))
    if type(reply) == 'table' then
      name_damage(reply.err, 'PFADD', key, #chunk, 'readers')
    elseif reply == 1 then
      changed = true
    end
  end
  if not changed then return 0 end
  expire('EXPIRE', key, ttl)
  return (cardinality(key) or before) - before
end

local totals = {}
local key, arg = 2, 4
while KEYS[key] do
  local article, hours = KEYS[key], KEYS[key + 1]
  local month, day, hour, expiry = ARGV[arg], ARGV[arg + 1], ARGV[arg + 2], ARGV[arg + 3]
  local readers = ARGV[arg + 6]

  local new_hour = false
  local function count(letter, amount)
    increment(article, letter, amount)
    increment(article, letter .. month, amount)
    increment(article, letter .. day, amount)
  end
  for offset, letter in ipairs({'l', 'v'}) do
    local amount = ARGV[arg + 3 + offset]
    if amount ~= '0' then
      count(letter, amount)
      new_hour = increment(hours, letter .. hour, amount) or new_hour
    end
  end
  if #readers > 0 then
    local in_day = add_readers(KEYS[key + 2], readers, DAY_READERS_TTL)
    if in_day ~= 0 then count('r', in_day) end
    local in_hour = add_readers(KEYS[key + 3], readers, HOUR_READERS_TTL)
    if in_hour ~= 0 then new_hour = increment(hours, 'r' .. hour, in_hour) or new_hour end
  end
  if new_hour then expire('EXPIREAT', hours, expiry) end

  local now = redis.pcall('HMGET', article, 'l', 'v', 'r')
  for i = 1, 3 do totals[#totals + 1] = now[i] or '0' end
  key, arg = key + 4, arg + 7
end

if unnamed > 0 then damage[#damage + 1] = 'and ' .. unnamed .. ' more' end
return {1, to, totals, damage}
