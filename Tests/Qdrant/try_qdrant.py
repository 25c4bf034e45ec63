"""Drives forge with its vectors in Qdrant: the same passages and scores as without, and clear words when Qdrant fails.

Qdrant is stood in for by qdrant_server.py. FORGE_BINARY names forge, FORGE_TEST_EMBEDDER the folder of
all-MiniLM-L6-v2.
"""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from qdrant_client import QdrantClient, models

from corpus import QUERIES, changed_corpus, corpus
from qdrant_server import QdrantServer

KEY = "right-key-3b1f"
WRONG_KEY = "wrong-key-77c0"
EMBEDDER = "all-minilm-l6-v2"
DIMENSION = 384
TOLERANCE = 1e-4

CATALOGUE = """
encoders:
  {name}:
    summary: The test's embedder
    kind: embedder
    licence: Apache-2.0
    sources:
      - path: {folder}
    files:
{files}
"""


class Forge:
    """The command line on a home of its own."""

    def __init__(self, url):
        self.home = Path(tempfile.mkdtemp(prefix="forge-qdrant-"))
        folder = Path(os.environ["FORGE_TEST_EMBEDDER"])
        files = [
            str(path.relative_to(folder)) for path in sorted(folder.rglob("*"))
            if path.name != "special_tokens_map.json" and path.suffix in (".json", ".safetensors", ".txt")]
        (self.home / "catalogue.yaml").write_text(CATALOGUE.format(
            name=EMBEDDER, folder=folder, files="\n".join(f"      - file: {file}" for file in files)))
        clean = {name: value for name, value in os.environ.items() if not name.startswith("QDRANT_")}
        self.environment = {
            **clean, "FORGE_HOME": str(self.home), "NO_COLOR": "1", "QDRANT_URL": url, "QDRANT_API_KEY": KEY}

    def write(self, name, documents):
        path = self.home / name
        path.write_text("".join(json.dumps(document) + "\n" for document in documents))
        return str(path)

    def run(self, *arguments, **environment):
        """The finished process; an environment variable of None is taken away."""
        changed = {**self.environment, **environment}
        return subprocess.run(
            [os.environ["FORGE_BINARY"], "kb", *arguments], capture_output=True, text=True, timeout=300,
            cwd=self.home, env={name: value for name, value in changed.items() if value is not None})

    def json(self, *arguments, **environment):
        done = self.run(*arguments, "--json", **environment)
        assert done.returncode == 0, f"kb {' '.join(arguments)}: {done.stdout}{done.stderr}"
        return json.loads(done.stdout)

    def files_with(self, text):
        return [
            str(path) for path in self.home.rglob("*")
            if path.is_file() and path.suffix != ".safetensors" and text.encode() in path.read_bytes()]

    def remove(self):
        shutil.rmtree(self.home)


class Case(unittest.TestCase):
    """A server and a home for each test class; the knowledge bases `there` (Qdrant) and `here` (embedded)."""

    makes = ["there"]

    @classmethod
    def setUpClass(cls):
        cls.server = QdrantServer(key=KEY).start()
        cls.forge = Forge(cls.server.url)
        cls.corpus = cls.forge.write("corpus.jsonl", corpus())
        cls.reports = {name: cls.create(name) for name in cls.makes}

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.forge.remove()

    @classmethod
    def create(cls, name, **environment):
        where = [] if name == "here" else ["--qdrant"]
        return cls.forge.json(
            "create", name, "--source", cls.corpus, "--embedder", EMBEDDER, "--tokens", "128", *where, **environment)

    def collection(self, base="there"):
        names = [item.name for item in self.server.client.get_collections().collections]
        found = [name for name in names if name.startswith(f"forge-{base}-")]
        self.assertEqual(len(found), 1, names)
        return found[0]

    def points(self, base="there"):
        return self.server.client.scroll(self.collection(base), limit=10_000, with_vectors=True)[0]

    def count(self, base="there"):
        return self.forge.json("show", base)["info"]["chunks"]

    def check_same(self, queries=QUERIES, ks=(5,)):
        """Both bases find the same, in the same order."""
        for query in queries:
            for method in ("dense", "hybrid"):
                for k in ks:
                    with self.subTest(query=query, method=method, k=k):
                        search = ("--method", method, "--k", str(k))
                        there = self.forge.json("search", "there", query, *search)
                        here = self.forge.json("search", "here", query, *search)
                        self.check_passages(there["passages"], here["passages"])
                        steps = zip(there["steps"], here["steps"], strict=True)
                        for one, other in steps:
                            self.assertEqual(one["name"], other["name"])
                            self.check_passages(one["hits"], other["hits"])
                        self.assertEqual(len(there["passages"]), k)

    def check_passages(self, there, here):
        def without_score(passages):
            return [{key: value for key, value in passage.items() if key != "score"} for passage in passages]

        self.assertEqual(without_score(there), without_score(here))
        for one, other in zip(there, here):
            self.assertAlmostEqual(one["score"], other["score"], delta=TOLERANCE)

    def check_refused(self, done, *said, never=()):
        """It failed, said so in text as for people, and kept secrets."""
        text = done.stdout + done.stderr
        self.assertNotEqual(done.returncode, 0, text)
        for part in said:
            self.assertIn(part, text)
        for secret in never:
            self.assertNotIn(secret, text)


class SameAsEmbedded(Case):
    makes = ["there", "here"]

    def test_1_reports_agree(self):
        def counts(report):
            return {key: value for key, value in report.items() if key != "seconds"}

        self.assertEqual(counts(self.reports["there"]), counts(self.reports["here"]))
        self.assertEqual(self.reports["there"]["added"], 30)
        self.assertGreater(self.reports["there"]["chunksAdded"], 30)

    def test_2_collection_is_as_it_should_be(self):
        parameters = self.server.client.get_collection(self.collection()).config.params.vectors
        self.assertEqual((parameters.size, parameters.distance), (DIMENSION, models.Distance.COSINE))
        points = self.points()
        self.assertEqual(len(points), self.count())
        self.assertEqual({point.payload["title"] for point in points}, {item["title"] for item in corpus()})
        self.assertTrue(all(point.payload["document"] for point in points))
        indexed = [json.loads(body)["field_name"] for _, path, _, body in self.server.requests if "/index" in path]
        self.assertEqual(sorted(indexed), ["document", "section", "title"])

    def test_3_every_request_was_accepted(self):
        refused = [entry for entry in self.server.requests if entry[2] != 200]
        # Whether the collection is there already is asked once.
        self.assertEqual([(entry[0], entry[2]) for entry in refused], [("GET", 404)])

    def test_4_searches_agree(self):
        self.check_same()
        self.check_same(queries=QUERIES[:1], ks=(1, 10))

    def test_5_unchanged_ingest_sends_no_points(self):
        before = len(self.server.requests)
        report = self.forge.json("ingest", "there", self.corpus)
        self.assertEqual((report["unchanged"], report["embedded"]), (30, 0))
        sent = [path for _, path, _, _ in self.server.requests[before:] if "/points?" in path or "delete" in path]
        self.assertEqual(sent, [])

    def test_6_changed_and_removed_documents(self):
        # The same file: a document is known by its id and where it comes from.
        self.forge.write("corpus.jsonl", changed_corpus())
        for base in ("there", "here"):
            report = self.forge.json("ingest", base, self.corpus, "--remove-vanished")
            found = {key: report[key] for key in ("added", "changed", "removed", "unchanged")}
            self.assertEqual(found, {"added": 1, "changed": 2, "removed": 1, "unchanged": 27}, base)
        points = self.points()
        self.assertEqual(len(points), self.count())
        titles = {point.payload["title"] for point in points}
        self.assertNotIn("Cheese", titles)
        self.assertIn("Paper", titles)
        self.check_same(queries=["how is cheese made", "chess clock", "what is paper made of"])
        found = self.forge.json("search", "there", "chess clock", "--method", "dense", "--k", "1")["passages"][0]
        self.assertIn("Chess clocks give both players", found["text"])

    def test_7_delete_removes_the_collection_alone(self):
        other = "somebody-elses"
        self.server.client.create_collection(
            other, vectors_config=models.VectorParams(size=3, distance=models.Distance.DOT))
        self.assertEqual(self.forge.run("delete", "there", "--yes").returncode, 0)
        names = [item.name for item in self.server.client.get_collections().collections]
        self.assertEqual(names, [other])
        self.assertEqual([base["name"] for base in self.forge.json("list")], ["here"])


class Keys(Case):
    def test_wrong_key_is_refused_without_being_shown(self):
        for arguments in (
            ["search", "there", "moon"], ["search", "there", "moon", "--json"], ["ingest", "there", self.altered()],
            ["delete", "there", "--yes"], ["create", "new", "--qdrant", "--source", self.corpus],
        ):
            with self.subTest(arguments=arguments[0]):
                done = self.forge.run(*arguments, QDRANT_API_KEY=WRONG_KEY)
                self.check_refused(
                    done, "refused the key", "Check QDRANT_API_KEY", never=(WRONG_KEY, KEY, "Traceback"))
        self.assertEqual(self.forge.files_with(WRONG_KEY) + self.forge.files_with(KEY), [])
        self.collection()

    def test_no_key(self):
        done = self.forge.run("search", "there", "moon", QDRANT_API_KEY=None)
        self.check_refused(done, "refused the key", "Set QDRANT_API_KEY.", never=(KEY,))

    def altered(self):
        return self.forge.write("altered.jsonl", changed_corpus())


class Failures(Case):
    def test_down(self):
        before = len(self.points())
        self.forge.write("corpus.jsonl", changed_corpus())
        self.server.stop()
        try:
            for arguments in (
                ["search", "there", "moon"], ["ingest", "there", self.corpus], ["delete", "there", "--yes"],
                ["create", "new", "--qdrant", "--source", self.corpus],
            ):
                with self.subTest(arguments=arguments[0]):
                    done = self.forge.run(*arguments)
                    self.check_refused(
                        done, f"Qdrant at {self.server.url} does not answer.", "Start it, or check QDRANT_URL.",
                        never=(KEY, "Traceback"))
            # Words alone need no vectors.
            self.assertEqual(self.forge.run("search", "there", "moon", "--method", "bm25").returncode, 0)
            self.assertIn("there", [base["name"] for base in self.forge.json("list")])
        finally:
            self.server.start()
        self.assertEqual(len(self.points()), before)
        # The interrupted ingest goes on, and ends as one that nothing happened to; so does the one of the new base.
        for base in ("there", "new"):
            self.forge.json("ingest", base, self.corpus, "--remove-vanished")
            points = self.points(base)
            self.assertEqual(len(points), self.count(base))
            titles = {item["title"] for item in changed_corpus()}
            self.assertEqual({point.payload["title"] for point in points}, titles)

    def test_passing_troubles_are_waited_for(self):
        self.server.troubles += [503, 500, 429]
        found = self.forge.json("search", "there", "largest moon of Saturn", "--method", "dense", "--k", "1")
        self.assertEqual(self.server.troubles, [])
        self.assertEqual(found["passages"][0]["title"], "Titan")

    def test_lasting_trouble_is_said(self):
        self.server.troubles += [503] * 100
        try:
            done = self.forge.run("search", "there", "moon", "--method", "dense")
        finally:
            self.server.troubles.clear()
        self.check_refused(done, "fails.", "See its log", never=(KEY,))

    def test_unset_address_is_said(self):
        done = self.forge.run("search", "there", "moon", QDRANT_URL=None)
        self.check_refused(done, "are in Qdrant", "Set QDRANT_URL")

    def test_unset_address_spoils_no_list(self):
        done = self.forge.run("list", QDRANT_URL=None)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("there", done.stdout)


    def test_unset_address_is_shown(self):
        done = self.forge.run("show", "there", QDRANT_URL=None)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("QDRANT_URL is not set", done.stdout)

    def test_unset_address_leaves_no_base(self):
        done = self.forge.run("create", "nowhere", "--qdrant", "--source", self.corpus, QDRANT_URL=None)
        self.check_refused(done, "cannot be kept in Qdrant", "Set QDRANT_URL")
        self.assertNotIn("nowhere", [base["name"] for base in self.forge.json("list")])


class Abandoned(Case):
    """A base whose Qdrant is gone for good."""

    def test_delete_says_what_stays(self):
        collection = self.collection()
        done = self.forge.run("delete", "there", "--yes", QDRANT_URL=None)
        self.check_refused(done, "are in Qdrant", "--leave-vectors")
        self.server.stop()
        try:
            self.check_refused(self.forge.run("delete", "there", "--yes"), "does not answer", "--leave-vectors")
            done = self.forge.run("delete", "there", "--yes", "--leave-vectors")
        finally:
            self.server.start()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(collection, done.stdout)
        self.assertEqual(self.forge.json("list"), [])


class Lost(Case):
    def test_1_lost_collection_is_said(self):
        self.server.client.delete_collection(self.collection())
        done = self.forge.run("search", "there", "moon", "--method", "dense")
        self.check_refused(done, "does not have the collection", "Ingest into the knowledge base again")

    def test_2_the_remedy_for_a_lost_collection_works(self):
        self.forge.json("ingest", "there", self.corpus)
        self.assertEqual(len(self.points()), self.count())
        found = self.forge.json("search", "there", "largest moon of Saturn", "--method", "dense", "--k", "1")
        self.assertEqual(found["passages"][0]["title"], "Titan")

    def test_3_collection_of_another_dimension(self):
        name = self.collection()
        self.server.client.delete_collection(name)
        self.server.client.create_collection(
            name, vectors_config=models.VectorParams(size=3, distance=models.Distance.COSINE))
        done = self.forge.run("ingest", "there", self.forge.write("changed.jsonl", changed_corpus()))
        self.check_refused(done, "does not fit the knowledge base", "Delete or rename that collection.")


class Many(Case):
    """More chunks than one request takes."""

    makes = []

    def test_batches(self):
        documents = [
            {"id": str(n), "title": f"Number {n}", "text": f"The number after {n} is {n + 1}."} for n in range(280)]
        path = self.forge.write("numbers.jsonl", documents)
        self.forge.json("create", "numbers", "--qdrant", "--source", path, "--embedder", EMBEDDER)
        self.assertEqual(self.sizes("PUT"), [128, 128, 24])
        self.assertEqual(len(self.points("numbers")), 280)
        self.forge.write("numbers.jsonl", documents[:3])
        self.forge.json("ingest", "numbers", path, "--remove-vanished")
        self.assertEqual(sum(self.sizes("POST")), 277)
        self.assertEqual(len(self.points("numbers")), 3)

    def sizes(self, method):
        return [
            len(json.loads(body)["points"]) for made, path, _, body in self.server.requests
            if made == method and ("/points?" in path or "/delete" in path)]


class Quantized(Case):
    def test_quantization_is_asked_for(self):
        self.create("small", QDRANT_QUANTIZATION="scalar")
        made = [json.loads(body) for method, path, _, body in self.server.requests
                if method == "PUT" and path == f"/collections/{self.collection('small')}"]
        self.assertEqual([body["quantization_config"]["scalar"]["type"] for body in made], ["int8"])
        found = self.forge.json(
            "search", "small", "largest moon of Saturn", "--method", "dense", QDRANT_QUANTIZATION="scalar")
        self.assertEqual(found["passages"][0]["title"], "Titan")
        self.assertTrue(json.loads(self.server.requests[-1][3])["params"]["quantization"]["rescore"])


class Counterpart(unittest.TestCase):
    """The stand-in itself: qdrant-client understands it, and it refuses what Qdrant refuses."""

    def setUp(self):
        self.server = QdrantServer(key=KEY).start()
        self.addCleanup(self.server.stop)

    def request(self, method, path, body=None, key=KEY):
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.server.url + path, data=data, method=method,
            headers={"api-key": key, "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                text = error.read().decode()
            return error.code, json.loads(text) if text.startswith("{") else text

    def test_the_published_client_understands_it(self):
        client = QdrantClient(url=self.server.url, api_key=KEY, check_compatibility=False)
        client.create_collection("c", vectors_config=models.VectorParams(size=2, distance=models.Distance.COSINE))
        client.create_payload_index("c", "title", field_schema="keyword", wait=True)
        client.upsert("c", wait=True, points=[
            models.PointStruct(id=1, vector=[2, 0], payload={"title": "a"}),
            models.PointStruct(id=2, vector=[1, 1], payload={"title": "b"})])
        self.assertEqual(client.get_collection("c").config.params.vectors.size, 2)
        self.assertEqual(client.count("c").count, 2)
        hits = client.query_points("c", query=[1.0, 0.0]).points
        self.assertEqual([hit.id for hit in hits], [1, 2])
        self.assertAlmostEqual(hits[1].score, 0.5 ** 0.5, places=6)
        chosen = models.Filter(must=[models.FieldCondition(key="title", match=models.MatchValue(value="b"))])
        hits = client.query_points("c", query=[1.0, 0.0], query_filter=chosen).points
        self.assertEqual([hit.id for hit in hits], [2])
        client.delete("c", points_selector=models.FilterSelector(filter=chosen))
        self.assertEqual(client.count("c").count, 1)
        client.delete_collection("c")
        client.close()

    def test_refusals(self):
        made = {"vectors": {"size": 2, "distance": "Cosine"}}
        self.assertEqual(self.request("PUT", "/collections/c", made)[0], 200)
        point = {"id": 1, "vector": [1, 0], "payload": {"title": "a"}}
        for status, method, path, body in (
            (409, "PUT", "/collections/c", made),
            (400, "PUT", "/collections/d", {"vectors": {"size": 2, "distance": "cosine"}}),
            (400, "PUT", "/collections/d", {"vectors": {"size": "2", "distance": "Cosine"}}),
            (400, "PUT", "/collections/d", {**made, "surplus": 1}),
            (422, "PUT", "/collections/d", {"vectors": {"size": 0, "distance": "Cosine"}}),
            (404, "GET", "/collections/d", None),
            (404, "PUT", "/collections/d/points", {"points": [point]}),
            (200, "PUT", "/collections/c/points?wait=true", {"points": [point]}),
            (400, "PUT", "/collections/c/points?wait=true", {"points": [{**point, "id": -1}]}),
            (400, "PUT", "/collections/c/points?wait=true", {"points": [{**point, "id": "one"}]}),
            (400, "PUT", "/collections/c/points", {"points": [{**point, "vector": [1, 0, 0]}]}),
            (400, "PUT", "/collections/c/points", {"points": [{**point, "surplus": 1}]}),
            (400, "PUT", "/collections/c/points?wait=maybe", {"points": [point]}),
            (400, "PUT", "/collections/c/points", b'{"points": ['),
            (400, "POST", "/collections/c/points/query", {"vector": [1, 0]}),
            (422, "POST", "/collections/c/points/query", {"query": [1, 0], "limit": 0}),
            (400, "POST", "/collections/c/points/query", {"query": [1, 0, 0]}),
            (400, "POST", "/collections/c/points/delete", {"ids": [1]}),
            (400, "POST", "/collections/c/points/count", {"exact": "yes"}),
            (405, "PATCH", "/collections/c/points/count", None),
            (404, "POST", "/collections/c/nothing", None),
        ):
            with self.subTest(path=path, body=body):
                found, answer = self.request(method, path, body)
                self.assertEqual(found, status, answer)
                if isinstance(answer, dict) and status != 200:
                    self.assertTrue(answer["status"]["error"])
        self.assertEqual(self.request("GET", "/collections/c", key=WRONG_KEY)[0], 401)
        self.assertEqual(self.request("DELETE", "/collections/d")[1]["result"], False)


if __name__ == "__main__":
    unittest.main(verbosity=2)
