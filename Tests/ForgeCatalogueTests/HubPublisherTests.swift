import ForgeCore
import ForgeTesting
import Foundation
import Testing

@testable import ForgeCatalogue

struct `Publishing on the Hub` {
    private static let repository = "acme/helpful"

    private func publisher(_ address: String, token: String? = HubStandIn.token) throws -> HubPublisher {
        let url = try #require(URL(string: address))
        return HubPublisher(
            settings: HubSettings(endpoint: url, datasetsServer: url, token: token, cache: url),
            retry: RetryPolicy(attempts: 3, base: 0.01, ceiling: 0.02, longestRetryAfter: 1))
    }

    /// A large file in one piece, one in three parts, a text, an empty file, one in a folder, and a hidden one.
    private func write(in folder: URL) throws -> [String: Data] {
        var generator = SeededGenerator(seed: 11)
        func noise(_ count: Int) -> Data { Data((0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }) }
        let files = [
            "adapter_model.safetensors": noise(700), "adapter.gguf": noise(2500),
            "README.md": Data("# A card ✓\n".utf8),
            "empty.bin": Data(), "more/config.json": Data("{}".utf8),
        ]
        for (name, content) in files.merging([".lock": Data("x".utf8)], uniquingKeysWith: { $1 }) {
            let url = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try content.write(to: url)
        }
        return files
    }

    @Test func `All files arrive in one commit of a private repository`() async throws {
        try await withTemporaryFolder { folder in
            let files = try write(in: folder)
            let hub = HubStandIn(partBytes: 1000)
            try await hub.run { address in
                let outcome = try await publisher(address).publish(
                    try UploadFile.all(at: folder), to: Self.repository, message: "First")
                #expect(outcome.sent.sorted() == files.keys.sorted())
                #expect(outcome.commit?.contains("/commit/") == true)
            }
            #expect(hub.files(Self.repository) == files)
            #expect(hub.isPrivate(Self.repository) == true)
            #expect(hub.commits(Self.repository).count == 1)
            let puts = hub.seen.filter { $0.method == "PUT" }
            #expect(puts.map(\.bytes).sorted() == [500, 700, 1000, 1000])
            #expect(puts.allSatisfy { $0.authorization == nil }, "the token went to a storage host")
        }
    }

    @Test func `What is there is not sent again, and what changed is`() async throws {
        try await withTemporaryFolder { folder in
            _ = try write(in: folder)
            let hub = HubStandIn(partBytes: 1000)
            try await hub.run { address in
                let publisher = try publisher(address)
                _ = try await publisher.publish(
                    try UploadFile.all(at: folder), to: Self.repository, message: "First")
                let before = hub.seen.count
                let again = try await publisher.publish(
                    try UploadFile.all(at: folder), to: Self.repository, message: "Again")
                #expect(again.commit == nil && again.sent.isEmpty && again.kept.count == 5)
                #expect(hub.seen.count - before == 2, "only the repository and the modes were asked for")
                try Data("# Another card\n".utf8).write(to: folder.appending(path: "README.md"))
                let third = try await publisher.publish(
                    try UploadFile.all(at: folder), to: Self.repository, message: "Third")
                #expect(third.sent == ["README.md"])
            }
            #expect(hub.commits(Self.repository).count == 2)
        }
    }

    @Test func `An upload that was cut off goes on with what is missing`() async throws {
        try await withTemporaryFolder { folder in
            _ = try write(in: folder)
            let hub = HubStandIn(partBytes: 1000)
            try await hub.run { address in
                let publisher = try publisher(address)
                let files = try UploadFile.all(at: folder)
                // The commit is refused after both large files have arrived.
                hub.fail(.init("POST", "/commit/", status: 403, message: "no right to write"))
                let error = await #expect(throws: CatalogueError.self) {
                    try await publisher.publish(files, to: Self.repository, message: "First")
                }
                #expect(error?.kind == .permissionDenied)
                #expect(hub.commits(Self.repository).isEmpty)
                let sent = hub.seen.count { $0.method == "PUT" }
                let outcome = try await publisher.publish(files, to: Self.repository, message: "Second")
                #expect(hub.seen.count { $0.method == "PUT" } == sent)
                #expect(outcome.kept.sorted() == ["adapter.gguf", "adapter_model.safetensors"])
            }
            #expect(hub.files(Self.repository).count == 5)
        }
    }

    @Test(arguments: [("PUT", "/storage/"), ("POST", "/objects/batch"), ("POST", "/commit/"), ("POST", "/preupload/")])
    func `A passing failure is tried again`(method: String, path: String) async throws {
        try await withTemporaryFolder { folder in
            let files = try write(in: folder)
            let hub = HubStandIn(partBytes: 1000)
            try await hub.run { address in
                hub.fail(.init(method, path, status: 503))
                hub.fail(.init(method, path, status: 500))
                _ = try await publisher(address).publish(
                    try UploadFile.all(at: folder), to: Self.repository, message: "First")
            }
            #expect(hub.files(Self.repository) == files)
        }
    }

    @Test func `A wrong token is refused without being repeated in the error`() async throws {
        try await withTemporaryFolder { folder in
            _ = try write(in: folder)
            let hub = HubStandIn()
            try await hub.run { address in
                let error = await #expect(throws: CatalogueError.self) {
                    try await publisher(address, token: "hf_wrong_secret").publish(
                        try UploadFile.all(at: folder), to: Self.repository, message: "First")
                }
                #expect(error?.kind == .permissionDenied)
                #expect(error?.cause?.contains("Bearer …") == true, "the server repeats it, we do not")
                #expect(error.map { "\($0)".contains("hf_wrong_secret") } == false)
            }
        }
    }

    @Test func `A public repository is not written to unless that is said`() async throws {
        try await withTemporaryFolder { folder in
            _ = try write(in: folder)
            let hub = HubStandIn()
            hub.addRepository(Self.repository, isPrivate: false)
            try await hub.run { address in
                let files = try UploadFile.all(at: folder)
                let error = await #expect(throws: CatalogueError.self) {
                    try await publisher(address).publish(files, to: Self.repository, message: "First")
                }
                #expect(error?.code == "push.public")
                #expect(!hub.seen.contains { $0.method == "PUT" || $0.path.contains("preupload") })
                _ = try await publisher(address).publish(
                    files, to: Self.repository, isPrivate: false, message: "First")
            }
            #expect(hub.files(Self.repository).count == 5)
        }
    }

    @Test(arguments: [
        ("nobody", HubStandIn.token, "http://127.0.0.1:9", "push.repository"),
        ("a/b/c", HubStandIn.token, "http://127.0.0.1:9", "push.repository"),
        ("a/b", nil, "http://127.0.0.1:9", "push.no-token"),
        ("a/b", HubStandIn.token, "http://hub.example", "push.unencrypted"),
        ("a/b", HubStandIn.token, "http://127.0.0.1:9", "hub.unreachable"),
    ])
    func `What cannot work is said before anything is sent`(
        name: String, token: String?, address: String, code: String
    ) async throws {
        let error = await #expect(throws: CatalogueError.self) {
            try await publisher(address, token: token).publish([], to: name, message: "x")
        }
        #expect(error?.code == code)
    }

    @Test func `A storage host that does not confirm a part is an error`() throws {
        let actions: JSONValue = ["upload": ["href": "http://h/x", "header": ["chunk_size": "10", "1": "http://h/1"]]]
        #expect(UploadTicket(actions, bytes: 25) == nil, "three parts are needed, one is named")
        #expect(UploadTicket(actions, bytes: 9) != nil)
        #expect(UploadTicket(["verify": [:]], bytes: 9) == nil)
    }
}
