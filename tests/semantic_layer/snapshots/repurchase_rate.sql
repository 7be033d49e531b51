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
), "orders_measured_after" AS (
  SELECT
    "customers"."region" AS "customer.region",
    "orders"."customer_id" AS "customer_key",
    COUNT("orders"."order_id") AS "orders__after"
  FROM "main"."orders" AS "orders"
  LEFT JOIN "main"."customers" AS "customers"
    ON "orders"."customer_id" = "customers"."customer_id"
  WHERE
    NOT "orders"."customer_id" IS NULL
    AND "orders"."order_date" >= CAST('2024-02-16' AS DATE)
    AND "orders"."order_date" < CAST('2024-04-02' AS DATE)
  GROUP BY
    "customers"."region",
    "orders"."customer_id"
), "customer_counts" AS (
  SELECT
    "customer.region",
    "customer_key",
    MAX("orders__before") AS "orders__before",
    MAX("orders__after") AS "orders__after"
  FROM (
    SELECT
      "customer.region",
      "customer_key",
      "orders__before",
      NULL AS "orders__after"
    FROM "orders_measured_before"
    UNION ALL
    SELECT
      "customer.region",
      "customer_key",
      NULL AS "orders__before",
      "orders__after"
    FROM "orders_measured_after"
  ) AS "parts"
  GROUP BY
    "customer.region",
    "customer_key"
), "repurchase_rate_members" AS (
  SELECT
    "customer.region",
    SUM(CASE WHEN COALESCE("orders__before", 0) >= 1 THEN 1 ELSE 0 END) AS "repurchase_rate__n",
    SUM(
      CASE
        WHEN COALESCE("orders__before", 0) >= 1 AND COALESCE("orders__after", 0) >= 1
        THEN 1
        ELSE 0
      END
    ) AS "repurchase_rate__hits"
  FROM "customer_counts"
  GROUP BY
    "customer.region"
)
SELECT
  "customer.region",
  CAST("repurchase_rate__hits" AS DOUBLE) / NULLIF(CAST("repurchase_rate__n" AS DOUBLE), 0) AS "repurchase_rate",
  COALESCE("repurchase_rate__n", 0) AS "repurchase_rate__n",
  COALESCE("repurchase_rate__hits", 0) AS "repurchase_rate__hits"
FROM "repurchase_rate_members"
ORDER BY
  "customer.region" ASC
