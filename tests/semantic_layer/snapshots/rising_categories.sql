WITH "order_lines_measured" AS (
  SELECT
    "products"."category" AS "product.category",
    SUM("order_lines"."net_amount") AS "line_revenue"
  FROM "main"."order_lines" AS "order_lines"
  LEFT JOIN "main"."orders" AS "orders"
    ON "order_lines"."order_id" = "orders"."order_id"
  LEFT JOIN "main"."products" AS "products"
    ON "order_lines"."product_id" = "products"."product_id"
  WHERE
    (
      "orders"."order_date" < CAST('2024-04-11' AS DATE)
      OR "orders"."order_date" IS NULL
    )
  GROUP BY
    "products"."category"
), "answer" AS (
  SELECT
    "product.category",
    COALESCE("line_revenue", 0) AS "line_revenue"
  FROM "order_lines_measured"
), "order_lines_measured_streak" AS (
  SELECT
    "products"."category" AS "product.category",
    CAST(DATE_TRUNC('MONTH', "orders"."order_date") AS DATE) AS "streak_period",
    SUM("order_lines"."net_amount") AS "line_revenue__streak"
  FROM "main"."order_lines" AS "order_lines"
  LEFT JOIN "main"."orders" AS "orders"
    ON "order_lines"."order_id" = "orders"."order_id"
  LEFT JOIN "main"."products" AS "products"
    ON "order_lines"."product_id" = "products"."product_id"
  WHERE
    "orders"."order_date" >= CAST('2024-01-01' AS DATE)
    AND "orders"."order_date" < CAST('2024-04-01' AS DATE)
  GROUP BY
    "products"."category",
    CAST(DATE_TRUNC('MONTH', "orders"."order_date") AS DATE)
), "streak_moves" AS (
  SELECT
    "product.category",
    COALESCE("line_revenue__streak", 0) AS "streak_now",
    LAG(COALESCE("line_revenue__streak", 0)) OVER (PARTITION BY "product.category" ORDER BY "streak_period") AS "streak_before"
  FROM "order_lines_measured_streak"
  WHERE
    "streak_period" >= CAST('2024-01-01' AS DATE)
), "streak" AS (
  SELECT
    "product.category",
    SUM(CASE WHEN "streak_now" > "streak_before" THEN 1 ELSE 0 END) AS "moves"
  FROM "streak_moves"
  GROUP BY
    "product.category"
  HAVING
    COUNT("streak_now") = 3
    AND SUM(CASE WHEN "streak_now" > "streak_before" THEN 1 ELSE 0 END) = 2
), "kept" AS (
  SELECT
    "answer"."product.category",
    "answer"."line_revenue"
  FROM "answer"
  LEFT JOIN "streak"
    ON "answer"."product.category" IS NOT DISTINCT FROM "streak"."product.category"
  WHERE
    NOT "streak"."moves" IS NULL
)
SELECT
  "product.category",
  "line_revenue"
FROM "kept"
ORDER BY
  "product.category" ASC
