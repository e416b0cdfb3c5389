"""An OpenAPI document as a list of endpoints, with every reference in it followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from statusquo.errors import StatusquoError

Schema: TypeAlias = Mapping[str, Any]

DEEPEST = 6
"""So many references are followed, one to the next, and so deep are schemas looked into."""

MOST_PARTS = 2000
"""So many parts of one schema are looked at: some documents describe everything inside everything."""

_METHODS = ("get", "post", "put", "patch", "delete")
_LARGEST = 20_000_000
_JSON = "json"
_FORM = "application/x-www-form-urlencoded"
_Loader: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class OpenApiError(StatusquoError):
    """A file is no OpenAPI document of a version that is understood."""

    code = "bad-openapi"


@dataclass(frozen=True)
class Endpoint:
    """A method of a path.

    Attributes:
        method: of HTTP, in capitals.
        path: with its parameters in braces.
        name: its ``operationId``, or the empty string.
        summary: in words, or the empty string.
        query: names of the parameters of the query.
        body: the schema of the body; None if it has none.
        form: whether the body is a form.
        answer: the schema of the answer when it is done; None if that has no JSON.
        located: the answer says in the header Location where the new thing is.
        codes: the status codes of all answers that are described.
    """

    method: str
    path: str
    name: str
    summary: str
    query: tuple[str, ...]
    body: Schema | None
    form: bool
    answer: Schema | None
    located: bool
    codes: tuple[int, ...]


@dataclass(frozen=True)
class Description:
    """What a document says of an API.

    Attributes:
        title: of the API.
        servers: its URLs.
        endpoints: in the order of the document.
        security: the security schemes, each as in the document.
        refusal: the schema of an answer that refuses something; None if there is none.
    """

    title: str
    servers: tuple[str, ...]
    endpoints: tuple[Endpoint, ...]
    security: tuple[Schema, ...]
    refusal: Schema | None


def read_openapi(path: Path) -> Description:
    """Read an OpenAPI document, version 3.0 or 3.1, in JSON or YAML.

    Raises:
        OpenApiError: if it cannot be read or is something else.
    """
    hint = "Give an OpenAPI document of version 3.0 or 3.1, in JSON or YAML."
    try:
        if path.stat().st_size > _LARGEST:
            raise OpenApiError(f"{path} is too large.", hint=hint)
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    except OSError as error:
        raise OpenApiError(f"{path} cannot be read: {error.strerror}.", hint=hint) from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        first = str(error).splitlines()[0]
        raise OpenApiError(f"{path} is neither JSON nor YAML: {first}.", hint=hint) from None
    version = data.get("openapi") if isinstance(data, dict) else None
    if not str(version).startswith("3.") or not isinstance(data.get("paths"), dict):
        raise OpenApiError(f"{path} is no OpenAPI document of version 3.", hint=hint)
    return _Reader(data).description()


class _Reader:
    """Takes from a document what is there, and lets be whatever is not of its form."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        self._refusals: list[Schema] = []
        self._left = MOST_PARTS

    def description(self) -> Description:
        endpoints = tuple(self._endpoints())
        servers = _list(self._data.get("servers"))
        schemes = _dict(_dict(self._data.get("components")).get("securitySchemes"))
        return Description(
            title=str(_dict(self._data.get("info")).get("title", "")),
            servers=tuple(str(each["url"]) for each in servers if isinstance(each, dict) and "url" in each),
            endpoints=endpoints,
            security=tuple(self._followed(each) for each in schemes.values()),
            refusal=self._refusals[0] if self._refusals else None,
        )

    def _endpoints(self) -> Iterator[Endpoint]:
        for path, written in self._data["paths"].items():
            item = self._followed(written)
            shared = _list(item.get("parameters"))
            for method in _METHODS:
                if isinstance(item.get(method), dict):
                    yield self._endpoint(method, str(path), item[method], shared)

    def _endpoint(self, method: str, path: str, entry: dict[str, Any], shared: list[Any]) -> Endpoint:
        parameters = [self._followed(each) for each in (*shared, *_list(entry.get("parameters")))]
        content = _dict(self._followed(entry.get("requestBody")).get("content"))
        media = next((name for name in content if _JSON in name), _FORM if _FORM in content else None)
        answers = {str(code): self._followed(each) for code, each in _dict(entry.get("responses")).items()}
        done = next((each for code, each in answers.items() if code.startswith("2")), {})
        for code, each in answers.items():
            schema = self._json_of(each) if code in {"403", "409", "422", "4XX", "default"} else None
            self._refusals += [schema] if schema is not None else []
        return Endpoint(
            method=method.upper(),
            path=path,
            name=str(entry.get("operationId", "")),
            summary=" ".join(str(entry.get("summary", "")).split()),
            query=tuple(str(each.get("name")) for each in parameters if each.get("in") == "query"),
            body=self.schema(_dict(content[media]).get("schema")) if media is not None else None,
            form=media == _FORM,
            answer=self._json_of(done),
            located="location" in {str(name).lower() for name in _dict(done.get("headers"))},
            codes=tuple(int(code) for code in answers if code.isdecimal()),
        )

    def _json_of(self, answer: dict[str, Any]) -> Schema | None:
        content = _dict(answer.get("content"))
        media = next((name for name in content if _JSON in name), None)
        return self.schema(_dict(content[media]).get("schema")) if media is not None else None

    def schema(self, value: Any, depth: int = 0) -> Schema:
        """A schema with all references in it followed, and what it is put together from put together."""
        self._left = self._left - 1 if depth else MOST_PARTS
        if depth > DEEPEST or self._left < 0:
            return {}
        schema = self._followed(value)
        properties: dict[str, Any] = {}
        required = [str(name) for name in _list(schema.get("required"))]
        # Of alternatives the first is as good as any: what is guessed is looked at by a person.
        alternatives = [each for key in ("anyOf", "oneOf") for each in _list(schema.get(key))]
        real = [each for each in alternatives if _dict(each).get("type") != "null"][:1]
        found = {key: each for key, each in schema.items() if key not in {"allOf", "anyOf", "oneOf", "properties"}}
        for part in (*_list(schema.get("allOf")), *real):
            merged = self.schema(part, depth + 1)
            properties |= merged.get("properties", {})
            required += merged.get("required", [])
            found = {**merged, **found}
        for name, each in _dict(schema.get("properties")).items():
            properties[str(name)] = self.schema(each, depth + 1)
        found["properties"] = properties
        found["required"] = required
        if "items" in schema:
            found["items"] = self.schema(schema["items"], depth + 1)
        return found

    def _followed(self, value: Any) -> dict[str, Any]:
        """What a reference leads to; nothing if it leads nowhere in this document."""
        for _ in range(DEEPEST):
            reference = _dict(value).get("$ref")
            if not isinstance(reference, str):
                return _dict(value)
            value = self._data if reference.startswith("#/") else None
            for part in reference[2:].split("/"):
                value = _dict(value).get(part.replace("~1", "/").replace("~0", "~"))
        return {}


def types_of(schema: Schema) -> frozenset[str]:
    """The types that a value can have, as the schema names them; null is left out."""
    type_ = schema.get("type")
    named = {type_} if isinstance(type_, str) else set(_list(type_))
    if not named and schema.get("properties"):
        named = {"object"}
    return frozenset(str(each) for each in named) - {"null"}


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
