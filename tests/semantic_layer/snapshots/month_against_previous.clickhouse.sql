WITH "orders_measured" AS (
  SELECT
    CAST(dateTrunc('MONTH', "orders"."order_date") AS Nullable(DATE)) AS "period",
    SUM("orders"."amount") AS "revenue"
  FROM "main"."orders" AS "orders"
  WHERE
    "orders"."order_date" < CAST('2024-04-10' AS Nullable(DATE))
  GROUP BY
    CAST(dateTrunc('MONTH', "orders"."order_date") AS Nullable(DATE))
), "periods_previous" AS (
  SELECT
    CAST("period" AS Nullable(DATE)) AS "period",
    CAST("from_day" AS Nullable(DATE)) AS "from_day",
    CAST("to_day" AS Nullable(DATE)) AS "to_day"
  FROM (
    SELECT
      '2024-01-01' AS "period",
      '2023-12-01' AS "from_day",
      '2024-01-01' AS "to_day"
    UNION ALL
    SELECT
      '2024-02-01',
      '2024-01-01',
      '2024-02-01'
    UNION ALL
    SELECT
      '2024-03-01',
      '2024-02-01',
      '2024-03-01'
    UNION ALL
    SELECT
      '2024-04-01',
      '2024-03-01',
      '2024-03-10'
  ) AS "listed"
), "orders_measured_previous" AS (
  SELECT
    "periods_previous"."period" AS "period",
    SUM("orders"."amount") AS "revenue__previous"
  FROM "main"."orders" AS "orders"
  LEFT JOIN "periods_previous"
    ON CAST(dateTrunc('MONTH', "orders"."order_date") AS Nullable(DATE)) = "periods_previous"."from_day"
  WHERE
    "orders"."order_date" < "periods_previous"."to_day"
    AND "orders"."order_date" >= CAST('2023-12-01' AS Nullable(DATE))
    AND "orders"."order_date" < CAST('2024-03-10' AS Nullable(DATE))
  GROUP BY
    "periods_previous"."period"
), "periods" AS (
  SELECT
    CAST("period" AS Nullable(DATE)) AS "period"
  FROM (
    SELECT
      '2024-01-01' AS "period"
    UNION ALL
    SELECT
      '2024-02-01'
    UNION ALL
    SELECT
      '2024-03-01'
    UNION ALL
    SELECT
      '2024-04-01'
  ) AS "listed"
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
  CAST("revenue" - "revenue__previous" AS Nullable(Float64)) / nullIf(CAST(ABS("revenue__previous") AS Nullable(Float64)), 0) AS "revenue__previous_rate"
FROM "metrics"
ORDER BY
  "period" ASC
