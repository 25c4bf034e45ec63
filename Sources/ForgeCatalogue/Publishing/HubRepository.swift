import AsyncHTTPClient
import ForgeCore
import Foundation
import NIOCore
import NIOHTTP1

/// The Hub's API of one model repository, request by request (huggingface.co/docs/hub/api; git-lfs batch API).
struct HubRepository: Sendable {
    let settings: HubSettings
    let fetcher: HTTPFetcher
    let name: String
    let revision: String
    let notify: @Sendable (CatalogueError, Double) -> Void

    private static let lfsHeaders = [
        ("Accept", "application/vnd.git-lfs+json"), ("Content-Type", "application/vnd.git-lfs+json"),
    ]
    private static let largestAnswer = 32 << 20

    // MARK: The repository

    /// Whether it is private; nil when there is none that this token may see.
    func isPrivate() async throws -> Bool? {
        do {
            return try await json(.GET, "api/models/\(name)", nil)["private"]?.bool ?? false
        } catch let error as CatalogueError where error.kind == .notFound {
            return nil
        }
    }

    func create(isPrivate: Bool) async throws {
        let parts = name.split(separator: "/")
        let body: JSONValue = [
            "type": "model", "organization": .string(String(parts[0])), "name": .string(String(parts[1])),
            "private": .bool(isPrivate), "visibility": isPrivate ? "private" : "public",
        ]
        do {
            _ = try await json(.POST, "api/repos/create", body)
        } catch let error as CatalogueError where error.cause?.hasPrefix("the server answered 409") == true {
            // Somebody was faster, or an earlier attempt was cut off after it had done its work.
        }
    }

    // MARK: Files

    struct Mode: Sendable {
        var isLarge: Bool
        var isIgnored: Bool
        /// What is there under this path: a blob's name, or the SHA-256 of a large file.
        var there: String?
    }

    /// How each file is to be uploaded, by path.
    func modes(_ files: [UploadFile]) async throws -> [String: Mode] {
        var modes: [String: Mode] = [:]
        for start in stride(from: 0, to: files.count, by: 256) {
            let described = files[start..<min(start + 256, files.count)].map { file -> JSONValue in
                [
                    "path": .string(file.path), "size": .integer(file.bytes),
                    "sample": .string(file.sample.base64EncodedString()),
                ]
            }
            let answer = try await json(
                .POST, "api/models/\(name)/preupload/\(revision)", ["files": .array(described)])
            for file in answer["files"]?.array ?? [] {
                guard let path = file["path"]?.string, let mode = file["uploadMode"]?.string else { continue }
                modes[path] = Mode(
                    isLarge: mode == "lfs", isIgnored: file["shouldIgnore"]?.bool ?? false, there: file["oid"]?.string)
            }
        }
        return modes
    }

    /// Where a large file goes; nil when its content is there already.
    func ticket(_ file: UploadFile) async throws -> UploadTicket? {
        let body: JSONValue = [
            "operation": "upload", "transfers": ["basic", "multipart"], "hash_algo": "sha256",
            "ref": ["name": .string(revision)],
            "objects": [["oid": .string(file.sha256), "size": .integer(file.bytes)]],
        ]
        let answer = try await json(
            .POST, "\(name).git/info/lfs/objects/batch", body, headers: Self.lfsHeaders)
        guard let object = answer["objects"]?.array?.first else { throw notAHub("its answer names no object") }
        if let error = object["error"] {
            throw CatalogueError(
                .unavailable, "push.refused", "The Hub does not take \(file.path).", cause: error["message"]?.string,
                remedy: "Check the account's storage and the file's size.")
        }
        guard let actions = object["actions"] else { return nil }
        guard let ticket = UploadTicket(actions, bytes: file.bytes) else { throw notAHub("its upload is incomplete") }
        return ticket
    }

    func verify(_ file: UploadFile, at url: URL) async throws {
        let body: JSONValue = ["oid": .string(file.sha256), "size": .integer(file.bytes)]
        _ = try await answer(.POST, url, try JSON.data(body), headers: Self.lfsHeaders, what: file.path)
    }

    func complete(_ file: UploadFile, at url: URL, tags: [String]) async throws {
        let parts = tags.enumerated().map { index, tag -> JSONValue in
            ["partNumber": .integer(index + 1), "etag": .string(tag)]
        }
        let body: JSONValue = ["oid": .string(file.sha256), "parts": .array(parts)]
        _ = try await answer(.POST, url, try JSON.data(body), headers: Self.lfsHeaders, what: file.path)
    }

    /// Sends a part of a file to a storage host.
    ///
    /// - Returns: the host's tag of it.
    func put(
        _ file: UploadFile, _ range: Range<Int>, to url: URL, headers: [(String, String)],
        onRead: @escaping @Sendable (Int) -> Void
    ) async throws -> String? {
        try await fetcher.retrying(notify) {
            let response = try await fetcher.send(
                .PUT, url, headers: headers,
                body: .stream(
                    FilePieces(url: file.url, range: range, onRead: onRead), length: .known(Int64(range.count))),
                // The address itself is the permission.
                token: nil, trusted: nil)
            try await fetcher.requireSuccess(response, what: file.path, hasToken: true)
            _ = try? await fetcher.body(of: response, limit: Self.largestAnswer, what: file.path)
            return response.headers.first(name: "ETag")
        }
    }

    /// - Returns: the commit's address.
    func commit(_ lines: [JSONValue]) async throws -> String? {
        let body = Data(try lines.map { try JSON.text($0) + "\n" }.joined().utf8)
        let data = try await answer(
            .POST, address("api/models/\(name)/commit/\(revision)"), body,
            headers: [("Content-Type", "application/x-ndjson")], what: name)
        let answer = try? JSON.decode(JSONValue.self, from: data)
        guard let commit = answer?["commitOid"]?.string else { throw notAHub("its answer names no commit") }
        return answer?["commitUrl"]?.string ?? commit
    }

    // MARK: Requests

    private func address(_ path: String) -> URL { settings.endpoint.appending(path: path) }

    private func json(
        _ method: HTTPMethod, _ path: String, _ body: JSONValue?,
        headers: [(String, String)] = [("Content-Type", "application/json")]
    ) async throws -> JSONValue {
        let data = try await answer(
            method, address(path), try body.map { try JSON.data($0) }, headers: body == nil ? [] : headers, what: name)
        guard let value = try? JSON.decode(JSONValue.self, from: data) else { throw notAHub("it answered no JSON") }
        return value
    }

    private func answer(
        _ method: HTTPMethod, _ url: URL, _ body: Data?, headers: [(String, String)], what: String
    ) async throws -> Data {
        try await fetcher.retrying(notify) {
            let response = try await fetcher.send(
                method, url, headers: headers, body: body.map { .bytes(ByteBuffer(bytes: $0)) },
                token: settings.token, trusted: Origin(settings.endpoint))
            try await fetcher.requireSuccess(response, what: what, hasToken: settings.token != nil)
            return try await fetcher.body(of: response, limit: Self.largestAnswer, what: what)
        }
    }

    private func notAHub(_ cause: String) -> CatalogueError {
        CatalogueError(
            .unavailable, "hub.not-a-hub", "\(settings.endpoint) does not answer as the Hugging Face Hub does.",
            cause: cause, remedy: "Check HF_ENDPOINT.")
    }
}
