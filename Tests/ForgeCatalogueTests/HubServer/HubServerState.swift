import ForgeCore
import Foundation
import Synchronization

/// What the local Hub holds, how it is to misbehave, and what it was asked.
final class HubServerState: Sendable {
    struct File: Sendable {
        var content: Data
        /// In large-file storage: served by the CDN, with its SHA-256 as the ETag.
        var isLarge = true
        var isGated = false
    }

    /// One misbehaviour, used up by the next download of content.
    enum Fault: Sendable, Hashable {
        /// Ends the connection after so many bytes of the body.
        case cut(after: Int)
        case status(Int, retryAfter: String? = nil)
    }

    struct Logged: Sendable, Hashable {
        var host: String
        var method: String
        var path: String
        var authorization: String?
        var range: String?
        var ifRange: String?
    }

    struct Contents: Sendable {
        /// By `owner/repo/path`, data sets with `datasets/` in front.
        var files: [String: File] = [:]
        var rows: [JSONValue] = []
        var rowsRevision = "a"
        /// As if several servers held different revisions: each answer names another one.
        var alternatesRevision = false
        var rowFaults: [Fault] = []
        var truncatedRow: Int?
        var faults: [Fault] = []
        /// Repositories that moved: the Hub redirects from the key to the value within itself.
        var renamed: [String: String] = [:]
        /// Where large files are redirected to instead of the storage host.
        var location: String?
        /// What the Hub says instead of the true hash.
        var statedHash: String?
        /// The CDN's own validator; changing it makes `If-Range` fail.
        var contentTag = "\"cdn-1\""
        var ignoresRanges = false
        var log: [Logged] = []
    }

    static let commit = "0123456789abcdef0123456789abcdef01234567"
    static let token = "hf_testtoken"

    private let contents = Mutex(Contents())

    var now: Contents { contents.withLock { $0 } }

    func change(_ body: (inout Contents) -> Void) { contents.withLock { body(&$0) } }

    func nextFault() -> Fault? {
        contents.withLock { $0.faults.isEmpty ? nil : $0.faults.removeFirst() }
    }

    func nextRowFault() -> Fault? {
        contents.withLock { $0.rowFaults.isEmpty ? nil : $0.rowFaults.removeFirst() }
    }
}
