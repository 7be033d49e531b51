WITH "orders_measured_before" AS (
  SELECT
    "customers"."region" AS "customer.region",
    "orders"."customer_id" AS "customer_key",
    COUNT("orders"."order_id") AS "orders__before"
  FROM "main"."orders" AS "orders"
  LEFT JOIN "main"."customers" AS "customers"
    ON "orders"."customer_id" = "customers"."customer_id"
  WHERE
    NOT "orders"."customer_id" IS NULL
    AND "orders"."order_date" < CAST('2024-02-16' AS DATE)
  GROUP BY
    "customers"."region",
    "orders"."customer_id"
), "customer_base" AS (
  SELECT
    "customer.region",
    "customer_key"
  FROM "orders_measured_before"
  WHERE
    COALESCE("orders__before", 0) >= 1
), "orders_measured_after" AS (
  SELECT
    "orders"."customer_id" AS "customer_key",
    COUNT("orders"."order_id") AS "orders__after"
  FROM "main"."orders" AS "orders"
  WHERE
    NOT "orders"."customer_id" IS NULL
    AND "orders"."order_date" >= CAST('2024-02-16' AS DATE)
    AND "orders"."order_date" < CAST('2024-04-02' AS DATE)
  GROUP BY
    "orders"."customer_id"
), "customer_again" AS (
  SELECT
    "customer_key"
  FROM "orders_measured_after"
  WHERE
    COALESCE("orders__after", 0) >= 1
), "repurchase_rate_members" AS (
  SELECT
    "customer_base"."customer.region",
    COUNT(*) AS "repurchase_rate__n",
    SUM(CASE WHEN NOT "customer_again"."customer_key" IS NULL THEN 1 ELSE 0 END) AS "repurchase_rate__hits"
  FROM "customer_base"
  LEFT JOIN "customer_again"
    ON "customer_base"."customer_key" = "customer_again"."customer_key"
  GROUP BY
    "customer_base"."customer.region"
)
SELECT
  "customer.region",
  CAST("repurchase_rate__hits" AS DOUBLE) / NULLIF(CAST("repurchase_rate__n" AS DOUBLE), 0) AS "repurchase_rate",
  COALESCE("repurchase_rate__n", 0) AS "repurchase_rate__n",
  COALESCE("repurchase_rate__hits", 0) AS "repurchase_rate__hits"
FROM "repurchase_rate_members"
ORDER BY
  "customer.region" ASC
