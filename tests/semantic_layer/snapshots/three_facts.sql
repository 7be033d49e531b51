WITH "orders_measured" AS (
  SELECT
    "customers"."region" AS "customer.region",
    SUM("orders"."amount") AS "revenue"
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
), "returns_measured" AS (
  SELECT
    "customers"."region" AS "customer.region",
    SUM("returns"."refund") AS "refund"
  FROM "main"."returns" AS "returns"
  LEFT JOIN "main"."orders" AS "orders"
    ON "returns"."order_id" = "orders"."order_id"
  LEFT JOIN "main"."customers" AS "customers"
    ON "orders"."customer_id" = "customers"."customer_id"
  WHERE
    (
      "returns"."return_date" < CAST('2024-04-11' AS DATE)
      OR "returns"."return_date" IS NULL
    )
  GROUP BY
    "customers"."region"
), "customers_measured" AS (
  SELECT
    "customers"."region" AS "customer.region",
    COUNT("customers"."customer_id") AS "customers"
  FROM "main"."customers" AS "customers"
  WHERE
    (
      "customers"."signup_date" < CAST('2024-04-11' AS DATE)
      OR "customers"."signup_date" IS NULL
    )
  GROUP BY
    "customers"."region"
), "combined" AS (
  SELECT
    "customer.region",
    MAX("revenue") AS "revenue",
    MAX("refund") AS "refund",
    MAX("customers") AS "customers"
  FROM (
    SELECT
      "customer.region",
      "revenue",
      NULL AS "refund",
      NULL AS "customers"
    FROM "orders_measured"
    UNION ALL
    SELECT
      "customer.region",
      NULL AS "revenue",
      "refund",
      NULL AS "customers"
    FROM "returns_measured"
    UNION ALL
    SELECT
      "customer.region",
      NULL AS "revenue",
      NULL AS "refund",
      "customers"
    FROM "customers_measured"
  ) AS "parts"
  GROUP BY
    "customer.region"
)
SELECT
  "customer.region",
  COALESCE("revenue", 0) AS "revenue",
  COALESCE("refund", 0) AS "refund",
  COALESCE("customers", 0) AS "customers"
FROM "combined"
ORDER BY
  "customer.region" ASC
