"""Qdrant's REST paths that forge uses, answered by qdrant-client's local mode.

Bodies are read with qdrant-client's own models (made from Qdrant's OpenAPI document), strictly: unknown fields and
wrong types are refused as Qdrant refuses them. Vectors, filters and scores are those of the local mode. What Qdrant
decides in its own process (storage, approximate search, quantization, limits of size and rate) is not here.
"""

import json
import re
import threading
import time
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from pydantic import TypeAdapter, ValidationError
from qdrant_client import QdrantClient, models

# The local mode says of itself that it ignores payload indexes and search parameters.
warnings.filterwarnings("ignore", module="qdrant_client")

CREATE = TypeAdapter(models.CreateCollection)
INDEX = TypeAdapter(models.CreateFieldIndex)
UPSERT = TypeAdapter(models.PointsList | models.PointsBatch)
QUERY = TypeAdapter(models.QueryRequest)
SELECTOR = TypeAdapter(models.PointsSelector)
COUNT = TypeAdapter(models.CountRequest)

# Query parameters by route, as in Qdrant's OpenAPI document.
WRITES = {"wait", "ordering", "timeout"}
READS = {"consistency", "timeout"}


class Refusal(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status
        self.message = message


class Qdrant:
    """The routes. One request at a time: the local mode is not made for threads."""

    def __init__(self):
        self.client = QdrantClient(":memory:")
        self.lock = threading.Lock()
        self.operations = 0
        # Each a method and a path pattern, the allowed query parameters, the body's model, and what answers.
        self.routes = [
            ("GET", "/collections", set(), None, self.collections),
            ("GET", "/collections/{name}", set(), None, self.describe),
            ("PUT", "/collections/{name}", {"timeout"}, CREATE, self.create),
            ("DELETE", "/collections/{name}", {"timeout"}, None, self.drop),
            ("PUT", "/collections/{name}/index", WRITES, INDEX, self.index),
            ("PUT", "/collections/{name}/points", WRITES, UPSERT, self.upsert),
            ("POST", "/collections/{name}/points/query", READS, QUERY, self.query),
            ("POST", "/collections/{name}/points/delete", WRITES, SELECTOR, self.delete),
            ("POST", "/collections/{name}/points/count", READS, COUNT, self.count),
        ]

    def answer(self, method, target, body):
        """The envelope's `result`; raises Refusal."""
        address = urlsplit(target)
        parameters = parse_qs(address.query, keep_blank_values=True)
        known = False
        for route_method, pattern, allowed, model, handler in self.routes:
            found = re.fullmatch(pattern.replace("{name}", "([^/]+)"), address.path)
            if not found:
                continue
            known = True
            if route_method != method:
                continue
            self.check_parameters(parameters, allowed)
            arguments = list(found.groups())
            if model:
                arguments.append(self.parse(model, body))
            elif body:
                raise Refusal(400, "Format error in JSON body: this request has none")
            with self.lock:
                return handler(*arguments)
        raise Refusal(405 if known else 404, "")

    @staticmethod
    def check_parameters(parameters, allowed):
        for name, values in parameters.items():
            # Qdrant passes over unknown ones; here they are mistakes.
            if name not in allowed or (name == "wait" and values[-1] not in ("true", "false")):
                raise Refusal(400, f"Deserialize error in query parameters: {name}={values[-1]}")

    @staticmethod
    def parse(model, body):
        try:
            json.loads(body)
        except ValueError as error:
            raise Refusal(400, f"Format error in JSON body: {error}") from error
        try:
            return model.validate_json(body, strict=True)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            # Ranges are checked after reading, and answered with another status.
            ranges = ("greater_than", "greater_than_equal", "less_than", "less_than_equal", "too_short")
            if first["type"] in ranges:
                raise Refusal(422, f"Validation error in JSON body: [{where}: {first['msg']}]") from error
            raise Refusal(400, f"Format error in JSON body: {where}: {first['msg']}") from error

    def there(self, name):
        if not self.client.collection_exists(name):
            raise Refusal(404, f"Not found: Collection `{name}` doesn't exist!")

    def done(self):
        self.operations += 1
        return {"operation_id": self.operations, "status": "completed"}

    def size(self, name):
        return self.client.get_collection(name).config.params.vectors.size

    def check_dimension(self, name, vector):
        if isinstance(vector, list) and len(vector) != self.size(name):
            raise Refusal(
                400, f"Wrong input: Vector dimension error: expected dim: {self.size(name)}, got {len(vector)}")

    def collections(self):
        return dump(self.client.get_collections())

    def describe(self, name):
        self.there(name)
        return dump(self.client.get_collection(name))

    def create(self, name, wanted):
        if len(name) > 255 or re.search(r'[<>:"/\\|?*\0\x1f]', name):
            raise Refusal(422, f"Validation error: collection name cannot contain that: {name}")
        if self.client.collection_exists(name):
            raise Refusal(409, f"Wrong input: Collection `{name}` already exists!")
        if not isinstance(wanted.vectors, models.VectorParams):
            raise Refusal(501, "Only one unnamed vector is stood in for here.")
        if not 1 <= wanted.vectors.size <= 65536:
            raise Refusal(422, "Validation error in JSON body: [vectors.size: must be from 1 to 65536]")
        return self.client.create_collection(name, vectors_config=wanted.vectors)

    def drop(self, name):
        # True or false; Qdrant answers 200 for a collection that is not there.
        return self.client.delete_collection(name)

    def index(self, name, wanted):
        self.there(name)
        self.client.create_payload_index(name, wanted.field_name, field_schema=wanted.field_schema)
        return self.done()

    def upsert(self, name, wanted):
        self.there(name)
        if not isinstance(wanted, models.PointsList):
            raise Refusal(501, "Only lists of points are stood in for here.")
        for point in wanted.points:
            self.check_id(point.id)
            self.check_dimension(name, point.vector)
        self.client.upsert(name, points=wanted.points)
        return self.done()

    @staticmethod
    def check_id(identifier):
        if isinstance(identifier, int) and not 0 <= identifier < 1 << 64:
            raise Refusal(400, f"Format error in JSON body: value {identifier} is not a valid point ID")

    def query(self, name, wanted):
        self.there(name)
        if wanted.limit is not None and wanted.limit < 1:
            raise Refusal(422, "Validation error in JSON body: [limit: value 0 invalid, must be 1 or larger]")
        self.check_dimension(name, wanted.query)
        return dump(self.client.query_points(
            name, query=wanted.query, query_filter=wanted.filter, search_params=wanted.params,
            limit=10 if wanted.limit is None else wanted.limit, offset=wanted.offset,
            with_payload=False if wanted.with_payload is None else wanted.with_payload,
            with_vectors=False if wanted.with_vector is None else wanted.with_vector,
            score_threshold=wanted.score_threshold))

    def delete(self, name, wanted):
        self.there(name)
        self.client.delete(name, points_selector=wanted)
        return self.done()

    def count(self, name, wanted):
        self.there(name)
        return dump(self.client.count(name, count_filter=wanted.filter, exact=wanted.exact is not False))


def dump(model):
    return model.model_dump(mode="json", exclude_none=True)


class QdrantServer:
    """Listens on a port of its own; `requests` are (method, path, status, body) of everything asked."""

    def __init__(self, key=None):
        self.qdrant = Qdrant()
        self.key = key
        self.requests = []
        # Statuses given instead of the next answers.
        self.troubles = []
        self.server = None
        self.port = 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def client(self):
        return self.qdrant.client

    def start(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), self.handler())
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def respond(self, method, target, headers, body):
        """Status, content type and bytes."""
        began = time.perf_counter()
        given = headers.get("api-key") or headers.get("Authorization", "").removeprefix("Bearer ")
        if self.key and given != self.key:
            said = "Invalid API key or JWT" if given else "Must provide an API key or an Authorization bearer token"
            return 401, "text/plain", said.encode()
        if self.troubles:
            return self.envelope(self.troubles.pop(0), {"error": "Service internal error: trouble"}, began)
        if body and headers.get_content_type() != "application/json":
            return self.envelope(400, {"error": "Content type error"}, began)
        try:
            return self.envelope(200, "ok", began, self.qdrant.answer(method, target, body))
        except Refusal as refusal:
            if not refusal.message:
                return refusal.status, "text/plain", b""
            return self.envelope(refusal.status, {"error": refusal.message}, began)
        except ValueError as error:
            return self.envelope(400, {"error": f"Wrong input: {error}"}, began)

    @staticmethod
    def envelope(status, said, began, result=None):
        answer = {"status": said, "time": time.perf_counter() - began}
        if status == 200:
            answer = {"result": result, **answer}
        return status, "application/json", json.dumps(answer).encode()

    def handler(self):
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, kind, data = server.respond(self.command, self.path, self.headers, body)
                server.requests.append((self.command, self.path, status, body.decode("utf-8", "replace")))
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = answer

            def log_message(self, *_):
                """Quiet: `requests` has it all."""

        return Handler
