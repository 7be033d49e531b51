WITH "orders_measured" AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', "orders"."order_date") AS DATE) AS "period",
    SUM("orders"."amount") AS "revenue"
  FROM "main"."orders" AS "orders"
  WHERE
    "orders"."order_date" < CAST('2024-04-11' AS DATE)
  GROUP BY
    CAST(DATE_TRUNC('MONTH', "orders"."order_date") AS DATE)
), "orders_measured_2" AS (
  SELECT
    CAST("orders"."order_date" AS DATE) AS "day",
    SUM("orders"."amount") AS "revenue__running"
  FROM "main"."orders" AS "orders"
  WHERE
    "orders"."order_date" >= CAST('2024-01-01' AS DATE)
    AND "orders"."order_date" < CAST('2024-04-11' AS DATE)
  GROUP BY
    CAST("orders"."order_date" AS DATE)
), "periods_running" AS (
  SELECT
    CAST("period" AS DATE) AS "period",
    CAST("from_day" AS DATE) AS "from_day",
    CAST("to_day" AS DATE) AS "to_day"
  FROM (VALUES
    ('2024-01-01', '2024-01-01', '2024-02-01'),
    ('2024-02-01', '2024-01-01', '2024-03-01'),
    ('2024-03-01', '2024-01-01', '2024-04-01'),
    ('2024-04-01', '2024-01-01', '2024-04-11')) AS "listed"("period", "from_day", "to_day")
), "orders_running" AS (
  SELECT
    "periods_running"."period",
    SUM("orders_measured_2"."revenue__running") AS "revenue__running"
  FROM "orders_measured_2"
  LEFT JOIN "periods_running"
    ON "orders_measured_2"."day" >= "periods_running"."from_day"
    AND "orders_measured_2"."day" < "periods_running"."to_day"
  WHERE
    NOT "periods_running"."period" IS NULL
  GROUP BY
    "periods_running"."period"
), "periods" AS (
  SELECT
    CAST("period" AS DATE) AS "period"
  FROM (VALUES
    ('2024-01-01'),
    ('2024-02-01'),
    ('2024-03-01'),
    ('2024-04-01')) AS "listed"("period")
), "combined" AS (
  SELECT
    "period",
    MAX("revenue") AS "revenue",
    MAX("revenue__running") AS "revenue__running"
  FROM (
    SELECT
      "period",
      "revenue",
      NULL AS "revenue__running"
    FROM "orders_measured"
    UNION ALL
    SELECT
      "period",
      NULL AS "revenue",
      "revenue__running"
    FROM "orders_running"
    UNION ALL
    SELECT
      "period",
      NULL AS "revenue",
      NULL AS "revenue__running"
    FROM "periods"
  ) AS "parts"
  GROUP BY
    "period"
), "answer" AS (
  SELECT
    "period",
    COALESCE("revenue", 0) AS "revenue",
    COALESCE("revenue__running", 0) AS "revenue__cumulated"
  FROM "combined"
)
SELECT
  "period",
  "revenue",
  "revenue__cumulated"
FROM "answer"
WHERE
  "revenue" > 0
ORDER BY
  "period" ASC
