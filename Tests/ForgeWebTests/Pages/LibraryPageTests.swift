import ForgeCatalogue
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import ForgeLab
@testable import ForgeWeb

@Suite("Pages of models and data sets")
struct LibraryPageTests {
    @Test
    func `Models tell what is here`() async throws {
        let fixture = try await WebFixture()
        try await fixture.test { client in
            let list = try await client.page("/models").html
            #expect(list.contains("href=\"/models/parrot\""))
            #expect(list.contains("action=\"/models/"))
            let detail = try await client.page("/models/parrot").html
            #expect(detail.contains("2,048 tokens"))
            #expect(detail.contains("taken at the first pull"))
            let unknown = try await client.page("/models/parot")
            #expect(unknown.status == .notFound)
            #expect(unknown.html.contains("parrot"))
        }
    }

    @Test
    func `Encoders stand beside the models, and one that is not here can be pulled`() async throws {
        let fixture = try await WebFixture()
        try await fixture.test { client in
            let html = try await client.page("/models").html
            #expect(html.contains("fake-embedder") && !html.contains("/encoders/fake-embedder/pull"))
            #expect(html.contains("action=\"/encoders/absent-reranker/pull\""))
            let asked = try await client.post("/encoders/absent-reranker/pull", [])
            #expect(asked.location == "/models#encoders")
            #expect(try await client.page("/models").html.contains("data-pull=\"encoder/absent-reranker\""))
            #expect(try await client.post("/encoders/nobody/pull", []).status == .notFound)
        }
    }

    @Test
    func `Samples are paged and searched`() async throws {
        let fixture = try await WebFixture()
        try await fixture.test { client in
            let all = try await client.page("/datasets/capitals").html
            #expect(all.contains("Capital of France?"))
            #expect(all.contains("N&#39;Djamena") || all.contains("N'Djamena"))
            #expect(all.contains("1–6 of 6 records"))
            let found = try await client.page("/datasets/capitals?text=lima").html
            #expect(found.contains("Capital of Peru?"))
            #expect(!found.contains("Capital of France?"))
            let none = try await client.page("/datasets/capitals?text=%3Cscript%3E").html
            #expect(none.contains("No record matches"))
            #expect(none.contains("&lt;script&gt;"))
            #expect(try await client.page("/datasets/capitals?split=dev").status == .notFound)
            #expect(try await client.page("/datasets/capitals?page=99").html.contains("Capital of Fiji?"))
        }
    }

    @Test
    func `A split that is not here offers to pull it`() async throws {
        let fixture = try await WebFixture()
        try await fixture.test { client in
            let html = try await client.page("/datasets").html
            #expect(html.contains("href=\"/datasets/capitals\""))
            #expect(html.contains("action=\"/datasets/"))
        }
    }

    @Test
    func `A failed download is shown with its reason and can be tried again`() {
        var state = PullState(.model, "m")
        state.phase = "failed"
        state.message = "No route to the <Hub>."
        let view = PullView(state)
        #expect(view.isFailed)
        #expect(!view.isRunning)
        #expect(view.message == "No route to the <Hub>.")
    }

    @Test
    func `A download under way tells how far it is`() {
        var state = PullState(.dataset, "d", split: "test")
        state.phase = "downloading"
        state.received = 5_000_000
        state.total = 10_000_000
        state.rate = 1_000_000
        let view = PullView(state)
        #expect(view.percent == 50)
        #expect(view.text == "Downloading: 5.00 MB of 10.0 MB, 1.00 MB/s")
        #expect(view.key == "dataset/d/test")
    }
}
