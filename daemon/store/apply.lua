-- Applies one batch to one partition, once. SCHEMA.md, "The script", is the contract.
-- KEYS: the markers; then the keys of the program.
-- ARGV: producer, from, to; then the program: instructions one after the other, each a letter and
--       its words. A key is named by its number in KEYS.
--   H key expires n (field amount)*n   adds to fields of a hash; `expires` (a Unix time, or empty)
--                                      is set when one of the fields is new
--   Z key expires most n (member amount)*n   adds to a sorted set; the same; above `most` members
--                                      the lowest go, and a fiftieth of `most` with them
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
-- Amounts stay strings: a Lua number is exact only below 2^53.
local KEY_BYTES = 8
local CHUNK_BYTES = 500 * KEY_BYTES      -- unpack() of thousands overflows Lua's stack
local LETTERS = {'l', 'v', 'r', 'd', 'c', 'e'}
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

function run.H()
  local of, expires, n = key(), word(), tonumber(word())
  local new = false
  for _ = 1, n do new = add('HINCRBY', of, word(), word()) or new end
  if new and expires ~= '' then try('EXPIREAT', of, expires) end
end

function run.Z()
  local of, expires, most, n = key(), word(), tonumber(word()), tonumber(word())
  local new = false
  for _ = 1, n do new = add('ZINCRBY', of, word(), word()) or new end
  if not new then return end
  if expires ~= '' then try('EXPIREAT', of, expires) end
  local members = try('ZCARD', of)
  if members and members > most then
    cut = cut + (try('ZREMRANGEBYRANK', of, 0, members - most + math.floor(most / 50) - 1) or 0)
  end
end

function run.S()
  local of, n = key(), tonumber(word())
  for _ = 1, n do try('HSET', of, word(), word()) end
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
