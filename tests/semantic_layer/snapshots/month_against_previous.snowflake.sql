WITH "orders_measured" AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', "orders"."order_date") AS DATE) AS "period",
    SUM("orders"."amount") AS "revenue"
  FROM "main"."orders" AS "orders"
  WHERE
    "orders"."order_date" < CAST('2024-04-10' AS DATE)
  GROUP BY
    CAST(DATE_TRUNC('MONTH', "orders"."order_date") AS DATE)
), "periods_previous" AS (
  SELECT
    CAST("period" AS DATE) AS "period",
    CAST("from_day" AS DATE) AS "from_day",
    CAST("to_day" AS DATE) AS "to_day"
  FROM (VALUES
    ('2024-01-01', '2023-12-01', '2024-01-01'),
    ('2024-02-01', '2024-01-01', '2024-02-01'),
    ('2024-03-01', '2024-02-01', '2024-03-01'),
    ('2024-04-01', '2024-03-01', '2024-03-10')) AS "listed"("period", "from_day", "to_day")
), "orders_measured_previous" AS (
  SELECT
    "periods_previous"."period" AS "period",
    SUM("orders"."amount") AS "revenue__previous"
  FROM "main"."orders" AS "orders"
  LEFT JOIN "periods_previous"
    ON CAST(DATE_TRUNC('MONTH', "orders"."order_date") AS DATE) = "periods_previous"."from_day"
  WHERE
    "orders"."order_date" < "periods_previous"."to_day"
    AND "orders"."order_date" >= CAST('2023-12-01' AS DATE)
    AND "orders"."order_date" < CAST('2024-03-10' AS DATE)
  GROUP BY
    "periods_previous"."period"
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
    MAX("revenue__previous") AS "revenue__previous"
  FROM (
    SELECT
      "period",
      "revenue",
      NULL AS "revenue__previous"
    FROM "orders_measured"
    UNION ALL
    SELECT
      "period",
      NULL AS "revenue",
      "revenue__previous"
    FROM "orders_measured_previous"
    UNION ALL
    SELECT
      "period",
      NULL AS "revenue",
      NULL AS "revenue__previous"
    FROM "periods"
  ) AS "parts"
  GROUP BY
    "period"
), "metrics" AS (
  SELECT
    "period",
    COALESCE("revenue", 0) AS "revenue",
    COALESCE("revenue__previous", 0) AS "revenue__previous"
  FROM "combined"
)
SELECT
  "period",
  "revenue",
  "revenue__previous",
  "revenue" - "revenue__previous" AS "revenue__previous_change",
  CAST("revenue" - "revenue__previous" AS DOUBLE) / NULLIF(CAST(ABS("revenue__previous") AS DOUBLE), 0) AS "revenue__previous_rate"
FROM "metrics"
ORDER BY
  "period" ASC
