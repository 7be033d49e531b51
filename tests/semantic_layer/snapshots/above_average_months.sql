WITH "orders_measured" AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', "orders"."order_date") AS DATE) AS "period",
    SUM("orders"."amount") AS "revenue"
  FROM "main"."orders" AS "orders"
  WHERE
    "orders"."order_date" < CAST('2024-04-11' AS DATE)
  GROUP BY
    CAST(DATE_TRUNC('MONTH', "orders"."order_date") AS DATE)
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
    MAX("revenue") AS "revenue"
  FROM (
    SELECT
      "period",
      "revenue"
    FROM "orders_measured"
    UNION ALL
    SELECT
      "period",
      NULL AS "revenue"
    FROM "periods"
  ) AS "parts"
  GROUP BY
    "period"
), "answer" AS (
  SELECT
    "period",
    COALESCE("revenue", 0) AS "revenue"
  FROM "combined"
), "avg_of_revenue" AS (
  SELECT
    AVG(CAST("revenue" AS DOUBLE)) AS "reference_value"
  FROM "answer"
  WHERE
    "period" < CAST('2024-04-01' AS DATE)
)
SELECT
  "period",
  "revenue"
FROM "answer"
WHERE
  (
    "answer"."revenue" > (
      SELECT
        "reference_value"
      FROM "avg_of_revenue"
    )
    AND "answer"."period" < CAST('2024-04-01' AS DATE)
  )
ORDER BY
  "period" ASC
