WITH "orders_measured" AS (
  SELECT
    "customers"."region" AS "customer.region",
    "campaigns"."name" AS "campaign.name",
    SUM("orders"."amount") AS "revenue"
  FROM "main"."orders" AS "orders"
  LEFT JOIN "main"."customers" AS "customers"
    ON "orders"."customer_id" = "customers"."customer_id"
  LEFT JOIN "main"."campaigns" AS "campaigns"
    ON "orders"."campaign_id" = "campaigns"."campaign_id"
  WHERE
    (
      "orders"."order_date" < CAST('2024-04-11' AS DATE)
      OR "orders"."order_date" IS NULL
    )
  GROUP BY
    "customers"."region",
    "campaigns"."name"
), "metrics" AS (
  SELECT
    "customer.region",
    "campaign.name",
    COALESCE("revenue", 0) AS "revenue"
  FROM "orders_measured"
), "orders_measured_2" AS (
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
), "whole" AS (
  SELECT
    "customer.region" AS "customer.region__whole",
    COALESCE("revenue", 0) AS "whole"
  FROM "orders_measured_2"
)
SELECT
  "customer.region",
  "campaign.name",
  "revenue",
  CAST("revenue" AS DOUBLE) / NULLIF(CAST("whole" AS DOUBLE), 0) AS "revenue__share"
FROM "metrics"
LEFT JOIN "whole"
  ON "customer.region" IS NOT DISTINCT FROM "customer.region__whole"
ORDER BY
  "customer.region" ASC,
  "campaign.name" ASC
