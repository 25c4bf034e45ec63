import ForgeCore
import HTTPTypes
import Testing

@testable import ForgeWeb

@Suite("Experiments over the API")
struct ExperimentAPITests {
    @Test
    func `A created experiment has an address`() async throws {
        try await WebFixture().api { api in
            let reply = try await api.post("experiments", ["config": .string(WebFixture.config)])
            let address = try #require(reply.headers[.location])
            let found = try await api.get(address)
            #expect(found.json == reply.json["experiments"]?.array?.first)
            #expect(found.headers[.cacheControl] == "no-store")
        }
    }

    @Test
    func `A matrix makes several experiments, which have no one address`() async throws {
        let config = WebFixture.config + "\nmatrix:\n  seed: [1, 2, 3]\n"
        try await WebFixture().api { api in
            let reply = try await api.post("experiments", ["config": .string(config)])
            #expect(reply.status == 201)
            #expect(reply.json["experiments"]?.array?.count == 3)
            #expect(reply.headers[.location] == nil)
        }
    }

    @Test
    func `Pages by cursor hold every experiment once`() async throws {
        try await WebFixture().api { api in
            for _ in 0..<5 { _ = try await api.experiment() }
            var seen: [JSONValue] = []
            var path: String? = "experiments?limit=2"
            while let address = path {
                let page = try await api.get(address).json
                #expect(page["total"] == 5)
                seen += page["items"]?.array?.compactMap { $0["id"] } ?? []
                path = page["next"]?.string.map { "experiments?limit=2&cursor=\($0.replacing("+", with: "%2B"))" }
            }
            #expect(seen.count == 5 && Set(seen).count == 5)
        }
    }

    @Test
    func `Blanks in a search may be written as in forms`() async throws {
        try await WebFixture().api { api in
            let id = try await api.experiment()
            _ = try await api.send(.patch, "experiments/\(id)", body: #"{"name": "two words & more"}"#)
            for text in ["two+words", "two%20words", "words+%26"] {
                let page = try await api.get("experiments?text=\(text)")
                #expect(page.json["total"] == 1, "\(text)")
            }
        }
    }

    @Test
    func `A change leaves what it does not name`() async throws {
        try await WebFixture().api { api in
            let id = try await api.experiment()
            _ = try await api.send(.patch, "experiments/\(id)", body: #"{"tags": ["x"]}"#)
            let changed = try await api.send(.patch, "experiments/\(id)", body: #"{"name": "new"}"#)
            #expect(changed.json["name"] == "new")
            #expect(changed.json["tags"] == ["x"])
            let blank = try await api.send(.patch, "experiments/\(id)", body: #"{"name": "  "}"#)
            #expect(blank.status == 422)
        }
    }

    @Test
    func `A deleted experiment is hidden until it is restored`() async throws {
        try await WebFixture().api { api in
            let id = try await api.experiment()
            #expect(try await api.send(.delete, "experiments/\(id)").status == 204)
            #expect(try await api.get("experiments").json["total"] == 0)
            #expect(try await api.get("experiments?deleted=only").json["total"] == 1)
            #expect(try await api.post("experiments/\(id)/run").status == 409)
            #expect(try await api.post("experiments/\(id)/restore").status == 200)
            #expect(try await api.get("experiments").json["total"] == 1)
        }
    }

    @Test
    func `A completed experiment cannot run again`() async throws {
        try await WebFixture().api { api in
            let id = try await api.completedExperiment()
            let reply = try await api.post("experiments/\(id)/run")
            #expect(reply.status == 409)
            #expect(reply.json["title"]?.string?.isEmpty == false)
        }
    }

    @Test
    func `Comparing unfinished experiments is a conflict with a remedy`() async throws {
        try await WebFixture().api { api in
            let (first, second) = (try await api.experiment(), try await api.experiment())
            let reply = try await api.get("compare?ids=\(first),\(second)")
            #expect(reply.status == 409)
            #expect(reply.json["remedy"]?.string?.isEmpty == false)
            #expect(try await api.get("compare?ids=\(first),\(first)").status == 422)
        }
    }

    @Test
    func `A comparison can leave the flips out`() async throws {
        try await WebFixture().api { api in
            let first = try await api.completedExperiment()
            let second = try await api.completedExperiment()
            let whole = try await api.get("compare?ids=\(first),\(second)").json["pairs"]?.array?.first
            #expect(whole?["flips"]?["bothRight"]?.array?.isEmpty == false)
            let brief = try await api.get("compare?ids=\(first),\(second)&flips=false").json["pairs"]?.array?.first
            #expect(brief?["mcnemar"] != nil && brief?["flips"] == nil)
        }
    }

    @Test
    func `An export is named after the experiment, in letters that every file system takes`() async throws {
        try await WebFixture().api { api in
            let id = try await api.completedExperiment()
            _ = try await api.send(.patch, "experiments/\(id)", body: #"{"name": "../a b/\"c\"\r\nX: y é"}"#)
            let reply = try await api.get("experiments/\(id)/export?format=csv")
            #expect(reply.headers[.contentDisposition] == "attachment; filename=\"a-b-c-X-y.csv\"")
            #expect(reply.text.split(separator: "\r\n").count == 7)
        }
    }
}
