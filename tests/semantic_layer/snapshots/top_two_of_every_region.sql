WITH "order_lines_measured" AS (
  SELECT
    "customers"."region" AS "customer.region",
    "products"."category" AS "product.category",
    SUM("order_lines"."net_amount") AS "line_revenue"
  FROM "main"."order_lines" AS "order_lines"
  LEFT JOIN "main"."orders" AS "orders"
    ON "order_lines"."order_id" = "orders"."order_id"
  LEFT JOIN "main"."customers" AS "customers"
    ON "orders"."customer_id" = "customers"."customer_id"
  LEFT JOIN "main"."products" AS "products"
    ON "order_lines"."product_id" = "products"."product_id"
  WHERE
    (
      "orders"."order_date" < CAST('2024-04-11' AS DATE)
      OR "orders"."order_date" IS NULL
    )
  GROUP BY
    "customers"."region",
    "products"."category"
), "unranked" AS (
  SELECT
    "customer.region",
    "product.category",
    COALESCE("line_revenue", 0) AS "line_revenue"
  FROM "order_lines_measured"
), "ranked" AS (
  SELECT
    "customer.region",
    "product.category",
    "line_revenue",
    ROW_NUMBER() OVER (
      PARTITION BY "customer.region"
      ORDER BY CASE WHEN "product.category" IS NULL THEN 1 ELSE 0 END NULLS FIRST, "line_revenue" DESC, "customer.region" ASC, "product.category" ASC
    ) AS "place",
    RANK() OVER (
      PARTITION BY "customer.region"
      ORDER BY CASE WHEN "product.category" IS NULL THEN 1 ELSE 0 END NULLS FIRST, "line_revenue" DESC
    ) AS "rank",
    COUNT(*) OVER (
      PARTITION BY "customer.region"
      ORDER BY CASE WHEN "product.category" IS NULL THEN 1 ELSE 0 END NULLS FIRST, "line_revenue" DESC
    ) AS "reach"
  FROM "unranked"
)
SELECT
  "customer.region",
  "product.category",
  "line_revenue",
  CASE WHEN "place" = 2 AND "reach" > 2 THEN 1 ELSE 0 END AS "tied_at_cut"
FROM "ranked"
WHERE
  "place" <= 2 AND NOT "line_revenue" IS NULL AND NOT "product.category" IS NULL
ORDER BY
  "customer.region" ASC,
  "line_revenue" DESC,
  "product.category" ASC
