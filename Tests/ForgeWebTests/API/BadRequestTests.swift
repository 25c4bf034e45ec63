import ForgeCore
import HTTPTypes
import Testing

@testable import ForgeWeb

@Suite("Bad requests")
struct BadRequestTests {
    @Test(arguments: [
        ("experiments?limit=0", "limit"), ("experiments?limit=201", "limit"), ("experiments?limit=abc", "limit"),
        ("experiments?limit=1.5", "limit"), ("experiments?limit=%2B5", "limit"), ("experiments?limit=", "limit"),
        ("experiments?limit=1&limit=2", "limit"), ("experiments?offset=-1", "offset"),
        ("experiments?offset=99999999999999999999", "offset"), ("experiments?sort=newest", "sort"),
        ("experiments?status=completed,done", "status[1]"), ("experiments?reversed=yes", "reversed"),
        ("experiments?text=%FF", "text=%FF"), ("experiments?lmit=5", "lmit"),
        ("experiments?text=\(String(repeating: "a", count: 501))", "text"), ("models?x=1", "x"),
        ("compare", "ids"), ("compare?ids=000000000000", "ids"), ("compare?ids=000000000000,b", "ids[1]"),
        ("compare?ids=000000000000,000000000001&alpha=0", "alpha"),
        ("compare?ids=000000000000,000000000001&alpha=nan", "alpha"),
        ("compare?ids=000000000000,000000000001&baseline=000000000002", "baseline"),
        ("experiments/000000000000/predictions?correct=true", "metric"),
        ("experiments/000000000000/export?format=xml", "format"), ("events?after=nowhere", "after"),
    ])
    func `A wrong parameter is named, with a problem of status 422`(_ path: String, _ field: String) async throws {
        let reply = try await WebFixture().api { try await $0.get(path) }
        #expect(reply.status == 422)
        #expect(reply.fields == [field])
        #expect(reply.headers[.contentType] == "application/problem+json")
        #expect(SchemaCheck.findings(in: reply.json, against: Schema.ref("Problem")).isEmpty, "\(reply.text)")
    }

    @Test
    func `All wrong parameters are named at once, with the nearest name`() async throws {
        let reply = try await WebFixture().api { try await $0.get("experiments?limit=0&sort=nme&metod=x") }
        #expect(reply.fields == ["metod", "sort", "limit"])
        let remedies = reply.json["errors"]?.array?.compactMap { $0["remedy"]?.string }
        #expect(remedies == ["Did you mean `method`?", "Did you mean `name`?"])
    }

    @Test(arguments: [
        "experiments/nothing", "experiments/000000000000", "experiments/%FF",
        "experiments/..%2F..%2Fetc%2Fpasswd", "experiments/000000000000/predictions/-1",
        "experiments/000000000000/predictions/x", "experiments/000000000000/results", "models/nobody",
        "models/%2Fetc%2Fpasswd", "datasets/nothing/samples", "datasets/capitals/samples?split=nothing", "nothing",
        "experiments/000000000000/events", "compare?ids=000000000000,000000000001",
    ])
    func `What does not exist is a problem of status 404`(_ path: String) async throws {
        let reply = try await WebFixture().api { try await $0.get(path) }
        #expect(reply.status == 404)
        #expect(reply.json["status"] == 404)
        #expect(reply.headers[.contentType] == "application/problem+json")
    }

    @Test(arguments: [
        (HTTPRequest.Method.put, "experiments", "GET, HEAD, POST"),
        (.post, "experiments/000000000000", "DELETE, GET, HEAD, PATCH"),
        (.get, "experiments/validate", "POST"), (.delete, "models", "GET, HEAD"),
        (.get, "experiments/000000000000/run", "POST"),
    ])
    func `A method that is not possible is answered with those that are`(
        _ method: HTTPRequest.Method, _ path: String, _ allowed: String
    ) async throws {
        let reply = try await WebFixture().api { try await $0.send(method, path) }
        #expect(reply.status == 405)
        #expect(reply.headers[.allow] == allowed)
    }

    @Test
    func `HEAD is answered as GET, without a body`() async throws {
        try await WebFixture().api { api in
            let found = try await api.send(.head, "experiments")
            #expect(found.status == 200 && found.text.isEmpty)
            let missing = try await api.send(.head, "nothing")
            #expect(missing.status == 404 && missing.text.isEmpty)
        }
    }

    @Test(arguments: [
        (#"{"config": "name: x", "rn": true}"#, "rn"), (#"{"config": 5}"#, "config"), (#"{}"#, "config"),
        (#"{"config": "a", "run": "yes"}"#, "run"), (#"{"config": null}"#, "config"), (#"[]"#, ""),
        (#"{"config": ""}"#, "config"), (#"{"config": "\u0000"}"#, "config"),
    ])
    func `A wrong member of a body is named, with a problem of status 422`(
        _ body: String, _ field: String
    ) async throws {
        let reply = try await WebFixture().api { try await $0.send(.post, "experiments", body: body) }
        #expect(reply.status == 422)
        #expect(reply.fields == [field])
    }

    @Test(arguments: ["experiments?text=%00", "experiments/00000000000g%00"])
    func `A NUL byte in an address is refused`(_ path: String) async throws {
        let reply = try await WebFixture().api { try await $0.get(path) }
        #expect(reply.status == 422)
    }

    @Test
    func `Members deep in a body are named by their path`() async throws {
        let body: JSONValue = [
            "prompt": "Hi", "contenders": [["model": "parrot"], ["model": 5, "metod": "naive"]], "temperature": 300,
        ]
        let reply = try await WebFixture().api { try await $0.post("playground", body) }
        #expect(reply.status == 422)
        #expect(Set(reply.fields) == ["contenders[1].model", "contenders[1].metod", "temperature"])
    }

    @Test
    func `Malformed JSON is refused with the place`() async throws {
        let reply = try await WebFixture().api { try await $0.send(.post, "experiments", body: "{\n  \"config\": x}") }
        #expect(reply.status == 400)
        #expect(reply.json["errors"]?.array?.first?["line"] == 2)
        #expect(reply.json["errors"]?.array?.first?["column"] == 13)
    }

    @Test(arguments: ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
    func `A body that is not JSON by its type is refused`(_ type: String) async throws {
        let reply = try await WebFixture().api {
            try await $0.send(.post, "experiments", body: #"{"config": "a"}"#, type: type)
        }
        #expect(reply.status == 415)
    }

    @Test
    func `A body that is too large is refused, and one that is deep too`() async throws {
        try await WebFixture().api { api in
            let large = try await api.post("experiments", ["config": .string(String(repeating: "a", count: 1 << 20))])
            #expect(large.status == 413)
            let deep = try await api.send(
                .post, "experiments", body: String(repeating: "[", count: 100_000))
            #expect(deep.status == 400)
        }
    }

    @Test
    func `Every finding of a config is told with its place`() async throws {
        let config = WebFixture.config.replacing("naive", with: "naiv") + "\ntemperatur: 1\n"
        try await WebFixture().api { api in
            let refused = try await api.post("experiments", ["config": .string(config)])
            #expect(refused.status == 422)
            #expect(refused.json["type"] == "/problems/config.invalid")
            #expect(refused.json["errors"]?.array?.compactMap { $0["line"]?.int } == [2, 5])
            let verdict = try await api.post("experiments/validate", ["config": .string(config)])
            #expect(verdict.json["isValid"] == false)
            #expect(verdict.json["errors"] == refused.json["errors"])
        }
    }

    @Test
    func `A cursor of another list is refused`() async throws {
        let reply = try await WebFixture().api { try await $0.get("experiments?cursor=abc") }
        #expect(reply.status == 422)
    }
}
