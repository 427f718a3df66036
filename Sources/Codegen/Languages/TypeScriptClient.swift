/// The fixed part of the TypeScript text: reading an instance of Aircache with `fetch`.
enum TypeScriptClient {
    static let text = #"""
        // The client

        export interface ClientOptions {
          /** One of the instance's bearer tokens. */
          token?: string;
          /** Milliseconds until a request is given up; 30,000 if absent. */
          timeout?: number;
          /** Instead of the global `fetch`. */
          fetch?: typeof fetch;
        }

        /** An answer that is no success. */
        export class AircacheError extends Error {
          constructor(
            readonly status: number,
            readonly code: string,
            message: string,
          ) {
            super(message);
            this.name = "AircacheError";
          }
        }

        export type Comparison = "eq" | "neq" | "gt" | "gte" | "lt" | "lte" | "like" | "ilike" | "cs" | "in" | "is";
        export type Operator = Comparison | `not.${Comparison}`;
        export type Operand = string | number | boolean | ReadonlyArray<string | number>;

        export interface ListOptions<Fields> {
          /** Only these fields. */
          fields?: ReadonlyArray<keyof Fields & string>;
          /** Conditions that must all hold: `["Price", "gte", 10]`. Lists are for `in` and `cs`. */
          filter?: ReadonlyArray<readonly [keyof Fields & string, Operator, Operand]>;
          /** By these fields; `"desc"` behind a name turns it round. */
          sort?: ReadonlyArray<readonly [keyof Fields & string, ("asc" | "desc")?]>;
          ids?: readonly string[];
          /** ISO 8601. */
          modifiedAfter?: string;
          /** 1 to 1000; 100 if absent. */
          pageSize?: number;
          /** `nextCursor` of the page before. */
          cursor?: string;
        }

        export interface RecordPage<Row> {
          records: Row[];
          pagination: { page: number | null; pageSize: number; total: number; totalPages: number };
          nextCursor: string | null;
        }

        interface TableNames {
          readonly id: string;
          readonly fields: { readonly [identifier: string]: { readonly id: string; readonly name: string } };
        }

        /** How requests reach an instance. */
        export class Connection {
          constructor(
            readonly address: string,
            readonly baseID: string,
            readonly options: ClientOptions,
          ) {}

          /** The answer's body, or undefined where there is none of that name. */
          async get(path: string, query: URLSearchParams): Promise<unknown> {
            const root = this.address.replace(/\/+$/, "");
            const url = `${root}/api/bases/${encodeURIComponent(this.baseID)}${path}?${query}`;
            const headers: Record<string, string> = { Accept: "application/json" };
            if (this.options.token) headers["Authorization"] = `Bearer ${this.options.token}`;
            const cancel = new AbortController();
            const timer = setTimeout(() => cancel.abort(), this.options.timeout ?? 30_000);
            try {
              const send = this.options.fetch ?? fetch;
              const response = await send(url, { headers, signal: cancel.signal });
              const body = (await response.json()) as { code?: string; detail?: string };
              if (response.ok) return body;
              throw new AircacheError(response.status, body.code ?? "", body.detail ?? response.statusText);
            } finally {
              clearTimeout(timer);
            }
          }
        }

        function listed(operand: Operand): string {
          if (!Array.isArray(operand)) return String(operand);
          return `(${operand.map((item) => `"${String(item).replace(/["\\]/g, "\\$&")}"`).join(",")})`;
        }

        /** Reads the records of one table. */
        export class TableReader<Fields, Row> {
          private readonly ids = new Map<string, string>();

          constructor(
            private readonly connection: Connection,
            private readonly table: TableNames,
          ) {
            for (const field of Object.values(table.fields)) this.ids.set(field.name, field.id);
          }

          /** One page. */
          async list(options: ListOptions<Fields> = {}): Promise<RecordPage<Row>> {
            const path = `/tables/${encodeURIComponent(this.table.id)}`;
            return (await this.connection.get(path, this.query(options))) as RecordPage<Row>;
          }

          /** All records, page by page. */
          async *all(options: ListOptions<Fields> = {}): AsyncGenerator<Row, void, undefined> {
            let cursor: string | null | undefined = options.cursor;
            do {
              const page: RecordPage<Row> = await this.list(cursor ? { ...options, cursor } : options);
              yield* page.records;
              cursor = page.nextCursor;
            } while (cursor);
          }

          /** One record; undefined if the table has none of that id. */
          async get(id: string, fields?: ReadonlyArray<keyof Fields & string>): Promise<Row | undefined> {
            const path = `/tables/${encodeURIComponent(this.table.id)}/${encodeURIComponent(id)}`;
            try {
              return (await this.connection.get(path, this.query(fields ? { fields } : {}))) as Row;
            } catch (error) {
              if (error instanceof AircacheError && error.code === "unknown_record") return undefined;
              throw error;
            }
          }

          private id(name: string): string {
            const id = this.ids.get(name);
            if (id === undefined) throw new AircacheError(0, "unknown_field", `There is no field "${name}".`);
            return id;
          }

          private query(options: ListOptions<Fields>): URLSearchParams {
            const query = new URLSearchParams();
            if (options.fields) query.set("fields", options.fields.map((name) => this.id(name)).join(","));
            for (const [name, operator, operand] of options.filter ?? []) {
              query.append(this.id(name), `${operator}.${listed(operand)}`);
            }
            const sort = (options.sort ?? []).map(
              ([name, direction]) => (direction === "desc" ? "-" : "") + this.id(name),
            );
            if (sort.length > 0) query.set("sort", sort.join(","));
            if (options.ids) query.set("ids", options.ids.join(","));
            if (options.modifiedAfter) query.set("modifiedAfter", options.modifiedAfter);
            if (options.pageSize !== undefined) query.set("pageSize", String(options.pageSize));
            if (options.cursor) query.set("cursor", options.cursor);
            return query;
          }
        }
        """#

    static let client = #"""
        /** Reads this base from an instance of Aircache. */
        export class AircacheClient {
          readonly tables: Tables;

          /** @param address such as `http://127.0.0.1:3000` */
          constructor(address: string, options: ClientOptions = {}) {
            this.tables = new Tables(new Connection(address, base.id, options));
          }
        }
        """#
}
