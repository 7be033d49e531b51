WITH "periods_known" AS (
  SELECT
    CAST("period" AS DATE) AS "period",
    CAST("from_day" AS DATE) AS "from_day",
    CAST("to_day" AS DATE) AS "to_day"
  FROM (VALUES
    ('2024-01-01', '0001-01-01', '2024-02-01'),
    ('2024-02-01', '0001-01-01', '2024-03-01')) AS "listed"("period", "from_day", "to_day")
), "stock_by_time" AS (
  SELECT
    "periods_known"."period" AS "period",
    "stock"."qty" AS "stock_carried",
    RANK() OVER (
      PARTITION BY "stock"."sku", "periods_known"."period"
      ORDER BY "stock"."stock_date" DESC
    ) AS "place"
  FROM "main"."stock" AS "stock"
  LEFT JOIN "periods_known"
    ON "stock"."stock_date" >= "periods_known"."from_day"
    AND "stock"."stock_date" < "periods_known"."to_day"
  WHERE
    NOT "periods_known"."period" IS NULL
    AND "stock"."stock_date" < CAST('2024-03-01' AS DATE)
), "stock_levels_known" AS (
  SELECT
    "period",
    SUM("stock_carried") AS "stock_carried"
  FROM "stock_by_time"
  WHERE
    "place" = 1
  GROUP BY
    "period"
), "periods" AS (
  SELECT
    CAST("period" AS DATE) AS "period"
  FROM (VALUES
    ('2024-01-01'),
    ('2024-02-01')) AS "listed"("period")
), "combined" AS (
  SELECT
    "period",
    MAX("stock_carried") AS "stock_carried"
  FROM (
    SELECT
      "period",
      "stock_carried"
    FROM "stock_levels_known"
    UNION ALL
    SELECT
      "period",
      NULL AS "stock_carried"
    FROM "periods"
  ) AS "parts"
  GROUP BY
    "period"
), "measured" AS (
  SELECT
    "period",
    "stock_carried"
  FROM "combined"
), "known" AS (
  SELECT
    "period",
    "stock_carried",
    COUNT("stock_carried") OVER (ORDER BY "period" ASC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS "stock_carried__known"
  FROM "measured"
)
SELECT
  "period",
  MAX("stock_carried") OVER (PARTITION BY "stock_carried__known") AS "stock_carried"
FROM "known"
ORDER BY
  "period" ASC
