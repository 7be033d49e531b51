WITH "customer_set" AS (
  SELECT
    "orders"."customer_id" AS "customer_key",
    1 AS "hit"
  FROM "main"."order_lines" AS "order_lines"
  LEFT JOIN "main"."orders" AS "orders"
    ON "order_lines"."order_id" = "orders"."order_id"
  LEFT JOIN "main"."products" AS "products"
    ON "order_lines"."product_id" = "products"."product_id"
  WHERE
    NOT "orders"."customer_id" IS NULL
    AND (
      "orders"."order_date" < CAST('2024-04-11' AS DATE)
      OR "orders"."order_date" IS NULL
    )
  GROUP BY
    "orders"."customer_id"
  HAVING
    MAX(CASE WHEN "products"."category" = 'Cups' THEN 1 ELSE 0 END) = 1
    AND MAX(CASE WHEN "products"."category" = 'Tea' THEN 1 ELSE 0 END) = 0
), "customers_measured" AS (
  SELECT
    COUNT("customers"."customer_id") AS "customers"
  FROM "main"."customers" AS "customers"
  LEFT JOIN "customer_set"
    ON "customers"."customer_id" = "customer_set"."customer_key"
  WHERE
    COALESCE("customer_set"."hit", 0) = 1
    AND (
      "customers"."signup_date" < CAST('2024-04-11' AS DATE)
      OR "customers"."signup_date" IS NULL
    )
)
SELECT
  COALESCE("customers", 0) AS "customers"
FROM "customers_measured"
