import { SqlClient, SqlSchema } from "@effect/sql"
import { Effect, Schema } from "effect"

const Table = Schema.Struct({
  name: Schema.String,
  columns: Schema.Array(Schema.String),
  constraints: Schema.Array(Schema.String),
  indexes: Schema.Array(Schema.String),
  policies: Schema.Array(Schema.String),
  comments: Schema.Array(Schema.String)
})

const Definition = Schema.Struct({ text: Schema.String })

const statements = ({ columns, comments, constraints, indexes, name, policies }: typeof Table.Type): string =>
  [
    `create table ${name} (\n${[...columns, ...constraints].map((line) => `  ${line}`).join(",\n")}\n);`,
    ...indexes.map((index) => `${index};`),
    ...policies.map((policy) => `${policy};`),
    ...comments.map((comment) => `${comment};`)
  ].join("\n")

/**
 * The tables, functions and views of these schemas as SQL, from the database's own catalog: columns in their order,
 * everything else by name, so that two databases with the same schema give the same text.
 */
export const schemaDump = (schemas: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const tables = SqlSchema.findAll({
      Request: Schema.Array(Schema.String),
      Result: Table,
      execute: (names) => sql`
        select t.oid::regclass::text as name,
          array(
            select concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
              case when a.attnotnull then 'not null' end,
              case when a.attidentity = 'a' then 'generated always as identity' end,
              'default ' || pg_get_expr(d.adbin, d.adrelid))
            from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped order by a.attnum
          ) as columns,
          array(
            select 'constraint ' || quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid)
            from pg_constraint c where c.conrelid = t.oid and c.contype in ('p', 'u', 'f', 'c', 'x')
            order by array_position(array['p', 'u', 'f', 'c', 'x'], c.contype::text), c.conname
          ) as constraints,
          array(
            select pg_get_indexdef(i.indexrelid) from pg_index i
            where i.indrelid = t.oid and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
            order by i.indexrelid::regclass::text
          ) as indexes,
          array(
            select 'create policy ' || quote_ident(p.polname) || ' on ' || t.oid::regclass || ' using '
              || regexp_replace(pg_get_expr(p.polqual, p.polrelid), '\\s+', ' ', 'g')
            from pg_policy p where p.polrelid = t.oid and t.relrowsecurity order by p.polname
          ) as policies,
          array(
            select 'comment on ' || case when d.objsubid = 0 then 'table ' || t.oid::regclass
              else 'column ' || t.oid::regclass || '.' || quote_ident(a.attname) end || ' is ' || quote_literal(d.description)
            from pg_description d left join pg_attribute a on a.attrelid = d.objoid and a.attnum = d.objsubid
            where d.objoid = t.oid and d.classoid = 'pg_class'::regclass order by d.objsubid
          ) as comments
        from pg_class t join pg_namespace n on n.oid = t.relnamespace
        where n.nspname = any(${names}) and t.relkind in ('r', 'p')
        order by n.nspname, t.relname`
    })
    const functionsAndViews = SqlSchema.findAll({
      Request: Schema.Array(Schema.String),
      Result: Definition,
      execute: (names) => sql`
        select rtrim(pg_get_functiondef(p.oid)) || ';' as text
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = any(${names})
        union all
        select 'create view ' || v.oid::regclass || ' as' || chr(10) || pg_get_viewdef(v.oid)
        from pg_class v join pg_namespace n on n.oid = v.relnamespace
        where n.nspname = any(${names}) and v.relkind = 'v'
        order by text`
    })
    const others = yield* functionsAndViews(schemas)
    return [...(yield* tables(schemas)).map(statements), ...others.map(({ text }) => text)].join("\n\n")
  })
