WITH "orders_measured" AS (
  SELECT
    "customers"."region" AS "customer.region",
    COUNT("orders"."order_id") AS "orders"
  FROM "main"."orders" AS "orders"
  LEFT JOIN "main"."customers" AS "customers"
    ON "orders"."customer_id" = "customers"."customer_id"
  WHERE
    "orders"."status" = 'cancelled'
    AND (
      "orders"."order_date" < CAST('2024-04-11' AS DATE)
      OR "orders"."order_date" IS NULL
    )
  GROUP BY
    "customers"."region"
), "orders_measured_2" AS (
  SELECT
    "customers"."region" AS "customer.region",
    COUNT("orders"."order_id") AS "orders_2"
  FROM "main"."orders" AS "orders"
  LEFT JOIN "main"."customers" AS "customers"
    ON "orders"."customer_id" = "customers"."customer_id"
  WHERE
    (
      "orders"."order_date" < CAST('2024-04-11' AS DATE)
      OR "orders"."order_date" IS NULL
    )
  GROUP BY
    "customers"."region"
), "combined" AS (
  SELECT
    "customer.region",
    MAX("orders") AS "orders",
    MAX("orders_2") AS "orders_2"
  FROM (
    SELECT
      "customer.region",
      "orders",
      NULL AS "orders_2"
    FROM "orders_measured"
    UNION ALL
    SELECT
      "customer.region",
      NULL AS "orders",
      "orders_2"
    FROM "orders_measured_2"
  ) AS "parts"
  GROUP BY
    "customer.region"
)
SELECT
  "customer.region",
  CAST(COALESCE("orders", 0) AS DOUBLE) / NULLIF(CAST(COALESCE("orders_2", 0) AS DOUBLE), 0) AS "orders_per_orders"
FROM "combined"
ORDER BY
  "customer.region" ASC
