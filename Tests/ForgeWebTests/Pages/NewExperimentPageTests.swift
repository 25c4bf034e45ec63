import ForgeCatalogue
import ForgeCore
import ForgeLab
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import ForgeWeb

@Suite("Page of a new experiment")
struct NewExperimentPageTests {
    private static let fields = [
        ("name", "by-form"), ("method.name", "naive"), ("model.name", "parrot"), ("dataset.name", "capitals"),
        ("dataset.n", "4"),
    ]

    @Test
    func `The empty form says something that runs here`() async throws {
        let fixture = try await WebFixture()
        try await fixture.test { client in
            let (status, html) = try await client.page("/experiments/new")
            #expect(status == .ok)
            #expect(html.contains("<option value=\"parrot\" selected>"))
            #expect(html.contains("<option value=\"capitals\" selected>"))
            #expect(html.contains("Makes 1 experiment"))
            #expect(html.contains("No estimate yet"))
            #expect(html.contains("<template data-method=\"cot\">"))
            // Configs from the web name no files.
            #expect(!html.contains("model.adapter"))
        }
    }

    @Test
    func `Fields make an experiment and lead to it`() async throws {
        let fixture = try await WebFixture()
        try await fixture.test { client in
            let answer = try await client.post("/experiments", Self.fields + [("action", "save")])
            #expect(answer.status == .seeOther)
            let made = try await fixture.store.findExperiment("by-form")
            #expect(answer.location == "/experiments/\(made.id)")
            #expect(made.total == 4)
            #expect(try await fixture.store.queue().isEmpty)
        }
    }

    @Test
    func `Run now puts it in the line`() async throws {
        let fixture = try await WebFixture(delay: .seconds(1))
        try await fixture.test { client in
            let answer = try await client.post("/experiments", Self.fields + [("action", "run")])
            #expect(answer.status == .seeOther)
            let made = try await fixture.store.findExperiment("by-form")
            #expect(try await fixture.store.queue().map(\.experimentID) == [made.id])
        }
    }

    @Test
    func `A matrix in the YAML makes several, found by their name`() async throws {
        let fixture = try await WebFixture()
        try await fixture.test { client in
            let yaml = "name: two ways\nmodel: parrot\ndataset: capitals\nmatrix:\n  method: [naive, cot]\n"
            let answer = try await client.post("/experiments", [("config", yaml), ("action", "save")])
            #expect(answer.location == "/experiments?text=two%20ways")
            #expect(try await fixture.store.experiments(ExperimentQuery()).total == 2)
        }
    }

    @Test
    func `What is wrong comes back with everything typed, at its field and its line`() async throws {
        let fixture = try await WebFixture()
        try await fixture.test { client in
            var fields = Self.fields
            fields[4] = ("dataset.n", "many")
            fields.append(("description", StoredPairs.script))
            let answer = try await client.post("/experiments", fields + [("action", "run")])
            #expect(answer.status == .unprocessableContent)
            #expect(answer.html.contains("value=\"many\""))
            #expect(answer.html.contains("id=\"field-dataset-n\""))
            #expect(answer.html.contains("href=\"#field-dataset-n\" data-line=\"7\""))
            #expect(answer.html.contains("aria-invalid=\"true\""))
            #expect(answer.html.contains("&lt;script&gt;"))
            #expect(!answer.html.contains(StoredPairs.script))
            #expect(try await fixture.store.experiments(ExperimentQuery()).total == 0)
        }
    }

    @Test(arguments: ["a: [", "", "name: x\nmethod: telepathy\nmodel: parrot\ndataset: capitals\n"])
    func `Wrong YAML is refused and kept`(_ yaml: String) async throws {
        let fixture = try await WebFixture()
        try await fixture.test { client in
            let answer = try await client.post("/experiments", [("config", yaml), ("action", "save")])
            #expect(answer.status == .unprocessableContent)
            #expect(answer.html.contains("to correct"))
            #expect(answer.html.contains(yaml.split(separator: "\n").first ?? "<textarea"))
        }
    }

    @Test
    func `More questions than there are is told, not a failure`() async throws {
        let fixture = try await WebFixture()
        try await fixture.test { client in
            var fields = Self.fields
            fields[4] = ("dataset.n", "50")
            let answer = try await client.post("/experiments", fields + [("action", "save")])
            #expect(answer.status == .unprocessableContent)
            #expect(answer.html.contains("at most 6"))
        }
    }

    @Test
    func `What is not on this machine is told with the way to pull it`() async throws {
        let fixture = try await WebFixture()
        _ = try fixture.services.models.remove("parrot")
        try await fixture.test { client in
            let answer = try await client.post("/experiments", Self.fields + [("action", "run")])
            #expect(answer.status == .unprocessableContent)
            #expect(answer.html.contains("not on this machine"))
            #expect(answer.html.contains("href=\"/models/parrot\""))
        }
    }

    @Test
    func `An existing experiment is the start of the next`() async throws {
        let fixture = try await WebFixture()
        let made = try await fixture.services.experiments.create(
            "name: first\nmethod: {name: cot, shots: 2}\nmodel: parrot\ndataset: {name: capitals, n: 3}\n", run: false)
        let id = try #require(made.first?.id)
        try await fixture.test { client in
            let html = try await client.page("/experiments/new?from=\(id)").html
            #expect(html.contains("name: &quot;first (copy)&quot;"))
            #expect(html.contains("<option value=\"cot\" selected>"))
            #expect(html.contains("  shots: 2"))
            #expect(try await client.page("/experiments/new?from=nothing").status == .notFound)
        }
    }

    private struct Check: Decodable {
        var yaml: String
        var fields: [String: String]
        var isReadable: Bool
        var errors: [String: String]
        var verdict: String
    }

    @Test
    func `Fields are answered with YAML and YAML with fields`() async throws {
        let fixture = try await WebFixture()
        try await fixture.test { client in
            let one = try await client.post("/experiments/new/check", Self.fields)
            let first = try JSONDecoder().decode(Check.self, from: Data(one.html.utf8))
            #expect(first.yaml.contains("n: 4"))
            let two = try await client.post("/experiments/new/check", [("config", first.yaml + "seed: x\n")])
            let second = try JSONDecoder().decode(Check.self, from: Data(two.html.utf8))
            #expect(second.fields["dataset.n"] == "4")
            #expect(second.errors.keys.sorted() == ["seed"])
            #expect(second.verdict.contains("1 thing to correct"))
            let three = try await client.post("/experiments/new/check", [("config", "a: [")])
            let third = try JSONDecoder().decode(Check.self, from: Data(three.html.utf8))
            #expect(!third.isReadable)
        }
    }
}
