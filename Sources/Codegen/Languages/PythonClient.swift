/// The fixed part of the Python text: reading an instance of Aircache by the standard library.
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

            def get(self, path: str, query: Sequence[Tuple[str, str]]) -> Any:
                text = urllib.parse.urlencode(query, quote_via=urllib.parse.quote)
                base = urllib.parse.quote(BASE_KEY, safe="")
                url = f"{self.address}/api/bases/{base}{path}?{text}"
                request = urllib.request.Request(url, headers={"Accept": "application/json"})
                if self.token:
                    request.add_header("Authorization", f"Bearer {self.token}")
                try:
                    with urllib.request.urlopen(request, timeout=self.timeout) as response:
                        return json.load(response)
                except urllib.error.HTTPError as error:
                    raise self.refusal(error) from None

            @staticmethod
            def refusal(error: urllib.error.HTTPError) -> AircacheError:
                try:
                    body = json.load(error)
                    return AircacheError(error.code, str(body["code"]), str(body["detail"]))
                except (ValueError, KeyError, TypeError):
                    return AircacheError(error.code, "", str(error.reason))


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


        # Reads the records of one table.
        class TableReader(Generic[Row, Name]):
            def __init__(
                self, connection: Connection, table: TableNames, parse: Callable[[Any], Row]
            ) -> None:
                self.connection = connection
                self.path = "/tables/" + urllib.parse.quote(table.id, safe="")
                self.parse = parse
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
        # Reads this base from an instance of Aircache, such as http://127.0.0.1:3000.
        class AircacheClient:
            def __init__(
                self, address: str, token: Optional[str] = None, timeout: float = 30
            ) -> None:
                self.tables = Tables(Connection(address, token, timeout))
        """#
}
