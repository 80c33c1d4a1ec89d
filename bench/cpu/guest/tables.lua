-- Tables, closures, strings and garbage: queens on a board, words counted, text put together.
local rounds = tonumber(arg[1])

local function queens(size)
  local columns, left, right, found = {}, {}, {}, 0
  local function place(row)
    if row > size then
      found = found + 1
      return
    end
    for column = 1, size do
      if not (columns[column] or left[row + column] or right[row - column]) then
        columns[column], left[row + column], right[row - column] = true, true, true
        place(row + 1)
        columns[column], left[row + column], right[row - column] = nil, nil, nil
      end
    end
  end
  place(1)
  return found
end

for round = 1, rounds do
  local counts, order, number = {}, {}, 0
  for line in io.lines("text") do
    number = number + 1
    if number % 10 == round % 10 then
      for word in line:gmatch("%a+") do
        if not counts[word] then
          order[#order + 1] = word
        end
        counts[word] = (counts[word] or 0) + 1
      end
    end
  end
  table.sort(order, function(a, b) return counts[a] > counts[b] or counts[a] == counts[b] and a < b end)
  local parts = {}
  for i = 1, math.min(20, #order) do
    parts[#parts + 1] = order[i] .. "=" .. counts[order[i]]
  end
  print(queens(6), table.concat(parts, " "))
end
