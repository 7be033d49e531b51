WITH "orders_measured" AS (
  SELECT
    "customers"."region" AS "customer.region",
    "orders"."customer_id" AS "customer_key",
    SUM("orders"."amount") AS "revenue"
  FROM "main"."orders" AS "orders"
  LEFT JOIN "main"."customers" AS "customers"
    ON "orders"."customer_id" = "customers"."customer_id"
  WHERE
    NOT "orders"."customer_id" IS NULL
    AND (
      "orders"."order_date" < CAST('2024-04-11' AS DATE)
      OR "orders"."order_date" IS NULL
    )
  GROUP BY
    "customers"."region",
    "orders"."customer_id"
), "avg_revenue_per_customer_over_customer" AS (
  SELECT
    "customer.region",
    AVG(CAST(COALESCE("revenue", 0) AS DOUBLE)) AS "avg_revenue_per_customer"
  FROM "orders_measured"
  GROUP BY
    "customer.region"
)
SELECT
  "customer.region",
  "avg_revenue_per_customer"
FROM "avg_revenue_per_customer_over_customer"
ORDER BY
  "customer.region" ASC
