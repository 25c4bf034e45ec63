import ForgeCore
import Foundation
import Testing

@testable import ForgeCatalogue

@Suite(.timeLimit(.minutes(1)))
struct HubDownloadTests {
    private let content = TestContent.gguf()

    private func hub(_ file: HubServerState.File? = nil) -> HubServerState {
        let state = HubServerState()
        state.change { $0.files["acme/tiny/tiny.gguf"] = file ?? .init(content: content) }
        return state
    }

    @Test func `a model is pulled into the Hub's cache layout and linked from the home folder`() async throws {
        try await withHub(hub()) { hub in
            let model = try await hub.models().pull("tiny")
            #expect(try Data(contentsOf: model.url) == content)
            #expect(model.sha256 == Digest.sha256(content))
            let repository = hub.cache.appending(path: "models--acme--tiny")
            let snapshot = repository.appending(path: "snapshots/\(HubServerState.commit)/tiny.gguf")
            let target = try FileManager.default.destinationOfSymbolicLink(atPath: snapshot.path())
            #expect(target == "../../blobs/\(Digest.sha256(content))")
            let ref = try String(contentsOf: repository.appending(path: "refs/main"), encoding: .utf8)
            #expect(ref == HubServerState.commit)
            #expect(model.receipt?.source == "hf:acme/tiny@\(HubServerState.commit)/tiny.gguf")
            #expect(model.receipt?.verified == .hub)
        }
    }

    @Test func `a second pull makes no request`() async throws {
        try await withHub(hub()) { hub in
            let library = try hub.models()
            try await library.pull("tiny")
            let requests = hub.state.now.log.count
            try await library.pull("tiny")
            #expect(requests > 0)
            #expect(hub.state.now.log.count == requests)
        }
    }

    @Test func `a connection cut in the middle is continued from where it stopped`() async throws {
        let state = hub()
        state.change { $0.faults = [.cut(after: 100_000), .cut(after: 50_000)] }
        try await withHub(state) { hub in
            let progress = ProgressLog()
            let model = try await hub.models().pull("tiny", progress: { progress.add($0) })
            #expect(try Data(contentsOf: model.url) == content)
            let starts = hub.state.now.log.filter { $0.host == "cdn" }
                .map { $0.range.flatMap { Int($0.dropFirst("bytes=".count).dropLast()) } ?? 0 }
            #expect(starts.count == 3 && starts[0] == 0)
            // Bytes that were on their way when the connection broke may be lost.
            #expect((1...100_000).contains(starts[1]) && (starts[1] + 1...starts[1] + 50_000).contains(starts[2]))
            #expect(hub.state.now.log.filter { $0.host == "cdn" }.map(\.ifRange) == [nil, "\"cdn-1\"", "\"cdn-1\""])
            #expect(progress.phases.contains(.retrying))
        }
    }

    @Test func `more cuts than attempts are survived while each brings something`() async throws {
        let state = hub()
        state.change { $0.faults = Array(repeating: .cut(after: 20_000), count: 10) }
        try await withHub(state) { hub in
            let model = try await hub.models(settings: hub.settings(attempts: 3)).pull("tiny")
            #expect(model.sha256 == Digest.sha256(content))
        }
    }

    @Test func `a connection cut for good keeps what arrived, and the next pull continues`() async throws {
        let state = hub()
        state.change { $0.faults = [.cut(after: 100_000), .cut(after: 0), .cut(after: 0), .cut(after: 0)] }
        try await withHub(state) { hub in
            let library = try hub.models(settings: hub.settings(attempts: 3))
            let error = await failure { try await library.pull("tiny") }
            #expect(error?.code == "hub.interrupted")
            #expect(error?.remedy?.contains("continues") == true)
            let partial = hub.cache.appending(path: "models--acme--tiny/blobs/\(Digest.sha256(content)).incomplete")
            let arrived = try #require(Files.size(partial))
            #expect(arrived > 0)
            hub.state.change { $0.faults = [] }
            let model = try await library.pull("tiny")
            #expect(model.sha256 == Digest.sha256(content))
            #expect(hub.state.now.log.last?.range == "bytes=\(arrived)-")
        }
    }

    @Test func `a changed validator makes the file come whole instead of in parts that do not fit`() async throws {
        let state = hub()
        state.change { $0.faults = [.cut(after: 100_000), .status(503)] }
        try await withHub(state) { hub in
            let library = try hub.models(settings: hub.settings(attempts: 2))
            _ = await failure { try await library.pull("tiny") }
            hub.state.change { $0.contentTag = "\"cdn-2\"" }
            let model = try await library.pull("tiny")
            #expect(hub.state.now.log.last?.ifRange == "\"cdn-1\"")
            #expect(model.sha256 == Digest.sha256(content))
        }
    }

    @Test func `a server that knows no ranges sends the file from its beginning`() async throws {
        let state = hub()
        state.change {
            $0.faults = [.cut(after: 100_000)]
            $0.ignoresRanges = true
        }
        try await withHub(state) { hub in
            let model = try await hub.models().pull("tiny")
            #expect(try Data(contentsOf: model.url) == content)
        }
    }

    @Test func `the token goes to the Hub and never to the storage host`() async throws {
        let state = hub(.init(content: content, isGated: true))
        try await withHub(state) { hub in
            try await hub.models(settings: hub.settings(token: HubServerState.token)).pull("tiny")
            let log = hub.state.now.log
            #expect(log.filter { $0.host == "hub" }.allSatisfy { $0.authorization == "Bearer \(HubServerState.token)" })
            #expect(log.filter { $0.host == "cdn" }.map(\.authorization) == [nil])
        }
    }

    @Test func `a gated model without a token says to accept the licence and set HF_TOKEN`() async throws {
        try await withHub(hub(.init(content: content, isGated: true))) { hub in
            let error = await failure { try await hub.models().pull("tiny") }
            #expect(error?.kind == .permissionDenied)
            #expect(error?.cause?.contains("401") == true)
            #expect(error?.remedy?.contains("HF_TOKEN") == true)
        }
    }

    @Test func `a file that is not on the Hub is named`() async throws {
        try await withHub(hub()) { hub in
            let error = await failure { try await hub.models("acme/tiny/other.gguf").pull("tiny") }
            #expect(error?.kind == .notFound)
            #expect(error?.message.contains("acme/tiny@main/other.gguf") == true)
        }
    }

    @Test func `429 is waited out as Retry-After asks`() async throws {
        let state = hub()
        state.change { $0.faults = [.status(429, retryAfter: "1")] }
        try await withHub(state) { hub in
            let start = ContinuousClock.now
            try await hub.models().pull("tiny")
            #expect(ContinuousClock.now - start >= .seconds(1))
        }
    }

    @Test func `429 without end and a wait that is too long end with an error`() async throws {
        try await withHub(hub()) { hub in
            hub.state.change { $0.faults = Array(repeating: .status(429), count: 20) }
            #expect(await failure { try await hub.models().pull("tiny") }?.code == "hub.rate-limited")
            hub.state.change { $0.faults = [.status(429, retryAfter: "3600")] }
            #expect(await failure { try await hub.models().pull("tiny") }?.code == "hub.rate-limited")
        }
    }

    @Test func `a server fault that passes is tried again`() async throws {
        let state = hub()
        state.change { $0.faults = [.status(500), .status(502)] }
        try await withHub(state) { hub in
            let model = try await hub.models().pull("tiny")
            #expect(model.bytes == content.count)
        }
    }

    @Test func `a file whose hash is not the one the Hub states is discarded`() async throws {
        let state = hub()
        state.change { $0.statedHash = String(repeating: "a", count: 64) }
        try await withHub(state) { hub in
            let error = await failure { try await hub.models().pull("tiny") }
            #expect(error?.code == "download.wrong-hash")
            #expect(error?.cause?.contains(Digest.sha256(content)) == true)
            let files = try filesBelow(hub.cache)
            #expect(files.allSatisfy { !$0.contains("blobs/") })
        }
    }

    @Test func `a file whose hash is not the catalogue's is not even downloaded`() async throws {
        try await withHub(hub()) { hub in
            let library = try hub.models(sha256: String(repeating: "b", count: 64))
            let error = await failure { try await library.pull("tiny") }
            #expect(error?.code == "download.wrong-hash")
            #expect(error?.message.contains("not downloaded") == true)
            #expect(try library.info("tiny").isInstalled == false)
            #expect(hub.state.now.log.allSatisfy { $0.host == "hub" })
        }
    }

    @Test(arguments: [false, true])
    func `another tool's file in the cache stays when it is not the catalogue's`(_ isOffline: Bool) async throws {
        try await withHub(hub()) { hub in
            try await hub.models().pull("tiny")
            try FileManager.default.removeItem(at: hub.home.root)
            let library = try hub.models(
                sha256: String(repeating: "b", count: 64), settings: hub.settings(isOffline: isOffline))
            let error = await failure { try await library.pull("tiny") }
            #expect(error?.code == "download.wrong-hash")
            #expect(error?.message.contains("discarded") == false)
            let blob = hub.cache.appending(path: "models--acme--tiny/blobs/\(Digest.sha256(content))")
            #expect(try Data(contentsOf: blob) == content)
        }
    }

    @Test func `a file in the cache that is damaged by the Hub's own hash is replaced`() async throws {
        try await withHub(hub()) { hub in
            let library = try hub.models()
            try await library.pull("tiny")
            try FileManager.default.removeItem(at: hub.home.root)
            let blob = hub.cache.appending(path: "models--acme--tiny/blobs/\(Digest.sha256(content))")
            try Data("GGUF damaged".utf8).write(to: blob)
            let error = await failure { try await library.pull("tiny") }
            #expect(error?.code == "download.wrong-hash")
            #expect(error?.message.contains("discarded") == true)
            #expect(try await library.pull("tiny").sha256 == Digest.sha256(content))
        }
    }

    @Test func `a forced pull remembers whose the file in the cache is`() async throws {
        try await withHub(hub()) { hub in
            let library = try hub.models()
            try await library.pull("tiny")
            #expect(try await library.pull("tiny", force: true).receipt?.ownsCache == true)
            try FileManager.default.removeItem(at: hub.home.models)
            #expect(try await library.pull("tiny", force: true).receipt?.ownsCache == false)
        }
    }

    @Test func `a file that changes on the Hub after the first pull is refused`() async throws {
        try await withHub(hub()) { hub in
            let library = try hub.models()
            try await library.pull("tiny")
            hub.state.change { $0.files["acme/tiny/tiny.gguf"] = .init(content: TestContent.gguf(bytes: 200_000)) }
            let error = await failure { try await library.pull("tiny", force: true) }
            #expect(error?.code == "download.wrong-hash")
            #expect(error?.remedy?.contains("pins.json") == true)
        }
    }

    @Test func `a small file is checked by git's hash`() async throws {
        // `printf hello > f; git hash-object f`
        let state = hub(.init(content: Data("hello".utf8), isLarge: false))
        state.change { $0.statedHash = "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0" }
        try await withHub(state) { hub in
            let file = HubFile(repository: "acme/tiny", path: "tiny.gguf")
            let settings = try hub.settings()
            try await HTTPFetcher.with(policy: settings.retry) { fetcher in
                let download = HubDownload(
                    request: HubRequest(settings: settings.hub, fetcher: fetcher), cache: HubCache(root: hub.cache),
                    report: { _ in })
                let url = try await download.fetch(file).url
                let fetched = try Data(contentsOf: url)
                #expect(fetched == Data("hello".utf8))
                try FileManager.default.removeItem(at: hub.cache)
                hub.state.change { $0.statedHash = String(repeating: "0", count: 40) }
                #expect(await failure { try await download.fetch(file) }?.code == "download.wrong-hash")
            }
        }
    }

    @Test func `offline mode takes what is in the cache and makes no request`() async throws {
        try await withHub(hub()) { hub in
            let offline = try hub.models(settings: hub.settings(isOffline: true))
            let error = await failure { try await offline.pull("tiny") }
            #expect(error?.code == "hub.offline")
            #expect(error?.message.contains("acme/tiny@main/tiny.gguf") == true)
            #expect(hub.state.now.log.isEmpty)
            try await hub.models().pull("tiny")
            try FileManager.default.removeItem(at: hub.home.models)
            let requests = hub.state.now.log.count
            #expect(try await offline.pull("tiny").sha256 == Digest.sha256(content))
            #expect(hub.state.now.log.count == requests)
        }
    }

    @Test func `two pulls at once download the file once`() async throws {
        try await withHub(hub()) { hub in
            let library = try hub.models()
            async let first = library.pull("tiny")
            async let second = library.pull("tiny")
            let hashes = try await [first.sha256, second.sha256]
            #expect(hashes == [Digest.sha256(content), Digest.sha256(content)])
            #expect(hub.state.now.log.filter { $0.host == "cdn" }.count == 1)
        }
    }

    @Test func `a server that nobody runs is reported as unreachable`() async throws {
        try await withTemporaryFolder { folder in
            let hub = HubFixture(state: .init(), port: 1, folder: folder)
            let error = await failure { try await hub.models(settings: hub.settings(attempts: 2)).pull("tiny") }
            #expect(error?.code == "hub.unreachable")
        }
    }

    @Test func `a repository that was renamed is followed within the Hub`() async throws {
        let state = hub()
        state.change { $0.renamed = ["old/name": "acme/tiny"] }
        try await withHub(state) { hub in
            let model = try await hub.models("old/name/tiny.gguf", settings: hub.settings(token: "hf_x")).pull("tiny")
            #expect(model.sha256 == Digest.sha256(content))
            #expect(model.receipt?.source == "hf:old/name@\(HubServerState.commit)/tiny.gguf")
        }
    }

    @Test func `a redirect to anything but http and https is refused`() async throws {
        let state = hub()
        state.change { $0.location = "file:///etc/passwd" }
        try await withHub(state) { hub in
            #expect(await failure { try await hub.models().pull("tiny") }?.code == "hub.bad-redirect")
        }
    }

    @Test func `a data set's file comes from its own kind of repository`() async throws {
        let state = HubServerState()
        let lines = try #require(TestContent.lines(0..<30))
        state.change { $0.files["datasets/acme/questions/data/test.jsonl"] = .init(content: lines) }
        try await withHub(state) { hub in
            let file = HubFile(kind: .dataset, repository: "acme/questions", path: "data/test.jsonl")
            let library = try hub.datasets(source: .hub(file))
            let pulled = try await library.pull("questions")
            #expect(pulled.source == "hf:datasets/acme/questions@\(HubServerState.commit)/data/test.jsonl")
            let set = try await library.sample(dataset: "questions", count: 30, seed: 3)
            #expect(set.population == 30)
            let snapshot = "datasets--acme--questions/snapshots/\(HubServerState.commit)/data/test.jsonl"
            let cached = try Data(contentsOf: hub.cache.appending(path: snapshot))
            #expect(cached == lines)
        }
    }

    @Test func `removing a pulled model frees its copy in the cache`() async throws {
        try await withHub(hub()) { hub in
            let library = try hub.models()
            try await library.pull("tiny")
            let removal = try library.remove("tiny")
            #expect(removal.freed >= content.count)
            #expect(try library.info("tiny").isInstalled == false)
            #expect(try filesBelow(hub.cache).allSatisfy { !$0.contains("blobs/") })
        }
    }

    private func filesBelow(_ folder: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path(percentEncoded: false))
    }
}
