import ForgeCore
import ForgeLab
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import ForgeWeb

@Suite("Pages of benchmarks", .timeLimit(.minutes(1)))
struct BenchmarkPageTests {
    @Test func `without a benchmark the list says what to do, and advice says that it has no figure`() async throws {
        try await WebFixture().test { client in
            let html = try await client.page("/benchmarks").html
            #expect(html.contains("Nothing is measured yet") && html.contains("forge bench matrix"))
            #expect(html.contains("<a href=\"/benchmarks\" aria-current=\"page\">Benchmarks</a>"))
            let advice = try await client.page("/advise").html
            #expect(advice.contains("No figure:") && advice.contains("By rule of thumb: Batched"))
            #expect(advice.contains("<svg") && !advice.contains("style="))
            #expect(try await client.page("/benchmarks/nothing").status == .notFound)
            #expect(try await client.page("/benchmarks/..%2fcatalogue").status == .notFound)
        }
    }

    @Test func `a benchmark's page shows its tables, charts and memory`() async throws {
        let fixture = try await WebFixture(delay: .milliseconds(2))
        try await BenchmarkFiles.write(fixture)
        try await fixture.test { client in
            let list = try await client.page("/benchmarks").html
            #expect(list.contains("href=\"/benchmarks/measured\"") && list.contains("4 of 4"))
            let html = try await client.page("/benchmarks/measured").html
            #expect(html.contains("Plain &amp; thoughtful"))
            #expect(html.contains("every output is the same"))
            for chart in BenchmarkCharts.allCases {
                #expect(html.contains("data-chart=\"/api/v1/benchmarks/measured/charts/\(chart.rawValue)\""))
            }
            #expect(html.contains("download=\"measured.json\"") && html.contains("Pareto frontier"))
            #expect(html.contains("does not fit") && html.contains("Largest batch within"))
            #expect(html.contains("href=\"/experiments/"))
        }
    }

    @Test func `one that has not begun says so, and shows why a cell failed`() async throws {
        let fixture = try await WebFixture()
        try await BenchmarkFiles.write(fixture)
        try await fixture.test { client in
            let html = try await client.page("/benchmarks/begun").html
            #expect(html.contains("No cell is measured yet") && html.contains("Not measured"))
            #expect(html.contains("No &lt;memory&gt; for it."))
            #expect(!html.contains("data-chart"))
        }
    }

    @Test func `advice comes from what was measured, and the form keeps what was filled in`() async throws {
        let fixture = try await WebFixture(delay: .milliseconds(60))
        try await BenchmarkFiles.write(fixture)
        try await fixture.test { client in
            let html = try await client.page("/advise?benchmark=measured&method=thinking&queries=5000").html
            #expect(html.contains("Batched for thinking with 3 at a time."))
            #expect(html.contains("href=\"/benchmarks/measured\"") && html.contains("value=\"5000\""))
            let wrong = try await client.page("/advise?queries=many")
            #expect(wrong.status == .unprocessableContent && wrong.html.contains("cannot be the value of queries"))
            #expect(try await client.page("/advise?benchmark=absent").status == .notFound)
            let none = try await client.page("/advise?benchmark=measured&method=react")
            #expect(none.status == .unprocessableContent && none.html.contains("has not measured"))
        }
    }
}
