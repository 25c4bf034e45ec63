import ForgeCore
import ForgeLab
import ForgeTesting
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import ForgeWeb

@Suite("Page of a comparison")
struct ComparePageTests {
    @Test
    func `Nothing to compare says what to do`() async throws {
        let fixture = try await WebFixture()
        try await fixture.test { client in
            let (status, html) = try await client.page("/compare")
            #expect(status == .ok)
            #expect(html.contains("Nothing to compare yet"))
        }
    }

    @Test
    func `Only experiments on the same questions are offered together`() async throws {
        let fixture = try await WebFixture()
        try await StoredPairs.store("one", right: [0], in: fixture.store)
        let two = try await StoredPairs.store("two", right: [1], in: fixture.store)
        let other = try await StoredPairs.store("other", right: [1], count: 5, in: fixture.store)
        try await fixture.test { client in
            let html = try await client.page("/compare?ids=\(two.id)").html
            #expect(html.contains("value=\"\(two.id)\" id=\"pick-\(two.id)\" checked"))
            #expect(!html.contains("pick-\(other.id)"))
            #expect(html.contains("nothing can be set against"))
            #expect(try await client.page("/compare?text=nobody").html.contains("No completed experiment"))
        }
    }

    @Test
    func `The verdict comes first, then numbers, flips and examples`() async throws {
        let fixture = try await WebFixture()
        let naive = try await StoredPairs.store("naive", right: Set(0..<10), in: fixture.store)
        let cot = try await StoredPairs.store("cot", right: Set(0..<28), in: fixture.store)
        try await fixture.test { client in
            let html = try await client.page("/compare?ids=\(naive.id),\(cot.id)").html
            #expect(html.contains("cot answers 60.0 points more questions correctly than naive"))
            #expect(html.contains("delta-better"))
            #expect(html.contains("▲"))
            #expect(html.contains("<strong>18</strong>"))
            #expect(html.contains("Questions that only one answered correctly"))
            #expect(html.contains("18 questions"))
            #expect(html.contains("\\begin{tabular}"))
            #expect(html.contains("/api/v1/compare/charts/intervals?ids="))
            #expect(html.contains("&lt;script&gt;alert(1)"))
            #expect(!html.contains(StoredPairs.script))
        }
    }

    @Test
    func `A knowledge base that changed between the runs is warned of, on the page and in the API`() async throws {
        let fixture = try await WebFixture()
        var ids: [String] = []
        for content in ["k0", "k1"] {
            let id = try await StoredPairs.store("run-\(content)", right: [0], in: fixture.store).id
            let info = FakeRetriever([(title: "France", text: "Paris.")], contentHash: content).info
            try await fixture.store.update(
                id, ExperimentChange(provenance: ["retriever": try JSON.decode(from: JSON.data(info))]))
            ids.append(id)
        }
        let query = "ids=\(ids.joined(separator: ","))"
        try await fixture.test { client in
            let warning = "changed between the runs: run-k0: 1 passage of 1 document, content k0; run-k1:"
            let html = try await client.page("/compare?\(query)").html
            #expect(html.contains("<strong>Warning:</strong> The knowledge base") && html.contains(warning))
            #expect(try await client.page("/api/v1/compare?\(query)").html.contains(warning))
        }
    }

    @Test
    func `A cell of the table of flips filters the examples`() async throws {
        let fixture = try await WebFixture()
        let left = try await StoredPairs.store("left", right: [0, 1], count: 60, in: fixture.store)
        let right = try await StoredPairs.store("right", right: [0, 5], count: 60, in: fixture.store)
        let ids = "/compare?ids=\(left.id),\(right.id)"
        try await fixture.test { client in
            let only = try await client.page("\(ids)&cell=onlyOther").html
            #expect(only.contains("/experiments/\(right.id)/examples/5"))
            #expect(!only.contains("/examples/1\""))
            let wrong = try await client.page("\(ids)&cell=bothWrong&page=3").html
            #expect(wrong.contains("51–57 of 57 questions"))
            #expect(try await client.page("\(ids)&cell=bothRight").html.contains("/examples/0\""))
        }
    }

    @Test
    func `Several are compared with the baseline that somebody chose`() async throws {
        let fixture = try await WebFixture()
        var ids: [String] = []
        for (name, count) in [("a", 5), ("b", 10), ("c", 25)] {
            ids.append(try await StoredPairs.store(name, right: Set(0..<count), in: fixture.store).id)
        }
        let list = ids.joined(separator: ",")
        let last = ids[2]
        try await fixture.test { client in
            let all = try await client.page("/compare?ids=\(list)").html
            #expect(all.contains("of 3 paired differences"))
            let based = try await client.page("/compare?ids=\(list)&baseline=\(last)").html
            #expect(based.contains("of 2 paired differences"))
            #expect(based.contains("delta-worse"))
            #expect(based.contains("<option value=\"\(last)\" selected>"))
        }
    }

    @Test
    func `Other questions and unfinished ones are explained with the remedy`() async throws {
        let fixture = try await WebFixture()
        let one = try await StoredPairs.store("one", right: [0], in: fixture.store)
        let other = try await StoredPairs.store("other", right: [0], count: 5, in: fixture.store)
        let open = try await StoredPairs.store("open", right: [0], in: fixture.store, status: .stopped)
        try await fixture.test { client in
            let differ = try await client.page("/compare?ids=\(one.id),\(other.id)")
            #expect(differ.status == .conflict)
            #expect(differ.html.contains("answered different questions"))
            #expect(differ.html.contains("/experiments/new?from=\(one.id)"))
            let unfinished = try await client.page("/compare?ids=\(one.id),\(open.id)")
            #expect(unfinished.status == .conflict)
            #expect(unfinished.html.contains("Resume it on its page"))
            #expect(unfinished.html.contains("href=\"/experiments/\(open.id)\""))
            #expect(try await client.page("/compare?ids=\(one.id),nobody").status == .notFound)
            #expect(try await client.page("/compare?ids=\(one.id),\(one.id)").status == .unprocessableContent)
        }
    }

    @Test
    func `The table can be downloaded`() async throws {
        let fixture = try await WebFixture()
        let one = try await StoredPairs.store("one", right: [0], in: fixture.store)
        let two = try await StoredPairs.store("two", right: [1], in: fixture.store)
        try await fixture.test { client in
            let response = try await client.execute(
                uri: "/compare/table.md?ids=\(one.id),\(two.id)", method: .get)
            #expect(response.headers[.contentDisposition] == "attachment; filename=\"comparison.md\"")
            #expect(String(buffer: response.body).hasPrefix("| experiment |"))
        }
    }

    @Test(arguments: ["intervals", "differences", "latency"])
    func `Every chart of a comparison is there`(_ chart: String) async throws {
        let fixture = try await WebFixture()
        let one = try await StoredPairs.store("one", right: [0, 3], in: fixture.store)
        let two = try await StoredPairs.store("two", right: [1], in: fixture.store)
        try await fixture.test { client in
            let answer = try await client.page("/api/v1/compare/charts/\(chart)?ids=\(one.id),\(two.id)")
            #expect(answer.status == .ok)
            #expect(answer.html.contains("vega-lite"))
            #expect(try await client.page("/api/v1/compare/charts/pie?ids=\(one.id),\(two.id)").status == .notFound)
        }
    }

    @Test(arguments: ["latency", "metrics", "running"])
    func `Every chart of an experiment is there`(_ chart: String) async throws {
        let fixture = try await WebFixture()
        let one = try await StoredPairs.store("one", right: [0, 3], in: fixture.store)
        try await fixture.test { client in
            let answer = try await client.page("/api/v1/experiments/\(one.id)/charts/\(chart)")
            #expect(answer.status == .ok)
            #expect(answer.html.contains("vega-lite"))
            #expect(try await client.page("/api/v1/experiments/nobody/charts/\(chart)").status == .notFound)
        }
    }

    @Test
    func `A comparison is made anew when an experiment was scored again`() async throws {
        let fixture = try await WebFixture()
        let one = try await StoredPairs.store("one", right: [], in: fixture.store)
        let two = try await StoredPairs.store("two", right: Set(0..<30), in: fixture.store)
        let path = "/compare?ids=\(one.id),\(two.id)"
        try await fixture.test { client in
            #expect(try await client.page(path).html.contains("100.0 points more"))
            try await fixture.store.replaceScores(
                of: two.id, Dictionary(uniqueKeysWithValues: (0..<30).map { ($0, ["em.squad": 0.0]) }))
            try await Summarizer(store: fixture.store).summarize(
                two.id, metrics: [AnswerMetrics.named("em.squad")].compactMap(\.self))
            #expect(try await client.page(path).html.contains("no detectable difference"))
        }
    }
}
