import ForgeCore
import Foundation
import Testing

@testable import ForgeCatalogue

@Suite(.timeLimit(.minutes(1)))
struct RowsDownloadTests {
    private func server(rows: Int = 250) -> HubServerState {
        let state = HubServerState()
        state.change { $0.rows = (0..<rows).map(TestContent.question) }
        return state
    }

    @Test func `a split is fetched page by page and saved as JSON Lines`() async throws {
        try await withHub(server()) { hub in
            let library = try hub.datasets()
            let pulled = try await library.pull("questions")
            #expect(pulled.source == "rows:acme/questions/main/test@a")
            #expect(pulled.receipt?.verified == .firstPull)
            let set = try await library.sample(dataset: "questions", count: nil, seed: 0)
            #expect(set.samples.map(\.question) == (0..<250).map { "question \($0)?" })
            let offsets = hub.state.now.log.compactMap { URLComponents(string: $0.path)?.queryItems }
                .map { items in items.first { $0.name == "offset" }?.value }
            #expect(offsets == ["0", "100", "200"])
        }
    }

    @Test func `429 and 5xx pages are asked for again`() async throws {
        let state = server()
        state.change { $0.rowFaults = [.status(429, retryAfter: "0"), .status(503)] }
        try await withHub(state) { hub in
            let pulled = try await hub.datasets().pull("questions")
            #expect(pulled.bytes > 0)
            #expect(hub.state.now.log.count == 5)
        }
    }

    @Test func `an interrupted pull goes on after the pages it has`() async throws {
        try await withHub(server()) { hub in
            let rows = HubRows(dataset: "acme/questions", config: "main", split: "test")
            let first = try #require(TestContent.lines(0..<100))
            let partial = hub.home.downloads.appending(path: "dataset-questions-test.rows.partial")
            try FileManager.default.createDirectory(at: hub.home.downloads, withIntermediateDirectories: true)
            try first.write(to: partial)
            try Data("acme/questions/main/test\na".utf8).write(to: partial.appendingPathExtension("revision"))
            let library = try hub.datasets()
            let pulled = try await library.pull("questions")
            #expect(hub.state.now.log.count == 2)
            #expect(try Data(contentsOf: pulled.url) == TestContent.lines(0..<250))
            #expect(rows.description == "acme/questions/main/test")
        }
    }

    @Test func `pages of another revision are not mixed with those that are there`() async throws {
        try await withHub(server()) { hub in
            let partial = hub.home.downloads.appending(path: "dataset-questions-test.rows.partial")
            try FileManager.default.createDirectory(at: hub.home.downloads, withIntermediateDirectories: true)
            try #require(TestContent.lines(500..<600)).write(to: partial)
            try Data("acme/questions/main/test\nolder".utf8).write(to: partial.appendingPathExtension("revision"))
            let pulled = try await hub.datasets().pull("questions")
            let content = try Data(contentsOf: pulled.url)
            #expect(content == TestContent.lines(0..<250))
        }
    }

    @Test func `a part that was left of other rows is not continued`() async throws {
        try await withHub(server()) { hub in
            let partial = hub.home.downloads.appending(path: "dataset-questions-test.rows.partial")
            try FileManager.default.createDirectory(at: hub.home.downloads, withIntermediateDirectories: true)
            try #require(TestContent.lines(500..<600)).write(to: partial)
            try Data("acme/questions/other/test\na".utf8).write(to: partial.appendingPathExtension("revision"))
            let pulled = try await hub.datasets().pull("questions")
            let content = try Data(contentsOf: pulled.url)
            #expect(content == TestContent.lines(0..<250))
        }
    }

    @Test func `servers that disagree about the revision end with an error`() async throws {
        let state = server()
        state.change { $0.alternatesRevision = true }
        try await withHub(state) { hub in
            let error = await failure { try await hub.datasets().pull("questions") }
            #expect(error?.code == "rows.incomplete")
            #expect(error?.cause == "its revision changes from page to page")
            #expect(hub.state.now.log.count == 4)
        }
    }

    @Test func `a cell that the server cut off is an error`() async throws {
        let state = server()
        state.change { $0.truncatedRow = 120 }
        try await withHub(state) { hub in
            let error = await failure { try await hub.datasets().pull("questions") }
            #expect(error?.code == "rows.incomplete")
            #expect(error?.cause?.contains("row 120") == true)
        }
    }

    @Test func `offline mode makes no request`() async throws {
        try await withHub(server()) { hub in
            let library = try hub.datasets(settings: hub.settings(isOffline: true))
            #expect(await failure { try await library.pull("questions") }?.code == "hub.offline")
            #expect(hub.state.now.log.isEmpty)
        }
    }

    @Test func `a removed data set is pulled again, and other rows than before are refused`() async throws {
        try await withHub(server()) { hub in
            let library = try hub.datasets()
            try await library.pull("questions")
            #expect(try library.remove("questions").freed > 0)
            hub.state.change { $0.rows.removeLast() }
            let error = await failure { try await library.pull("questions") }
            #expect(error?.code == "download.wrong-hash")
        }
    }

    @Test func `a token travels to the rows API`() async throws {
        try await withHub(server()) { hub in
            try await hub.datasets(settings: hub.settings(token: HubServerState.token)).pull("questions")
            #expect(hub.state.now.log.allSatisfy { $0.authorization == "Bearer \(HubServerState.token)" })
        }
    }
}
