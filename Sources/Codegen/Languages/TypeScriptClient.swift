/// The fixed part of the TypeScript text: reading from an instance of Aircache, and writing through
/// it, with `fetch`.
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

          /** Asks for what the copy holds. */
          get(path: string, query: URLSearchParams): Promise<unknown> {
            return this.send("GET", `/api/bases/${encodeURIComponent(this.baseID)}${path}?${query}`);
          }

          /** Writes by Airtable's own API, which the instance passes on. */
          write(method: "POST" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<unknown> {
            return this.send(method, `/v0/${encodeURIComponent(this.baseID)}${path}`, body);
          }

          private async send(method: string, target: string, body?: unknown): Promise<unknown> {
            const cancel = new AbortController();
            const headers: Record<string, string> = { Accept: "application/json" };
            const init: RequestInit = { method, headers, signal: cancel.signal };
            if (this.options.token) headers["Authorization"] = `Bearer ${this.options.token}`;
            if (body !== undefined) {
              headers["Content-Type"] = "application/json";
              init.body = JSON.stringify(body);
            }
            const timer = setTimeout(() => cancel.abort(), this.options.timeout ?? 30_000);
            try {
              const send = this.options.fetch ?? fetch;
              const response = await send(this.address.replace(/\/+$/, "") + target, init);
              const answer = parsed(await response.text());
              if (!response.ok) throw refusal(response.status, response.statusText, answer);
              if (answer === undefined) {
                throw new AircacheError(response.status, "invalid_body", "The answer is no JSON.");
              }
              return answer;
            } finally {
              clearTimeout(timer);
            }
          }
        }

        /** Undefined for what is no JSON, such as the page of a proxy. */
        function parsed(text: string): unknown {
          try {
            return JSON.parse(text);
          } catch {
            return undefined;
          }
        }

        /** An error of Aircache, of Airtable, or of whatever stands in between. */
        function refusal(status: number, reason: string, answer: unknown): AircacheError {
          const body = (answer ?? {}) as { code?: unknown; detail?: unknown; error?: unknown };
          const error = (typeof body.error === "object" && body.error) || { type: body.error };
          const { type, message } = error as { type?: unknown; message?: unknown };
          const code = String(body.code ?? type ?? "");
          return new AircacheError(status, code, String(body.detail ?? message ?? reason));
        }

        function listed(operand: Operand): string {
          if (!Array.isArray(operand)) return String(operand);
          return `(${operand.map((item) => `"${String(item).replace(/["\\]/g, "\\$&")}"`).join(",")})`;
        }

        /** Reads and writes the records of one table. */
        export class TableClient<Fields, Row, Cells extends object> {
          private readonly ids = new Map<string, string>();

          constructor(
            private readonly connection: Connection,
            private readonly table: TableNames,
          ) {
            for (const field of Object.values(table.fields)) this.ids.set(field.name, field.id);
          }

          /** One page. */
          async list(options: ListOptions<Fields> = {}): Promise<RecordPage<Row>> {
            return (await this.connection.get("/tables" + this.path(), this.query(options))) as RecordPage<Row>;
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
            try {
              return (await this.connection.get("/tables" + this.path(id), this.query(fields ? { fields } : {}))) as Row;
            } catch (error) {
              if (error instanceof AircacheError && error.code === "unknown_record") return undefined;
              throw error;
            }
          }

          /** Creates a record: it is in Airtable, and in the copy, when this returns. */
          async create(cells: Cells): Promise<Row> {
            return (await this.connection.write("POST", this.path(), { fields: this.byID(cells) })) as Row;
          }

          /** Changes these cells of a record. */
          async update(id: string, cells: Cells): Promise<Row> {
            const body = { fields: this.byID(cells) };
            return (await this.connection.write("PATCH", this.path(id), body)) as Row;
          }

          async delete(id: string): Promise<void> {
            await this.connection.write("DELETE", this.path(id));
          }

          /** Creates up to ten records, all or none. */
          async createAll(rows: readonly Cells[]): Promise<Row[]> {
            return this.batch("POST", rows.map((cells) => ({ fields: this.byID(cells) })));
          }

          /** Changes cells of up to ten records, all or none. */
          async updateAll(rows: ReadonlyArray<{ id: string; cells: Cells }>): Promise<Row[]> {
            return this.batch("PATCH", rows.map(({ id, cells }) => ({ id, fields: this.byID(cells) })));
          }

          /** Deletes up to ten records, all or none. */
          async deleteAll(ids: readonly string[]): Promise<void> {
            const query = new URLSearchParams(ids.map((id) => ["records[]", id]));
            await this.connection.write("DELETE", `${this.path()}?${query}`);
          }

          private async batch(method: "POST" | "PATCH", records: object[]): Promise<Row[]> {
            return ((await this.connection.write(method, this.path(), { records })) as { records: Row[] }).records;
          }

          private path(...ids: string[]): string {
            return [this.table.id, ...ids].map((id) => "/" + encodeURIComponent(id)).join("");
          }

          /** Ids stay when fields are renamed. */
          private byID(cells: Cells): { [id: string]: unknown } {
            return Object.fromEntries(Object.entries(cells).map(([name, cell]) => [this.id(name), cell]));
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
        /** This base, by an instance of Aircache. */
        export class AircacheClient {
          readonly tables: Tables;

          /** @param address such as `http://127.0.0.1:3000` */
          constructor(address: string, options: ClientOptions = {}) {
            this.tables = new Tables(new Connection(address, base.id, options));
          }
        }
        """#
}
