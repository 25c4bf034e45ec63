import ForgeCore
import ForgeTesting
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import ForgeLab
@testable import ForgeWeb

@Suite("Pages of knowledge bases", .timeLimit(.minutes(1)))
struct KnowledgePageTests {
    private static let fields = [
        ("name", "facts"), ("summary", "Six & more"), ("tokens", "64"), ("overlap", "8"),
        ("embedder", "fake-embedder"), ("corpus", KnowledgeFiles.corpus),
    ]

    /// A server with the base `facts`, filled from the corpus.
    private static func whenFilled(
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let fixture = try await WebFixture()
        let knowledge = fixture.services.knowledge
        try await fixture.test { client in
            let made = try await client.post("/new/knowledge-base", fields)
            #expect(made.status == .seeOther && made.location == "/knowledge-bases/facts?tab=about")
            while await knowledge.ingests.job(of: "facts")?.isFinished != true {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(await knowledge.ingests.job(of: "facts")?.phase == .finished)
            try await body(client)
        }
    }

    @Test func `without a base the list says what to do next`() async throws {
        try await WebFixture().test { client in
            let html = try await client.page("/knowledge-bases").html
            #expect(html.contains("There is no knowledge base yet"))
            #expect(html.contains("href=\"/new/knowledge-base\""))
            #expect(html.contains("<a href=\"/knowledge-bases\" aria-current=\"page\">Knowledge</a>"))
            #expect(try await client.page("/knowledge-bases/fact").status == .notFound)
        }
    }

    @Test func `a base is made and filled by a form, and the list shows it`() async throws {
        try await Self.whenFilled { client in
            let html = try await client.page("/knowledge-bases").html
            #expect(html.contains("<a href=\"/knowledge-bases/facts\">facts</a>"))
            #expect(html.contains("Six &amp; more") && html.contains("64 tokens, 8 shared"))
            #expect(html.contains("ready") && html.contains("fake-embedder"))
        }
    }

    @Test func `the form shows again what was filled in, with what is wrong beside its field`() async throws {
        try await WebFixture().test { client in
            let form = try await client.page("/new/knowledge-base").html
            #expect(form.contains("absent-embedder (not on this machine)") && form.contains(KnowledgeFiles.corpus))
            let bad = try await client.post("/new/knowledge-base", [("name", "My Base<"), ("embedder", "none")])
            #expect(bad.status == .unprocessableContent)
            #expect(bad.html.contains("value=\"My Base&lt;\"") && bad.html.contains("field-error"))
            let number = try await client.post(
                "/new/knowledge-base", [("name", "a"), ("tokens", "many"), ("embedder", "none")])
            #expect(number.status == .unprocessableContent && number.html.contains("no whole number"))
            let overlap = try await client.post(
                "/new/knowledge-base", [("name", "a"), ("overlap", "\(Int.max)"), ("embedder", "none")])
            #expect(overlap.status == .unprocessableContent && overlap.html.contains("does not fit chunks of 256"))
            let absent = try await client.post("/new/knowledge-base", [("name", "a"), ("embedder", "absent-embedder")])
            #expect(absent.status == .conflict && absent.html.contains("forge encoders pull absent-embedder"))
            #expect(try await client.page("/knowledge-bases").html.contains("no knowledge base yet"))
        }
    }

    @Test func `a query shows the four rankings, and why one cannot be had`() async throws {
        try await Self.whenFilled { client in
            let asked = try await client.page("/knowledge-bases/facts").html
            #expect(asked.contains("Ask it something"))
            let html = try await client.page("/knowledge-bases/facts?q=capital+of+peru&k=2").html
            for id in ["by-dense", "by-bm25", "by-hybrid", "by-reranked"] { #expect(html.contains("id=\"\(id)\"")) }
            #expect(html.contains("value=\"capital of peru\""))
            #expect(html.contains("cosine 0.") && html.contains("reciprocal ranks 0.0"))
            #expect(html.contains("href=\"/knowledge-bases/facts?tab=chunks&amp;document=pe#chunk-"))
            #expect(html.contains("also BM25 1"))
            #expect(html.contains("Not to be had here") && html.contains("absent-reranker"))
            #expect(html.contains("Vector search"))
        }
    }

    @Test func `chunks are searched by words and documents by title, and markup shows as text`() async throws {
        try await Self.whenFilled { client in
            let all = try await client.page("/knowledge-bases/facts?tab=chunks").html
            #expect(all.contains("1–6 of 6 chunks"))
            #expect(all.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !all.contains(KnowledgeFiles.hostile))
            let found = try await client.page("/knowledge-bases/facts?tab=chunks&text=lim").html
            #expect(found.contains("Peru") && !found.contains("Madrid"))
            #expect(found.contains("rel=\"noreferrer\">source</a>"))
            let none = try await client.page("/knowledge-bases/facts?tab=chunks&text=%22OR").html
            #expect(none.contains("No chunk matches"))
            let documents = try await client.page("/knowledge-bases/facts?tab=documents&text=ital").html
            #expect(documents.contains("1–1 of 1 documents"))
            #expect(documents.contains("href=\"/knowledge-bases/facts?tab=chunks&amp;document=it\""))
            let late = try await client.page("/knowledge-bases/facts?tab=documents&page=99").html
            #expect(late.contains("Spain"))
            #expect(try await client.page("/knowledge-bases/facts?q=%3Cscript%3E").html.contains("&lt;script&gt;"))
        }
    }

    @Test func `the last ingest is told with its findings`() async throws {
        try await Self.whenFilled { client in
            let html = try await client.page("/knowledge-bases/facts?tab=about").html
            #expect(html.contains("corpus.jsonl"))
            #expect(html.contains("duplicate, left out") && html.contains("empty, left out"))
            #expect(html.contains("2 findings"))
            #expect(html.contains("64 numbers a vector") && html.contains("action=\"/knowledge-bases/facts/ingest\""))
        }
    }

    @Test func `a base is deleted only after one was asked`() async throws {
        try await Self.whenFilled { client in
            let asks = try await client.page("/knowledge-bases/facts/delete").html
            #expect(asks.contains("6 documents in 6 chunks") && asks.contains("cannot be undone"))
            let done = try await client.post("/knowledge-bases/facts/delete", [])
            #expect(done.status == .seeOther && done.location == "/knowledge-bases")
            #expect(try await client.page("/knowledge-bases/facts").status == .notFound)
        }
    }

    @Test func `an ingest under way is shown with its progress and can be stopped`() async throws {
        var job = IngestJob(base: "facts", corpus: "wiki")
        job.phase = .embedding
        (job.done, job.total, job.rate, job.remaining) = (1200, 9000, 310, 25)
        let view = IngestView(job)
        #expect(view.text == "Embedding: 1,200 of 9,000 chunks · 310 per second · 25 s left")
        #expect(view.percent == 13 && view.isRunning)
        let html = try PageRenderer().fragment(view, template: "ingest")
        #expect(html.contains("data-ingest=\"facts\"") && html.contains("value=\"13\""))
        job.fail(LabError(.unavailable, "x", "The <disk> is full."), wasAsked: false)
        let failed = try PageRenderer().fragment(IngestView(job), template: "ingest")
        #expect(failed.contains("✗ The ingest of wiki failed") && failed.contains("The &lt;disk&gt; is full."))
        #expect(!failed.contains("<progress"))
    }

    @Test func `a running ingest offers to stop it, and nothing is deleted meanwhile`() async throws {
        let fixture = try await WebFixture(delay: .seconds(30))
        try await fixture.test { client in
            _ = try await client.post("/new/knowledge-base", Self.fields)
            let html = try await client.page("/knowledge-bases/facts").html
            #expect(html.contains("Stop the ingest") && html.contains("src=\"/assets/ingests.js\""))
            #expect(try await client.page("/knowledge-bases").html.contains("<progress"))
            #expect(try await client.post("/knowledge-bases/facts/delete", []).status == .conflict)
            let again = try await client.post("/knowledge-bases/facts/ingest", [("corpus", KnowledgeFiles.corpus)])
            #expect(again.status == .conflict)
            #expect(try await client.post("/knowledge-bases/facts/stop", []).status == .seeOther)
            while await fixture.services.knowledge.ingests.job(of: "facts")?.isFinished != true {
                try await Task.sleep(for: .milliseconds(5))
            }
            let stopped = try await client.page("/knowledge-bases/facts?tab=about").html
            #expect(stopped.contains("was stopped") && stopped.contains("goes on where it stopped"))
        }
    }
}
