WITH "orders_measured" AS (
  SELECT
    "customers"."region" AS "customer.region",
    SUM("orders"."amount") AS "revenue"
  FROM "main"."orders" AS "orders"
  LEFT JOIN "main"."customers" AS "customers"
    ON "orders"."customer_id" = "customers"."customer_id"
  WHERE
    "customers"."region" = 'West'
    AND (
      "orders"."order_date" < CAST('2024-04-11' AS DATE)
      OR "orders"."order_date" IS NULL
    )
  GROUP BY
    "customers"."region"
)
SELECT
  "customer.region",
  COALESCE("revenue", 0) AS "revenue"
FROM "orders_measured"
ORDER BY
  "customer.region" ASC
