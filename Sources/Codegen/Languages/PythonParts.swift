/// The fixed parts of Python text: what is imported, and values that are objects.
enum PythonParts {
    static func imports(_ flavour: Python.Flavour) -> String {
        switch flavour {
        case .pydantic:
            """
            import json
            import urllib.error
            import urllib.parse
            import urllib.request
            from typing import (
                Annotated, Any, Callable, Dict, Generic, Iterator, List, Literal, Mapping, NamedTuple,
                Optional, Sequence, Tuple, TypeVar, Union,
            )

            from pydantic import (
                BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StringConstraints,
            )
            """
        case .typedDict:
            """
            import json
            import urllib.error
            import urllib.parse
            import urllib.request
            from typing import (
                Any, Callable, Dict, Generic, Iterator, List, Literal, Mapping, NamedTuple, Optional,
                Sequence, Tuple, TypedDict, TypeVar, Union,
            )
            """
        }
    }

    static let models = #"""
        CellText = Annotated[str, StringConstraints(strict=True)]
        CellDate = Annotated[str, StringConstraints(strict=True, pattern=r"\#(CellPattern.date)")]
        CellDateTime = Annotated[
            str, StringConstraints(strict=True, pattern=r"\#(CellPattern.dateTime)")
        ]
        CellDateOrTime = Annotated[
            str, StringConstraints(strict=True, pattern=r"\#(CellPattern.dateOrTime)")
        ]
        CellNumber = Union[StrictInt, StrictFloat]
        CellInteger = StrictInt
        CellBoolean = StrictBool
        RecordKey = Annotated[str, StringConstraints(strict=True, pattern=r"^rec[A-Za-z0-9]+$")]


        # What is read. Members that are not known here are left out.
        class CellModel(BaseModel):
            model_config = ConfigDict(
                extra="ignore", populate_by_name=True, protected_namespaces=(), frozen=False
            )


        # What is written. Members that are not known here are refused.
        class WriteModel(BaseModel):
            model_config = ConfigDict(
                extra="forbid", populate_by_name=True, protected_namespaces=(), frozen=False
            )

            # What was set, by the fields' names in Airtable.
            def cells(self) -> Dict[str, Any]:
                return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


        class Thumbnail(CellModel):
            url: str
            width: Optional[CellNumber] = None
            height: Optional[CellNumber] = None


        class Thumbnails(CellModel):
            small: Optional[Thumbnail] = None
            large: Optional[Thumbnail] = None
            full: Optional[Thumbnail] = None


        # A file. Right after it was added, all but the first three may be absent.
        class Attachment(CellModel):
            id: str
            url: str
            filename: str
            size: Optional[CellNumber] = None
            type: Optional[str] = None
            width: Optional[CellNumber] = None
            height: Optional[CellNumber] = None
            thumbnails: Optional[Thumbnails] = None


        class Collaborator(CellModel):
            id: str
            email: Optional[str] = None
            name: Optional[str] = None


        class Barcode(CellModel):
            text: str
            type: Optional[str] = None


        class Button(CellModel):
            label: str
            url: Optional[str] = None


        class AIText(CellModel):
            state: Literal["empty", "loading", "generated", "error"]
            is_stale: Annotated[bool, Field(alias="isStale")]
            value: Optional[str]
            error_type: Annotated[Optional[str], Field(alias="errorType")] = None


        class ErrorValue(CellModel):
            error: str


        class SpecialValue(CellModel):
            special_value: Annotated[str, Field(alias="specialValue")]


        # What a computed cell holds where there is no value.
        CellError = Union[ErrorValue, SpecialValue]


        class NewAttachment(WriteModel):
            url: str
            filename: Optional[str] = None


        class KeptAttachment(WriteModel):
            id: str


        # The address of a new file, or the id of one that stays.
        AttachmentInput = Union[NewAttachment, KeptAttachment]


        class CollaboratorByKey(WriteModel):
            id: str


        class CollaboratorByEmail(WriteModel):
            email: str


        CollaboratorInput = Union[CollaboratorByKey, CollaboratorByEmail]
        """#

    static let dictionaries = #"""
        CellText = str
        CellDate = str
        CellDateTime = str
        CellDateOrTime = str
        CellNumber = float
        CellInteger = int
        CellBoolean = bool
        RecordKey = str


        class ThumbnailBase(TypedDict):
            url: str


        class Thumbnail(ThumbnailBase, total=False):
            width: Optional[float]
            height: Optional[float]


        class Thumbnails(TypedDict, total=False):
            small: Thumbnail
            large: Thumbnail
            full: Thumbnail


        class AttachmentBase(TypedDict):
            id: str
            url: str
            filename: str


        # A file. Right after it was added, all but the first three may be absent.
        class Attachment(AttachmentBase, total=False):
            size: Optional[float]
            type: Optional[str]
            width: Optional[float]
            height: Optional[float]
            thumbnails: Thumbnails


        class CollaboratorBase(TypedDict):
            id: str


        class Collaborator(CollaboratorBase, total=False):
            email: Optional[str]
            name: Optional[str]


        class BarcodeBase(TypedDict):
            text: str


        class Barcode(BarcodeBase, total=False):
            type: Optional[str]


        class ButtonBase(TypedDict):
            label: str


        class Button(ButtonBase, total=False):
            url: Optional[str]


        class AITextBase(TypedDict):
            state: Literal["empty", "loading", "generated", "error"]
            isStale: bool
            value: Optional[str]


        class AIText(AITextBase, total=False):
            errorType: str


        class ErrorValue(TypedDict):
            error: str


        class SpecialValue(TypedDict):
            specialValue: str


        # What a computed cell holds where there is no value.
        CellError = Union[ErrorValue, SpecialValue]


        class NewAttachmentBase(TypedDict):
            url: str


        class NewAttachment(NewAttachmentBase, total=False):
            filename: str


        class KeptAttachment(TypedDict):
            id: str


        # The address of a new file, or the id of one that stays.
        AttachmentInput = Union[NewAttachment, KeptAttachment]


        class CollaboratorByKey(TypedDict):
            id: str


        class CollaboratorByEmail(TypedDict):
            email: str


        CollaboratorInput = Union[CollaboratorByKey, CollaboratorByEmail]


        def as_it_is(row: Any) -> Any:
            return row
        """#
}
