import Hummingbird
import NIOCore
import Testing

@testable import ForgeWeb

@Suite struct RenderedPagesTests {
    private struct Words: Sendable, Hashable {
        var text: String
    }

    /// How often a template was filled.
    private final class Counter {
        var count = 0

        func render(_ text: String) -> String {
            count += 1
            return text
        }
    }

    private func ask(_ pages: RenderedPages, _ text: String, _ template: String, _ counter: Counter) -> String {
        String(buffer: pages.html(of: Words(text: text), template: template) { counter.render("\(template): \(text)") })
    }

    @Test func `the same page is filled once, another value or template anew`() {
        let (pages, counter) = (RenderedPages(), Counter())
        for _ in 0..<3 {
            #expect(ask(pages, "one", "list", counter) == "list: one")
            #expect(ask(pages, "two", "list", counter) == "list: two")
            #expect(ask(pages, "one", "row", counter) == "row: one")
        }
        #expect(counter.count == 3)
    }

    @Test func `pages that nobody asks for go, the others stay`() {
        let (pages, counter) = (RenderedPages(), Counter())
        let long = String(repeating: "x", count: 900_000)
        for number in 0..<60 {
            _ = ask(pages, "asked for again", "list", counter)
            _ = ask(pages, "\(number)\(long)", "list", counter)
        }
        #expect(counter.count == 61)
        _ = ask(pages, "0\(long)", "list", counter)
        #expect(counter.count == 62)
    }

    @Test func `a page of megabytes is not kept`() {
        let (pages, counter) = (RenderedPages(), Counter())
        let huge = String(repeating: "x", count: 2_000_000)
        for _ in 0..<2 { _ = ask(pages, huge, "list", counter) }
        #expect(counter.count == 2)
    }

    @Test func `who asks, and what changed, is seen on a page that is kept`() async throws {
        let renderer = try PageRenderer()
        func html(_ title: String, as identity: Identity) async throws -> String {
            let page = Page(title: title, section: .none, content: EmptyState(title: title, text: "", actions: []))
            let response = try Identity.$current.withValue(identity) { try renderer.page(page, template: "docs") }
            let writer = Collected()
            try await response.body.write(writer)
            return String(buffer: writer.buffer)
        }
        let (reader, writer) = (Identity(name: "ann", role: .viewer), Identity(name: "bob", role: .runner))
        let first = try await html("One", as: reader)
        #expect(first.contains("data-role=\"viewer\"") && first.contains("ann (viewer)"))
        #expect(try await html("One", as: writer).contains("bob (runner)"))
        #expect(try await html("One", as: .local).contains("data-role=\"admin\""))
        #expect(try await html("Two", as: reader).contains("<title>Two"))
        #expect(try await html("One", as: reader) == first)
    }
}

/// What a response writes.
private final class Collected: ResponseBodyWriter {
    var buffer = ByteBuffer()

    func write(_ buffer: ByteBuffer) async throws { self.buffer.writeImmutableBuffer(buffer) }
    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
