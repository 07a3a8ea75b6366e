-- Products, `rows` of them: every fiftieth a draft, an eighth of them of brass, each from a workshop of its own.
insert into catalog_category (id, name) select gen_random_uuid(), 'Category ' || n from generate_series(1, 200) n;
insert into catalog_product (id, sku, name, description, category_id, price_amount, price_currency, status, revision, created_at, updated_at)
select
  gen_random_uuid(),
  'SKU-' || n,
  (array['Brass', 'Oak', 'Linen', 'Iron', 'Glass', 'Paper', 'Copper', 'Felt'])[1 + (n * 7919) %% 8] || ' '
    || (array['lamp', 'desk', 'knife', 'spade', 'bag'])[1 + (n * 104729) %% 5] || ' ' || n,
  'Made by hand of ' || (array['brass', 'oak', 'linen', 'iron', 'glass', 'paper', 'copper', 'felt'])[1 + (n * 31) %% 8]
    || ', number ' || n || ', from workshop ' || md5(n::text),
  categories[1 + n %% 200],
  1 + (n * 37) %% 20000 / 100.0,
  'EUR',
  case n %% 50 when 0 then 'draft' when 1 then 'withdrawn' else 'published' end,
  1,
  now() - make_interval(secs => %(rows)s - n),
  now() - make_interval(secs => %(rows)s - n)
from generate_series(1::bigint, %(rows)s) n, (select array_agg(id order by name) categories from catalog_category) c;
analyze catalog_product;
