WITH "max_signup_date" AS (
  SELECT
    "customers"."region" AS "reference_group_0",
    MAX("customers"."signup_date") AS "reference_value"
  FROM "main"."customers" AS "customers"
  WHERE
    (
      "customers"."signup_date" < CAST('2024-04-11' AS DATE)
      OR "customers"."signup_date" IS NULL
    )
  GROUP BY
    "customers"."region"
), "customers_measured" AS (
  SELECT
    COUNT("customers"."customer_id") AS "customers"
  FROM "main"."customers" AS "customers"
  LEFT JOIN "max_signup_date"
    ON "customers"."region" = "max_signup_date"."reference_group_0"
  WHERE
    "customers"."signup_date" >= "max_signup_date"."reference_value"
    AND (
      "customers"."signup_date" < CAST('2024-04-11' AS DATE)
      OR "customers"."signup_date" IS NULL
    )
)
SELECT
  COALESCE("customers", 0) AS "customers"
FROM "customers_measured"
