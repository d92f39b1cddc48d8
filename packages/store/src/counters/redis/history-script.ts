import { redisScript } from './redis-script.js';

/**
 * What one key's log is: 8 bytes that name its epoch (the sequence at which it was begun, as a double), then frames. Lua only moves
 * bytes; what they mean is known to the engine alone. A log whose beginning changes gets another epoch, so that a replica that has
 * read it up to some length knows that it must read it anew.
 *
 * KEYS: state, sequence, the last sequence that this history has seen, then the logs of all entries in their order. ARGV[1]: see history-question.ts. The reply: history-reply.ts.
 * Everything of one call happens at once, and an entry sees exactly what came before it.
 *
 * The state is a letter and a token: `b` (being built: only its keeper adds), `j` (joined by live events, but not whole yet) or `w` (whole).
 */
export const HISTORY_SCRIPT = redisScript(`
local call, unpack, pack, sub = redis.call, struct.unpack, struct.pack, string.sub
local APPEND, READ, EXPIRE, IF_ABSENT, IF_THERE, KEEP_ALL = 1, 2, 4, 8, 16, 32
local band = bit.band
local question = ARGV[1]
local floor, ttl, most, entries, isKeeper, tokenLength, at = unpack('>dI4I4I2I1I1', question)
local token = sub(question, at, at + tokenLength - 1)
at = at + tokenLength
local trimmed = 0

-- A replica that knows another state of the flow, or none, changes nothing: what it would add might be lost or stand there twice.
local state = call('GET', KEYS[1]) or ''
if sub(state, 2) ~= token or (sub(state, 1, 1) == 'b' and isKeeper == 0) then return pack('>I1', #state) .. state end

-- Where the first frame begins that leaves at most half of the most there may be; counts those before it.
local function cut(log)
  local from = 9
  while #log - from + 1 > most / 2 do
    from = from + 3 + unpack('>I2', log, from + 1)
    trimmed = trimmed + 1
  end
  return from
end

local sequence = call('INCRBY', KEYS[2], entries) - entries
if sequence < floor then
  sequence = floor
  call('SET', KEYS[2], string.format('%.0f', floor + entries))
end
local out = { '', '' }
local k = 3
for entry = 1, entries do
  sequence = sequence + 1
  out[#out + 1] = pack('>d', sequence)
  local size, keys, record
  size, keys, at = unpack('>I2I1', question, at)
  record = sub(question, at, at + size - 1)
  at = at + size
  for i = 1, keys do
    k = k + 1
    local key = KEYS[k]
    local flags, epoch, known, length
    flags, epoch, known, at = unpack('>I1c8I4', question, at)
    local own = 0
    local appends = band(flags, APPEND) > 0
    if appends and band(flags, IF_ABSENT) > 0 then appends = not string.find(call('GETRANGE', key, 8, -1), record, 1, true) end
    if appends and band(flags, IF_THERE) > 0 then appends = call('EXISTS', key) == 1 end
    if appends and band(flags, KEEP_ALL) > 0 and call('STRLEN', key) > most * 256 then
      appends = false
      trimmed = trimmed + 1
    end
    if appends then
      own = size
      length = call('APPEND', key, record)
      if length == size then
        call('SET', key, pack('>d', sequence) .. record)
        length = length + 8
        flags = bit.bor(flags, EXPIRE)
      end
      if length > most and band(flags, KEEP_ALL) == 0 then
        local log = call('GETRANGE', key, 0, -1)
        log = pack('>d', sequence) .. sub(log, cut(log))
        call('SET', key, log)
        length = #log
        flags = bit.bor(flags, EXPIRE)
      end
      if band(flags, EXPIRE) > 0 then call('EXPIRE', key, ttl) end
    end
    if band(flags, READ) > 0 then
      if call('GETRANGE', key, 0, 7) == epoch then
        if length == nil then length = call('STRLEN', key) end
        if length == known + own then
          out[#out + 1] = pack('>I1I4', 0, length)
        else
          out[#out + 1] = pack('>I1I4', 1, length) .. call('GETRANGE', key, known, -1)
        end
      else
        local log = call('GETRANGE', key, 0, -1)
        out[#out + 1] = pack('>I1I4', 2, #log) .. log
      end
    end
  end
end
if isKeeper == 0 and entries > 0 then call('SET', KEYS[3], string.format('%.0f', sequence)) end
out[1] = pack('>I1', #state) .. state
out[2] = pack('>I4', trimmed)
return table.concat(out)
`);
