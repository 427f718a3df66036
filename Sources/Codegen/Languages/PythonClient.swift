/// The fixed part of the Python text: reading from an instance of Aircache, and writing through it,
/// by the standard library.
enum PythonClient {
    static let text = #"""
        # The client


        # An answer that is no success. The status is 0 where no request was sent.
        class AircacheError(Exception):
            def __init__(self, status: int, code: str, message: str) -> None:
                super().__init__(message)
                self.status = status
                self.code = code


        Row = TypeVar("Row")
        Name = TypeVar("Name", bound=str)
        Cells = TypeVar("Cells")
        Operator = Literal[
            "eq", "neq", "gt", "gte", "lt", "lte", "like", "ilike", "cs", "in", "is",
            "not.eq", "not.neq", "not.gt", "not.gte", "not.lt", "not.lte", "not.like", "not.ilike",
            "not.cs", "not.in", "not.is",
        ]
        Operand = Union[str, int, float, bool, Sequence[Union[str, int, float]]]


        # How requests reach an instance.
        class Connection:
            def __init__(self, address: str, token: Optional[str], timeout: float) -> None:
                self.address = address.rstrip("/")
                self.token = token
                self.timeout = timeout

            # Asks for what the copy holds.
            def get(self, path: str, query: Sequence[Tuple[str, str]]) -> Any:
                text = urllib.parse.urlencode(query, quote_via=urllib.parse.quote)
                base = urllib.parse.quote(BASE_KEY, safe="")
                return self.send("GET", f"/api/bases/{base}{path}?{text}", None)

            # Writes by Airtable's own API, which the instance passes on.
            def write(self, method: str, path: str, body: Any = None) -> Any:
                base = urllib.parse.quote(BASE_KEY, safe="")
                return self.send(method, f"/v0/{base}{path}", body)

            def send(self, method: str, target: str, body: Any) -> Any:
                data = None if body is None else json.dumps(body).encode()
                request = urllib.request.Request(self.address + target, data, method=method)
                request.add_header("Accept", "application/json")
                if data is not None:
                    request.add_header("Content-Type", "application/json")
                if self.token:
                    request.add_header("Authorization", f"Bearer {self.token}")
                try:
                    with urllib.request.urlopen(request, timeout=self.timeout) as response:
                        answer = response.read()
                except urllib.error.HTTPError as error:
                    raise self.refusal(error) from None
                try:
                    return json.loads(answer)
                except ValueError:
                    raise AircacheError(200, "invalid_body", "The answer is no JSON.") from None

            # An error of Aircache, of Airtable, or of whatever stands in between.
            @staticmethod
            def refusal(error: urllib.error.HTTPError) -> AircacheError:
                reason = str(error.reason)
                try:
                    body = json.load(error)
                    if "code" in body:
                        return AircacheError(error.code, str(body["code"]), str(body["detail"]))
                    said = body["error"]
                    if isinstance(said, str):
                        return AircacheError(error.code, said, reason)
                    return AircacheError(
                        error.code, str(said["type"]), str(said.get("message", reason))
                    )
                except (AttributeError, KeyError, TypeError, ValueError):
                    return AircacheError(error.code, "", reason)


        class RecordPage(Generic[Row]):
            def __init__(self, records: List[Row], total: int, next_cursor: Optional[str]) -> None:
                self.records = records
                self.total = total
                self.next_cursor = next_cursor


        def listed(operand: Operand) -> str:
            if isinstance(operand, bool):
                return "true" if operand else "false"
            if isinstance(operand, (str, int, float)):
                return str(operand)
            items = [str(item).replace("\\", "\\\\").replace('"', '\\"') for item in operand]
            return "(" + ",".join(f'"{item}"' for item in items) + ")"


        # Reads and writes the records of one table.
        class TableClient(Generic[Row, Name, Cells]):
            def __init__(
                self, connection: Connection, table: TableNames, parse: Callable[[Any], Row],
                written: Callable[[Cells], Dict[str, Any]],
            ) -> None:
                self.connection = connection
                self.table = "/" + urllib.parse.quote(table.id, safe="")
                self.path = "/tables" + self.table
                self.parse = parse
                self.written = written
                self.ids = {field.name: field.id for field in table.fields.values()}

            # One page. `filter` has conditions that must all hold: `[("Price", "gte", 10)]`; lists are
            # for `in` and `cs`. A minus sign before a name in `sort` turns it round. `page_size` is 1
            # to 1000, 100 if not given; `cursor` is `next_cursor` of the page before.
            def list(
                self,
                *,
                fields: Optional[Sequence[Name]] = None,
                filter: Sequence[Tuple[Name, Operator, Operand]] = (),
                sort: Sequence[str] = (),
                ids: Optional[Sequence[str]] = None,
                modified_after: Optional[str] = None,
                page_size: Optional[int] = None,
                cursor: Optional[str] = None,
            ) -> RecordPage[Row]:
                query: List[Tuple[str, str]] = []
                if fields is not None:
                    query.append(("fields", ",".join(self.key(name) for name in fields)))
                for name, operator, operand in filter:
                    query.append((self.key(name), f"{operator}.{listed(operand)}"))
                if sort:
                    query.append(("sort", ",".join(self.direction(name) for name in sort)))
                if ids is not None:
                    query.append(("ids", ",".join(ids)))
                if modified_after is not None:
                    query.append(("modifiedAfter", modified_after))
                if page_size is not None:
                    query.append(("pageSize", str(page_size)))
                if cursor is not None:
                    query.append(("cursor", cursor))
                body = self.connection.get(self.path, query)
                return RecordPage(
                    [self.parse(row) for row in body["records"]],
                    body["pagination"]["total"],
                    body["nextCursor"],
                )

            # All records, page by page.
            def all(
                self,
                *,
                fields: Optional[Sequence[Name]] = None,
                filter: Sequence[Tuple[Name, Operator, Operand]] = (),
                sort: Sequence[str] = (),
                ids: Optional[Sequence[str]] = None,
                modified_after: Optional[str] = None,
                page_size: Optional[int] = None,
            ) -> Iterator[Row]:
                cursor: Optional[str] = None
                while True:
                    page = self.list(
                        fields=fields, filter=filter, sort=sort, ids=ids,
                        modified_after=modified_after, page_size=page_size, cursor=cursor,
                    )
                    yield from page.records
                    cursor = page.next_cursor
                    if cursor is None:
                        return

            # One record; None if the table has none of that id.
            def get(self, key: str, fields: Optional[Sequence[Name]] = None) -> Optional[Row]:
                path = self.path + "/" + urllib.parse.quote(key, safe="")
                query: List[Tuple[str, str]] = []
                if fields is not None:
                    query.append(("fields", ",".join(self.key(name) for name in fields)))
                try:
                    return self.parse(self.connection.get(path, query))
                except AircacheError as error:
                    if error.code == "unknown_record":
                        return None
                    raise

            # Creates a record: it is in Airtable, and in the copy, when this returns.
            def create(self, cells: Cells) -> Row:
                body = {"fields": self.by_id(cells)}
                return self.parse(self.connection.write("POST", self.table, body))

            # Changes these cells of a record.
            def update(self, key: str, cells: Cells) -> Row:
                body = {"fields": self.by_id(cells)}
                path = self.table + "/" + urllib.parse.quote(key, safe="")
                return self.parse(self.connection.write("PATCH", path, body))

            def delete(self, key: str) -> None:
                path = self.table + "/" + urllib.parse.quote(key, safe="")
                self.connection.write("DELETE", path)

            # Creates up to ten records, all or none.
            def create_all(self, rows: Sequence[Cells]) -> List[Row]:
                records = [{"fields": self.by_id(cells)} for cells in rows]
                return self.batch("POST", records)

            # Changes cells of up to ten records, all or none: `[(id, cells)]`.
            def update_all(self, rows: Sequence[Tuple[str, Cells]]) -> List[Row]:
                records = [{"id": key, "fields": self.by_id(cells)} for key, cells in rows]
                return self.batch("PATCH", records)

            # Deletes up to ten records, all or none.
            def delete_all(self, keys: Sequence[str]) -> None:
                query = urllib.parse.urlencode([("records[]", key) for key in keys])
                self.connection.write("DELETE", self.table + "?" + query)

            def batch(self, method: str, records: Sequence[Dict[str, Any]]) -> List[Row]:
                answer = self.connection.write(method, self.table, {"records": records})
                return [self.parse(row) for row in answer["records"]]

            # Ids stay when fields are renamed.
            def by_id(self, cells: Cells) -> Dict[str, Any]:
                return {self.key(name): cell for name, cell in self.written(cells).items()}

            def key(self, name: str) -> str:
                if name not in self.ids:
                    raise AircacheError(0, "unknown_field", f"There is no field {name!r}.")
                return self.ids[name]

            def direction(self, name: str) -> str:
                if name in self.ids or not name.startswith("-"):
                    return self.key(name)
                return "-" + self.key(name[1:])
        """#

    static let client = #"""
        # This base, by an instance of Aircache, such as http://127.0.0.1:3000.
        class AircacheClient:
            def __init__(
                self, address: str, token: Optional[str] = None, timeout: float = 30
            ) -> None:
                self.tables = Tables(Connection(address, token, timeout))
        """#
}
