WITH "order_with_returns" AS (
  SELECT DISTINCT
    "returns"."order_id" AS "order_key",
    1 AS "hit"
  FROM "main"."returns" AS "returns"
  WHERE
    NOT "returns"."order_id" IS NULL
    AND (
      "returns"."return_date" < CAST('2024-04-11' AS DATE)
      OR "returns"."return_date" IS NULL
    )
), "orders_measured" AS (
  SELECT
    "orders"."customer_id" AS "customer_key",
    COUNT("orders"."order_id") AS "orders"
  FROM "main"."orders" AS "orders"
  WHERE
    NOT "orders"."customer_id" IS NULL
    AND (
      "orders"."order_date" < CAST('2024-04-11' AS DATE)
      OR "orders"."order_date" IS NULL
    )
  GROUP BY
    "orders"."customer_id"
), "customer_members" AS (
  SELECT
    "customer_key",
    1 AS "hit"
  FROM "orders_measured"
  WHERE
    COALESCE("orders", 0) >= 2
), "orders_measured_2" AS (
  SELECT
    SUM("orders"."amount") AS "revenue"
  FROM "main"."orders" AS "orders"
  LEFT JOIN "order_with_returns"
    ON "orders"."order_id" = "order_with_returns"."order_key"
  LEFT JOIN "customer_members"
    ON "orders"."customer_id" = "customer_members"."customer_key"
  WHERE
    COALESCE("order_with_returns"."hit", 0) = 1
    AND COALESCE("customer_members"."hit", 0) = 1
    AND (
      "orders"."order_date" < CAST('2024-04-11' AS DATE)
      OR "orders"."order_date" IS NULL
    )
)
SELECT
  COALESCE("revenue", 0) AS "revenue"
FROM "orders_measured_2"
