CREATE TABLE item(id INTEGER PRIMARY KEY, kind INTEGER, name TEXT, price REAL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
INSERT INTO item SELECT i, (i * 7919) % 101, 'name' || ((i * 104729) % 9973), ((i * 31) % 1000) / 8.0 FROM n;
CREATE INDEX by_name ON item(name);
SELECT kind, count(*), sum(price), max(name) FROM item GROUP BY kind ORDER BY 3 DESC LIMIT 5;
SELECT count(*) FROM item a JOIN item b ON a.name = b.name WHERE a.id < b.id AND b.kind > 20;
UPDATE item SET price = price * 1.5 WHERE name LIKE '%7%';
SELECT name, count(*) c FROM item GROUP BY name HAVING c > 1 ORDER BY c DESC, name LIMIT 5;
SELECT sum(price) FROM item WHERE name BETWEEN 'name2' AND 'name5';
