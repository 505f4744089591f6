-- Applies one batch to one partition, once. SCHEMA.md, "The script", is the contract.
-- KEYS: the markers; then the keys of the program.
-- ARGV: producer, from, to; then the program: instructions one after the other, each a letter and
--       its words. A key is named by its number in KEYS.
--   H k (key expires)*k n (field amount)*n   adds to fields of hashes, to each the same; `expires`
--                                      (a Unix time, or empty) is set when one of the fields is new
--   Z k (key expires)*k most n (member amount)*n   adds to sorted sets; the same; above `most`
--                                      members the lowest go, and a fiftieth of `most` with them
--   S key n (field value)*n            sets fields of a hash
--   N key n (field value)*n            the same of those that are not there
--   R article hours day-readers hour-readers month day hour expires day-ttl hour-ttl readers
--                                      adds readers (8 bytes each, one after the other)
--   V key starts field at l v r d c e  says what totals began with, in place of what is said in
--                                      `field` of the hash `starts`, unless that is later
--   D n key*n                          removes keys
--   X member n key*n                   removes a member from sorted sets
--   M old new n key*n                  what `old` has in sorted sets goes to `new`
--   P moves move text parcel n (key part name)*n   puts an article's keys aside: renames those that
--                                      are there, notes them in `parcel`, and what is to be done with
--                                      them in `moves`
--   U key value part ttl               adds the readers of a HyperLogLog, by way of the key `part`
--   T key                              asks for a subject's totals
-- Lua adds what it adds exactly, and many amounts at once; the rest Redis adds, one by one: a Lua
-- number is exact only below 2^53.
local redis, KEYS, ARGV = redis, KEYS, ARGV
local KEY_BYTES = 8
local CHUNK_BYTES = 500 * KEY_BYTES      -- unpack() of thousands overflows Lua's stack
local LETTERS = {'l', 'v', 'r', 'd', 'c', 'e'}
local MOST_DAMAGE = 1000                 -- lines; a reply stays bounded
local MOST_PAIRS = 1000                  -- at once, for unpack() too
local EXACT_DIGITS = 15                  -- of numbers whose sum is below 2^53

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

-- The reply of a command, or nothing for one that failed.
local function try(...)
  local reply = redis.pcall(...)
  if type(reply) ~= 'table' or not reply.err then return reply end
  name_damage(reply.err, ...)
end

local at = 4                             -- the next word of the program
local function word()
  at = at + 1
  return ARGV[at - 1]
end
local function key() return KEYS[tonumber(word())] end

-- Tells whether the field or member is new.
local function add(command, of, field, amount)
  local reply = command == 'HINCRBY' and try(command, of, field, amount)
    or command == 'ZINCRBY' and try(command, of, amount, field)
  return reply and tonumber(reply) == tonumber(amount)
end

-- A table that tells the number of a text, and asks `read` once for each.
local function numbers(read)
  return setmetatable({}, {__index = function(known, text)
    known[text] = read(text) or false
    return known[text]
  end})
end

-- Nothing where HINCRBY takes no such text, or a sum might not be exact.
local function integer(text)
  if #text <= EXACT_DIGITS and (text == '0' or string.find(text, '^-?[1-9]%d*$')) then
    return tonumber(text)
  end
end

local HASH = {
  ask = 'HMGET', set = 'HSET', add = 'HINCRBY', number = numbers(integer), name_at = 1}
local LIST = {
  ask = 'ZMSCORE', set = 'ZADD', add = 'ZINCRBY', number = numbers(tonumber), name_at = 2}

-- The fields or members that the pairs in ARGV from `first` to `last` name; nothing where they
-- cannot be added to at once: one is there twice, or an amount is no number of the kind.
local function names_of(kind, first, last)
  if last - first < 2 then return end      -- a single one is faster by itself
  local names, seen, number = {}, {}, kind.number
  for i = first, last, 2 do
    local name = ARGV[i]
    if seen[name] or not number[ARGV[i + 1]] then return end
    seen[name] = true
    names[(i - first) / 2 + 1] = name
  end
  return names
end

-- Adds all of them to a key or none. Tells whether it did, and whether a field or member is new.
local function add_at_once(kind, of, names, first)
  local before = redis.pcall(kind.ask, of, unpack(names))
  if before.err then return false end
  local words, new, number, name_at = {}, false, kind.number, kind.name_at
  for i = 1, #names do
    local sum, had = ARGV[first + 2 * i - 1], before[i]
    if not had then
      new = true
    elseif number[had] then
      sum = number[had] + number[sum]
    else
      return false
    end
    words[2 * i - 2 + name_at] = names[i]
    words[2 * i + 1 - name_at] = sum
  end
  return type(redis.pcall(kind.set, of, unpack(words))) == 'number', new
end

-- The same one by one, so that a failure costs its own and no other.
local function add_singly(kind, of, first, last)
  local new = false
  for i = first, last, 2 do new = add(kind.add, of, ARGV[i], ARGV[i + 1]) or new end
  return new
end

-- The next words: how many keys are added to, and these with their expiry.
local function targets()
  local list = {}
  for i = 1, tonumber(word()) do list[i] = {key = key(), expires = word(), new = false} end
  return list
end

-- The next words: how many pairs to add to all of the targets, and the pairs.
local function add_pairs(kind, list)
  local stop = 2 * tonumber(word()) + at
  while at < stop do
    local first, last = at, math.min(at + 2 * MOST_PAIRS, stop) - 1
    local names = names_of(kind, first, last)
    for _, target in ipairs(list) do
      local done, new
      if names then done, new = add_at_once(kind, target.key, names, first) end
      if not done then new = add_singly(kind, target.key, first, last) end
      target.new = target.new or new
    end
    at = last + 1
  end
  for _, target in ipairs(list) do
    if target.new and target.expires ~= '' then try('EXPIREAT', target.key, target.expires) end
  end
end

local function cardinality(of) return try('PFCOUNT', of) end

-- Tells whether any of the readers changed the HyperLogLog.
local function put_readers(of, readers)
  local changed = false
  for first = 1, #readers, CHUNK_BYTES do
    local chunk = {}
    for from_byte = first, math.min(first + CHUNK_BYTES - 1, #readers), KEY_BYTES do
      chunk[#chunk + 1] = string.sub(readers, from_byte, from_byte + KEY_BYTES - 1)
    end
    local reply = redis.pcall('PFADD', of, unpack(chunk))
    if type(reply) == 'table' then
      name_damage(reply.err, 'PFADD', of, #chunk, 'readers')
    elseif reply == 1 then
      changed = true
    end
  end
  return changed
end

-- Adds readers, and by how many they are more to their number, a field of a hash. Returns that, and
-- whether the field is new. Where there are readers without a number, this was erased and they were
-- not: they go, and those that are added count from the first.
local function add_readers(of, readers, ttl, hash, field)
  local before = cardinality(of)
  if not before then return 0 end
  local changed, grown, new = put_readers(of, readers), 0, false
  if changed then grown = (cardinality(of) or before) - before end
  if grown ~= 0 then
    new = add('HINCRBY', hash, field, grown)
  elseif before > 0 then
    local number = redis.pcall('HGET', hash, field)
    new = number == false or number == '0'
  end
  if new and before > 0 then
    try('UNLINK', of)
    changed = put_readers(of, readers)
    local readers_now = cardinality(of) or 0
    if readers_now ~= grown then add('HINCRBY', hash, field, readers_now - grown) end
    grown = readers_now
  end
  if changed then try('EXPIRE', of, ttl) end
  return grown, new
end

local totals, cut = {}, 0
local run = {}

function run.H() add_pairs(HASH, targets()) end

function run.Z()
  local lists, most = targets(), tonumber(word())
  add_pairs(LIST, lists)
  for _, list in ipairs(lists) do
    local members = list.new and try('ZCARD', list.key)
    if members and members > most then
      local last = members - most + math.floor(most / 50) - 1
      cut = cut + (try('ZREMRANGEBYRANK', list.key, 0, last) or 0)
    end
  end
end

function run.S()
  local of, first = key(), at + 1
  at = first + 2 * tonumber(word())
  try('HSET', of, unpack(ARGV, first, at - 1))
end

function run.N()
  local of, n = key(), tonumber(word())
  for _ = 1, n do try('HSETNX', of, word(), word()) end
end

function run.R()
  local article, hours, of_day, of_hour = key(), key(), key(), key()
  local month, day, hour, expires = word(), word(), word(), word()
  local day_ttl, hour_ttl, readers = word(), word(), word()
  local in_day = add_readers(of_day, readers, day_ttl, article, 'r' .. day)
  if in_day ~= 0 then
    add('HINCRBY', article, 'r', in_day)
    add('HINCRBY', article, 'r' .. month, in_day)
  end
  local _, new = add_readers(of_hour, readers, hour_ttl, hours, 'r' .. hour)
  if new and expires ~= '' then try('EXPIREAT', hours, expires) end
end

function run.V()
  local of, starts, field, at = key(), key(), word(), word()
  local value = {}
  for i = 1, #LETTERS do value[i] = word() end
  local text = at .. ' ' .. table.concat(value, ' ')
  local said = redis.pcall('HGET', starts, field)
  if type(said) == 'table' then return name_damage(said.err, 'HGET', starts, field) end
  local before = {}
  for number in string.gmatch(said or '', '%d+') do before[#before + 1] = tonumber(number) end
  local later = (before[1] or 0) - tonumber(at)
  if later > 0 or later == 0 and text <= said then return end
  if not try('HSET', starts, field, text) then return end
  for i, letter in ipairs(LETTERS) do
    local more = tonumber(value[i]) - (before[i + 1] or 0)
    if more ~= 0 then add('HINCRBY', of, letter, string.format('%.0f', more)) end
  end
end

function run.D()
  for _ = 1, tonumber(word()) do try('UNLINK', key()) end
end

function run.X()
  local member, n = word(), tonumber(word())
  for _ = 1, n do try('ZREM', key(), member) end
end

function run.M()
  local old, new, n = word(), word(), tonumber(word())
  for _ = 1, n do
    local of = key()
    local amount = try('ZSCORE', of, old)
    if amount and try('ZINCRBY', of, amount, new) then try('ZREM', of, old) end
  end
end

function run.P()
  local moves, move, text, parcel, n = key(), word(), word(), key(), tonumber(word())
  local found = false
  for i = 1, n do
    local of, part, name = key(), key(), word()
    if try('EXISTS', of) == 1 and try('RENAME', of, part) then
      try('HSET', parcel, i, name)
      found = true
    end
  end
  if found then try('HSET', moves, move, text) end
end

function run.U()
  local of, value, part, ttl = key(), word(), key(), word()
  if try('SET', part, value) and try('PFMERGE', of, part) then try('EXPIRE', of, ttl) end
  try('UNLINK', part)
end

function run.T()
  local now = redis.pcall('HMGET', key(), unpack(LETTERS))
  for i = 1, 6 do totals[#totals + 1] = now[i] or '0' end
end

while ARGV[at] do run[word()]() end

if unnamed > 0 then damage[#damage + 1] = 'and ' .. unnamed .. ' more' end
return {1, to, totals, damage, cut}
