-- Bodies that attract each other, and a power iteration of a matrix given by a formula: double precision, on i386 by the x87.
local steps = tonumber(arg[1])

local bodies = {}
for i = 1, 5 do
  bodies[i] = { x = i * 7 % 11 - 5.0, y = i * 3 % 7 - 3.0, z = i * 5 % 9 - 4.0, vx = 0.1 * i, vy = -0.05 * i, vz = 0.02, mass = 1 / i }
end
for _ = 1, steps do
  for i = 1, #bodies do
    local a = bodies[i]
    for j = i + 1, #bodies do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      local square = dx * dx + dy * dy + dz * dz + 0.01
      local pull = 0.001 / (square * math.sqrt(square))
      a.vx, a.vy, a.vz = a.vx - dx * b.mass * pull, a.vy - dy * b.mass * pull, a.vz - dz * b.mass * pull
      b.vx, b.vy, b.vz = b.vx + dx * a.mass * pull, b.vy + dy * a.mass * pull, b.vz + dz * a.mass * pull
    end
  end
  for i = 1, #bodies do
    local a = bodies[i]
    a.x, a.y, a.z = a.x + 0.001 * a.vx, a.y + 0.001 * a.vy, a.z + 0.001 * a.vz
  end
end
for i = 1, #bodies do
  print(string.format("%.9f %.9f %.9f", bodies[i].x, bodies[i].y, bodies[i].z))
end

local size, vector = 40, {}
for i = 1, size do
  vector[i] = 1
end
for _ = 1, steps // 200 do
  local result, largest = {}, 0
  for i = 1, size do
    local sum = 0
    for j = 1, size do
      sum = sum + vector[j] / ((i + j - 2) * (i + j - 1) / 2 + i)
    end
    result[i] = sum
    largest = math.max(largest, sum)
  end
  for i = 1, size do
    vector[i] = result[i] / largest
  end
end
print(string.format("%.9f %.9f", vector[1], vector[size]))
