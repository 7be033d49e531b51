WITH "signup_conversion_base" AS (
  SELECT
    "customers"."customer_id" AS "customer_key",
    "customers"."signup_date" AS "base_time",
    ROW_NUMBER() OVER (ORDER BY "customers"."signup_date" ASC, "customers"."customer_id" ASC) AS "base_row"
  FROM "main"."customers" AS "customers"
  WHERE
    NOT "customers"."customer_id" IS NULL
    AND (
      "customers"."signup_date" < CAST('2024-04-11' AS DATE)
      OR "customers"."signup_date" IS NULL
    )
), "signup_conversion_events" AS (
  SELECT
    "orders"."customer_id" AS "customer_key",
    "orders"."order_date" AS "event_time",
    ROW_NUMBER() OVER (ORDER BY "orders"."order_date" ASC, "orders"."customer_id" ASC) AS "event_row"
  FROM "main"."orders" AS "orders"
  WHERE
    NOT "orders"."customer_id" IS NULL
    AND (
      "orders"."order_date" < CAST('2024-04-11' AS DATE)
      OR "orders"."order_date" IS NULL
    )
), "signup_conversion_matched" AS (
  SELECT
    "base"."base_row",
    "event"."event_row",
    ROW_NUMBER() OVER (
      PARTITION BY "event"."event_row"
      ORDER BY "base"."base_time" DESC, "base"."base_row" DESC
    ) AS "place"
  FROM "signup_conversion_events" AS "event"
  LEFT JOIN "signup_conversion_base" AS "base"
    ON "base"."customer_key" = "event"."customer_key"
    AND "event"."event_time" >= "base"."base_time"
    AND "event"."event_time" < (
      "base"."base_time" + INTERVAL 30 DAY
    )
  WHERE
    NOT "base"."base_row" IS NULL
), "signup_conversion_owned" AS (
  SELECT
    "base_row",
    COUNT("event_row") AS "owned"
  FROM "signup_conversion_matched"
  WHERE
    "place" = 1
  GROUP BY
    "base_row"
), "signup_conversion_counted" AS (
  SELECT
    COUNT("signup_conversion_base"."base_row") AS "signup_conversion__n",
    SUM(COALESCE("signup_conversion_owned"."owned", 0)) AS "signup_conversion__hits"
  FROM "signup_conversion_base"
  LEFT JOIN "signup_conversion_owned"
    ON "signup_conversion_base"."base_row" = "signup_conversion_owned"."base_row"
  WHERE
    "signup_conversion_base"."base_time" < CAST('2024-03-12' AS DATE)
)
SELECT
  CAST("signup_conversion__hits" AS DOUBLE) / NULLIF(CAST("signup_conversion__n" AS DOUBLE), 0) AS "signup_conversion",
  COALESCE("signup_conversion__n", 0) AS "signup_conversion__n",
  COALESCE("signup_conversion__hits", 0) AS "signup_conversion__hits"
FROM "signup_conversion_counted"
